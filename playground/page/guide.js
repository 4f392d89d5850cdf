// @ts-check
/** @import { Message, Words } from './types.d.ts' */
/** @import { PhoneView } from './phone.js' */

import { el, icon } from './dom.js';
import { largestPhoto, mayBeCode } from './picture.js';

/** @typedef {(fileId: string) => Promise<string | null>} FindCode */

const STEPS = /** @type {const} */ ([
  ['stepStart', 'stepStartHint'],
  ['stepAdd', 'stepAddHint'],
  ['stepScan', 'stepScanHint'],
]);

/** @param {PhoneView} view */
const hasStarted = (view) => view.messages().length > 0;

/** Whether a phone opened a deep link, which is what scanning does. @param {PhoneView} view */
const hasScanned = (view) =>
  view.messages().some((message) => /^\/start \S/.test(message.text ?? ''));

/** @param {PhoneView} view @returns {Message[]} the pictures of the bot that may be codes, newest first */
function likelyCodes(view) {
  return view
    .messages()
    .filter(({ photo, from }) => photo && from?.is_bot && mayBeCode(photo))
    .reverse();
}

/**
 * The newest QR code on an admin's phone.
 * @param {PhoneView[]} admins @param {FindCode} findCode
 * @returns {Promise<(() => void) | null>} shows it to the reader; null without one
 */
async function findNewestCode(admins, findCode) {
  for (const view of admins) {
    for (const message of likelyCodes(view).slice(0, 3)) {
      const code = await findCode(largestPhoto(message.photo ?? []).file_id);
      if (code !== null) return () => view.reveal(message.message_id);
    }
  }
  return null;
}

/**
 * How many of the three first steps are done, judged by what the phones show.
 * @param {PhoneView[]} views @param {FindCode} findCode
 */
async function judge(views, findCode) {
  const admins = views.filter((view) => view.phone().role === 'admin');
  const customers = views.filter((view) => view.phone().role === 'customer');
  const showCode = await findNewestCode(admins, findCode);
  if (customers.some(hasScanned)) return { done: 3, showCode };
  if (showCode) return { done: 2, showCode };
  return { done: admins.some(hasStarted) ? 1 : 0, showCode };
}

/**
 * The first steps of a newcomer; each is ticked when it has been done. The last one can show where
 * the code is, which may be far up in the chat. The reader may hide them all.
 * @param {HTMLElement} place @param {Words} words
 */
export function createGuide(place, words) {
  const items = STEPS.map(([title, hint], index) =>
    el(
      'li',
      {},
      el(
        'span',
        { class: 'step-sign', 'aria-hidden': 'true' },
        el('b', {}, String(index + 1)),
        icon('check'),
      ),
      el(
        'span',
        { class: 'step-text' },
        el('b', {}, words.say(title)),
        el('span', {}, words.say(hint)),
      ),
    ),
  );
  const end = el('p', { class: 'guide-end', role: 'status' });
  const toggle = el('button', { type: 'button', class: 'guide-toggle' });
  const heading = el('h2', {}, words.say('firstSteps'));
  place.append(heading, toggle, el('ol', { class: 'steps' }, ...items), end);
  let shown = -1;
  let asked = 0;
  /** @type {(() => void) | null} */
  let reveal = null;
  const show = () => reveal?.();
  const showButton = el('button', { type: 'button', class: 'step-button', onclick: show });
  showButton.textContent = words.say('showCode');
  items.at(-1)?.append(showButton);

  /** @param {boolean} isHidden */
  function setHidden(isHidden) {
    place.classList.toggle('folded', isHidden);
    toggle.setAttribute('aria-expanded', String(!isHidden));
    const label = words.say(isHidden ? 'showSteps' : 'hideSteps');
    toggle.setAttribute('aria-label', label);
    toggle.title = label;
    toggle.replaceChildren(icon('down'));
    localStorage.setItem('steps', isHidden ? 'hidden' : 'shown');
  }

  /** @param {number} done */
  function draw(done) {
    if (done === shown) return;
    shown = done;
    document.documentElement.dataset.step = String(done);
    items.forEach((item, index) => {
      item.classList.toggle('done', index < done);
      item.classList.toggle('current', index === done);
      if (index === done) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    });
    place.classList.toggle('finished', done === STEPS.length);
    end.textContent = done === STEPS.length ? words.say('allDone') : '';
  }

  toggle.addEventListener('click', () => setHidden(!place.classList.contains('folded')));
  setHidden(localStorage.getItem('steps') === 'hidden');
  return {
    /** @param {PhoneView[]} views @param {FindCode} findCode */
    update: async (views, findCode) => {
      asked += 1;
      const own = asked;
      const { done, showCode } = await judge(views, findCode);
      if (own !== asked) return;
      reveal = showCode;
      draw(done);
    },
  };
}
