// @ts-check
/** @import { Admin, Offer, Panel } from './types.d.ts' */
import { el } from '../dom.js';
import { codeInWords, partName, stateName, titled } from './names.js';

/** Where an offer leads, in words. @param {Offer} offer */
function outcome({ to, notice, leadsOn }) {
  if (to) return `→ ${partName(to) ? `${partName(to)} · ${stateName(to)}` : titled(to)}`;
  if (notice) return `“${codeInWords(notice)}”`;
  return leadsOn ? 'sends something' : 'shows it again';
}

/**
 * The events that the session takes now. A click does what a person would do on the phone.
 * @param {HTMLElement} place @param {Panel} panel
 * @param {(path: string | null) => void} point shows a state in the diagram
 */
export function createOffers(place, panel, point) {
  const lead = el('ul', {});
  const said = el('ul', {});
  const count = el('span', { class: 'count' });
  const more = el('details', {}, el('summary', {}, 'Answered with a sentence', count), said);
  place.append(el('h2', {}, 'Events it takes'), lead, more);
  let drawn = '';

  /** @param {Offer} offer */
  function createItem(offer) {
    const props = {
      type: 'button',
      class: `offer by-${offer.way}`,
      onclick: () => panel.act(offer.action),
      onpointerenter: () => point(offer.to),
      onpointerleave: () => point(null),
      onfocus: () => point(offer.to),
      onblur: () => point(null),
    };
    const text = el('span', { class: 'offer-text' }, offer.label);
    const event = el('code', {}, offer.event);
    const leadsTo = el('span', { class: 'offer-to' }, outcome(offer));
    return el('li', {}, el('button', props, text, event, leadsTo));
  }

  return {
    /** @param {Admin | null} admin */
    draw: (admin) => {
      const offers = admin?.offers ?? [];
      const json = JSON.stringify(offers);
      if (json === drawn) return;
      drawn = json;
      const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      const label = place.contains(focused)
        ? focused?.querySelector('.offer-text')?.textContent
        : '';
      lead.replaceChildren(...offers.filter(({ leadsOn }) => leadsOn).map(createItem));
      const rest = offers.filter(({ leadsOn }) => !leadsOn);
      said.replaceChildren(...rest.map(createItem));
      count.textContent = String(rest.length);
      point(null);
      if (label) refocus(label);
    },
  };

  /** The list was drawn anew under somebody's hand: the same event, or the first one, has the focus then. @param {string} label */
  function refocus(label) {
    const buttons = [...place.querySelectorAll('button')];
    const same = buttons.find((one) => one.querySelector('.offer-text')?.textContent === label);
    (same ?? buttons[0])?.focus({ preventScroll: true });
  }
}
