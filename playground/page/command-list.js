// @ts-check
/** @import { BotCommand } from './types.d.ts' */
import { el } from './dom.js';

/**
 * The list of the bot's commands above the text field, filtered by what is typed. The focus stays in
 * the field; the field tells screen readers which command is active.
 * @param {HTMLTextAreaElement} field
 * @param {string} id an element id of its own
 * @param {string} label
 * @param {(command: string) => void} onChoose gets the command with its slash
 */
export function createCommandList(field, id, label, onChoose) {
  const element = el('div', {
    class: 'command-list',
    role: 'listbox',
    id,
    'aria-label': label,
    hidden: true,
  });
  /** @type {BotCommand[]} */
  let commands = [];
  /** @type {BotCommand[]} */
  let shown = [];
  let active = 0;
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', id);

  function close() {
    shown = [];
    element.hidden = true;
    field.removeAttribute('aria-activedescendant');
  }

  /** @param {number} index */
  function choose(index) {
    const command = shown[index];
    close();
    if (command) onChoose(`/${command.command}`);
  }

  function markActive() {
    [...element.children].forEach((row, index) => {
      row.setAttribute('aria-selected', String(index === active));
      if (index === active) row.scrollIntoView({ block: 'nearest' });
    });
    field.setAttribute('aria-activedescendant', `${id}-${active}`);
  }

  function draw() {
    const rows = shown.map((command, index) => {
      const row = el(
        'div',
        { class: 'command', role: 'option', id: `${id}-${index}` },
        el('b', {}, `/${command.command}`),
        el('span', {}, command.description),
      );
      // Not on click: the field would lose the focus before.
      row.addEventListener('pointerdown', (event) => event.preventDefault());
      row.addEventListener('click', () => choose(index));
      return row;
    });
    element.replaceChildren(...rows);
    element.hidden = rows.length === 0;
    if (rows.length === 0) close();
    else markActive();
  }

  /** Shows the commands that begin with what is typed. */
  function refresh() {
    const typed = /^\/(\w*)$/.exec(field.value);
    shown = typed
      ? commands.filter(({ command }) => command.startsWith((typed[1] ?? '').toLowerCase()))
      : [];
    active = 0;
    draw();
  }

  /** @param {number} step */
  function move(step) {
    active = (active + step + shown.length) % shown.length;
    markActive();
  }

  return {
    element,
    refresh,
    close,
    /** @param {BotCommand[]} list */
    setCommands: (list) => {
      commands = list;
      if (!element.hidden) refresh();
    },
    /** @param {KeyboardEvent} event @returns {boolean} whether the list took the key */
    takeKey: (event) => {
      if (element.hidden) return false;
      if (event.key === 'ArrowDown') move(1);
      else if (event.key === 'ArrowUp') move(-1);
      else if (event.key === 'Escape') close();
      else if (event.key === 'Enter' && !event.shiftKey) choose(active);
      else if (event.key === 'Tab' && !event.shiftKey) {
        field.value = `/${shown[active]?.command ?? ''} `;
        close();
      } else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
