// @ts-check
/** @import { Words } from './types.d.ts' */
/** @import { PhoneView } from './phone.js' */

import { el, icon } from './dom.js';
import { largestPhoto } from './picture.js';

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

/** @param {PhoneView} view @returns {string[]} the single pictures that the bot sent, newest first */
function botPictures(view) {
  return view
    .messages()
    .filter((message) => message.photo && message.from?.is_bot && !message.media_group_id)
    .map((message) => largestPhoto(message.photo ?? []))
    .filter(({ width, height }) => width === height)
    .map(({ file_id }) => file_id)
    .reverse();
}

/**
 * How many of the three first steps are done, judged by what the phones show.
 * @param {PhoneView[]} views @param {(fileId: string) => Promise<string | null>} findCode
 */
async function countDone(views, findCode) {
  const admins = views.filter((view) => view.phone().role === 'admin');
  const customers = views.filter((view) => view.phone().role === 'customer');
  if (customers.some(hasScanned)) return 3;
  for (const fileId of admins.flatMap(botPictures).slice(0, 3)) {
    if ((await findCode(fileId)) !== null) return 2;
  }
  return admins.some(hasStarted) ? 1 : 0;
}

/**
 * The first steps of a newcomer; each is ticked when it has been done, and the reader may hide them.
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
    /** @param {PhoneView[]} views @param {(fileId: string) => Promise<string | null>} findCode */
    update: async (views, findCode) => {
      asked += 1;
      const own = asked;
      const done = await countDone(views, findCode);
      if (own === asked) draw(done);
    },
  };
}
