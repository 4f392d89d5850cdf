// @ts-check
const NEAR = 48;

/**
 * Keeps a message list at its end while the reader is there, and leaves the reader alone elsewhere.
 * @param {HTMLElement} list the scrolling element
 * @param {HTMLElement} content what grows inside it
 * @param {(atEnd: boolean) => void} onChange called when the reader arrives at or leaves the end
 */
export function createScroller(list, content, onChange) {
  let atEnd = true;
  let lastTop = 0;

  /** @param {boolean} value */
  function setAtEnd(value) {
    if (value === atEnd) return;
    atEnd = value;
    onChange(atEnd);
  }

  function toEnd() {
    list.scrollTop = list.scrollHeight;
    lastTop = list.scrollTop;
    setAtEnd(true);
  }

  const isNearEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;

  // A list that grows between a scroll and its event is not a reader who left: only up is.
  function followReader() {
    const isUp = list.scrollTop < lastTop;
    lastTop = list.scrollTop;
    if (isNearEnd()) setAtEnd(true);
    else if (isUp) setAtEnd(false);
  }

  // The event of a scroll comes later than the scroll: who has left by then is not taken back.
  function isStillAtEnd() {
    if (atEnd && list.scrollTop < lastTop && !isNearEnd()) followReader();
    return atEnd;
  }

  list.addEventListener('scroll', followReader, { passive: true });
  const observer = new ResizeObserver(() => isStillAtEnd() && toEnd());
  observer.observe(content);
  observer.observe(list);

  return {
    isAtEnd: isStillAtEnd,
    toEnd,
    /** Something else than the end is to be seen. */
    leaveEnd: () => setAtEnd(false),
    /** Runs a change that adds content above and keeps what the reader sees in its place. @param {() => void} change */
    keepPlace: (change) => {
      const { scrollHeight, scrollTop } = list;
      change();
      list.scrollTop = scrollTop + list.scrollHeight - scrollHeight;
    },
  };
}
