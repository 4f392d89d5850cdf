// @ts-check
const KINDS = [
  'message',
  'edited',
  'deleted',
  'action',
  'commands',
  'description',
  'answer',
  'phone',
];
const RETRY_MS = 1000;

/**
 * Listens to what happens on all phones and reconnects for ever. Events only tell what is new, so
 * `onUp` (at every connection, the first one too) is the moment to load everything.
 * @param {object} handlers
 * @param {() => void} handlers.onUp
 * @param {() => void} handlers.onDown called once when the connection is lost
 * @param {(kind: string, data: any) => void} handlers.onEvent
 */
export function connectEvents({ onUp, onDown, onEvent }) {
  let wasUp = true;

  function lose() {
    if (wasUp) onDown();
    wasUp = false;
  }

  function connect() {
    const source = new EventSource('api/events');
    source.onopen = () => {
      wasUp = true;
      onUp();
    };
    source.onerror = () => {
      source.close();
      lose();
      setTimeout(connect, RETRY_MS);
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => onEvent(kind, JSON.parse(event.data)));
    }
  }

  connect();
}
