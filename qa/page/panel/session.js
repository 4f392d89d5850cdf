// @ts-check
/** @import { Admin, PanelState } from './types.d.ts' */
import { el } from '../dom.js';
import { codeInWords, inWords, partName, stateName, titled } from './names.js';

/** @param {string} text @param {string} [kind] */
function chip(text, kind = '') {
  return el('span', { class: `chip ${kind}` }, text);
}

/** What there is to say about a session beside its state. @param {Admin} admin */
function chipsOf({ isBegun, notice, operation, isShown, revision }) {
  if (!isBegun) return [chip('not begun: press Start on the phone')];
  const chips = [chip(`revision ${revision}`)];
  if (operation) {
    const { name, attempt, run } = operation;
    chips.push(chip(`${inWords(name)} · attempt ${attempt} · run ${run}`, 'busy'));
  }
  if (notice) chips.push(chip(codeInWords(notice), 'notice'));
  if (!isShown) chips.push(chip('not shown yet', 'busy'));
  return chips;
}

/**
 * The session of one admin: its state in large letters, and what goes with it.
 * @param {HTMLElement} place @param {(index: number) => void} onChoose another admin
 */
export function createSession(place, onChoose) {
  const people = el('div', { class: 'people', role: 'group', 'aria-label': 'Whose session' });
  const part = el('span', { class: 'part' });
  const name = el('b', {});
  const state = el('p', { class: 'state', 'aria-live': 'polite' }, part, name);
  const chips = el('p', { class: 'chips' });
  place.append(state, chips, people);

  /** @param {Admin[]} admins @param {Admin} shown */
  function drawPeople(admins, shown) {
    people.hidden = admins.length < 2;
    people.replaceChildren(
      ...admins.map((admin, index) => {
        const props = {
          type: 'button',
          class: 'person',
          'aria-pressed': String(admin === shown),
          onclick: () => onChoose(index),
        };
        return el('button', props, admin.name);
      }),
    );
  }

  return {
    /** @param {PanelState} all @param {Admin | null} admin */
    draw: ({ admins, isReady }, admin) => {
      place.dataset.state = admin?.state ?? '';
      if (!admin) {
        part.textContent = '';
        name.textContent = isReady ? 'No admin yet' : 'Nothing to see yet';
        chips.replaceChildren(...(isReady ? [chip('add an admin’s phone')] : []));
        people.hidden = true;
        return;
      }
      part.textContent = partName(admin.state);
      name.textContent = partName(admin.state) ? stateName(admin.state) : titled(admin.state);
      chips.replaceChildren(...chipsOf(admin));
      drawPeople(admins, admin);
    },
  };
}
