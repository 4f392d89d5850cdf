// @ts-check
/**
 * Runs something once, when the element comes into what the reader sees.
 * @param {Element} element @param {() => void} run
 */
export function whenSeen(element, run) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    run();
  });
  observer.observe(element);
}
