// @ts-check
/** @import { FaultName, Panel, PanelState } from './types.d.ts' */
import { el } from '../dom.js';

/** @type {[fault: FaultName, label: string, hint: string][]} */
const SWITCHES = [
  ['store', 'Store away', 'No photo can be saved or read in the photo store'],
  ['database', 'Database away', 'Connections are cut and refused'],
  ['telegram', 'Telegram 429', 'Every call is answered with “too many requests”'],
  ['downloads', 'Downloads hang', 'Photos that are sent do not arrive at the bot'],
];

/** What each fault means for the bot. @type {Record<FaultName, (state: PanelState) => string>} */
const MEANING = {
  database: ({ waiting }) =>
    `The database is away: the bot waits.${waiting ? ` At Telegram ${updates(waiting)}.` : ''}`,
  store: () => 'The photo store is away: a photo cannot be saved until it is back.',
  telegram: () => 'Telegram says “too many requests”: screens are shown later.',
  downloads: () => 'Downloads hang: a photo that is sent stays under way, for 30 seconds at most.',
};

/** @param {number} count */
function updates(count) {
  return count === 1 ? '1 update waits' : `${count} updates wait`;
}

/** The one sentence about how the bot is. @param {PanelState} state */
function sentence(state) {
  const { bot, faults, isAtRest, isReady, trouble } = state;
  if (trouble) return `${trouble} If it stays so, begin anew.`;
  if (!isReady) return 'The playground and the bot are being started…';
  if (bot.state === 'ended') {
    return `The bot has ended: ${bot.why || 'it said nothing'}. Press “Kill and restart”.`;
  }
  const [fault] = /** @type {FaultName[]} */ (Object.keys(MEANING)).filter((each) => faults[each]);
  if (fault) return MEANING[fault](state);
  if (bot.state !== 'running') return 'The bot is starting…';
  return isAtRest ? 'Everything is done and shown.' : 'The bot is at work…';
}

/** The fault switches. @param {HTMLElement} place @param {Panel} panel */
export function createSwitches(place, panel) {
  /** @type {PanelState['faults'] | undefined} */
  let faults;
  const buttons = SWITCHES.map(([fault, label, hint]) => {
    const flip = () => panel.act({ do: 'switch', fault, on: !faults?.[fault] });
    const props = { type: 'button', class: 'switch', role: 'switch', title: hint, onclick: flip };
    return el('button', { ...props, 'aria-checked': 'false' }, el('i', {}), el('span', {}, label));
  });
  const kill = el(
    'button',
    {
      type: 'button',
      class: 'kill',
      title: 'As a power failure would, then start again on the same data',
      onclick: () => panel.act({ do: 'kill' }),
    },
    'Kill and restart',
  );
  const heal = el(
    'button',
    { type: 'button', class: 'text-button heal', onclick: () => void healAll() },
    'Heal everything',
  );
  const status = el('p', { role: 'status' });
  place.append(
    el('div', { class: 'switch-row' }, ...buttons),
    el('div', { class: 'bot-line' }, el('i', { class: 'lamp' }), status, heal, kill),
  );

  async function healAll() {
    for (const [fault] of SWITCHES) {
      if (faults?.[fault]) await panel.act({ do: 'switch', fault, on: false });
    }
  }

  return {
    /** @param {PanelState} state */
    draw: (state) => {
      faults = state.faults;
      const isFaulty = SWITCHES.some(([fault]) => state.faults[fault]);
      for (const [index, [fault]] of SWITCHES.entries()) {
        buttons[index]?.setAttribute('aria-checked', String(state.faults[fault]));
        buttons[index]?.toggleAttribute('disabled', !state.isReady);
      }
      kill.disabled = !state.isReady;
      heal.classList.toggle('unneeded', !isFaulty);
      heal.toggleAttribute('inert', !isFaulty);
      const isWell = state.bot.state === 'running' && !isFaulty;
      place.dataset.bot = isWell ? (state.isAtRest ? 'rest' : 'work') : 'trouble';
      if (status.textContent !== sentence(state)) status.textContent = sentence(state);
    },
  };
}
