// @ts-check
import { createAddPhone } from './add-phone.js';
import { createDesk } from './desk.js';
import { icon } from './dom.js';
import { connectEvents } from './events.js';
import { createGuide } from './guide.js';
import { bindLookButton } from './look.js';
import { createWords } from './words.js';

/** @template {HTMLElement} T @param {string} id @param {new () => T} type @returns {T} */
function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${id}`);
  return element;
}

const words = createWords(navigator.language);
document.documentElement.lang = words.locale;
document.title = words.say('title');
byId('tagline', HTMLElement).textContent = words.say('tagline');
byId('footnote', HTMLElement).textContent = words.say('footnote');

const guide = createGuide(byId('guide', HTMLElement), words);
const desk = createDesk({
  place: byId('phones', HTMLElement),
  tabPlace: byId('tabs', HTMLElement),
  words,
  onProgress: () => void guide.update(desk.views(), desk.findCode),
});

bindLookButton(byId('look', HTMLButtonElement), words);
const openAddPhone = createAddPhone(words, async (phone) => {
  await desk.add(phone);
  desk.show(phone.id);
  desk.find(phone.id)?.element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
});
const addButton = byId('add-phone', HTMLButtonElement);
addButton.append(icon('plus'), words.say('addPhone'));
addButton.addEventListener('click', openAddPhone);

const banner = byId('banner', HTMLElement);
/** Events that arrive while everything is being loaded wait here. @type {[kind: string, data: any][] | null} */
let held = [];

/** @param {string} kind @param {any} data */
function handle(kind, data) {
  if (kind === 'phone') return desk.changed(data.phone);
  const view = desk.find(data.phone);
  if (!view) return;
  if (kind === 'message') view.arrive(data.message);
  if (kind === 'edited') view.edited(data.message);
  if (kind === 'deleted') view.deleted(data.message_ids);
  if (kind === 'action') view.setAction(data.action);
  if (kind === 'commands') view.setCommands(data.commands);
  if (kind === 'description') view.setDescription(data.description);
  if (kind === 'answer') view.answered(data);
}

async function load() {
  held ??= [];
  await desk.load();
  const waiting = held ?? [];
  held = null;
  for (const [kind, data] of waiting) handle(kind, data);
  banner.hidden = true;
  document.documentElement.dataset.ready = 'true';
}

function showBanner() {
  banner.replaceChildren(icon('lost'), words.say('serverGone'));
  banner.hidden = false;
}

connectEvents({
  onUp: () => void load().catch(showBanner),
  onDown: showBanner,
  onEvent: (kind, data) => {
    if (held) held.push([kind, data]);
    else handle(kind, data);
  },
});
