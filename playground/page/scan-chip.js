// @ts-check
/** @import { ChatActions } from './types.d.ts' */
import { el, icon } from './dom.js';
import { whenSeen } from './seen.js';

/** @param {HTMLElement} button @param {string} label */
function setLabel(button, label) {
  button.setAttribute('aria-label', label);
  button.title = label;
}

/**
 * The scan button on a picture or an image file of the bot. It is small and appears on hover and
 * focus; when the picture turns out to carry a QR code it becomes a clear chip that stays.
 * @param {string} fileId the picture to decode
 * @param {HTMLElement} source the picture on the page
 * @param {ChatActions} actions
 */
export function createScanChip(fileId, source, actions) {
  const label = actions.scanLabel();
  const scan = () => actions.scan(fileId, source);
  const props = { type: 'button', class: 'scan-chip', onclick: scan };
  const chip = el('button', props, icon('scan'), el('span', {}, label));
  setLabel(chip, label);
  whenSeen(source, async () => {
    const code = await actions.findCode(fileId);
    chip.classList.toggle('found', code !== null);
  });
  return chip;
}

/**
 * Says anew with whose phone a picture is scanned: another phone was added.
 * @param {HTMLElement} root @param {string} label
 */
export function refreshScanLabels(root, label) {
  for (const chip of root.querySelectorAll('.scan-chip')) {
    setLabel(/** @type {HTMLElement} */ (chip), label);
    chip.querySelector('span')?.replaceChildren(label);
  }
  for (const code of root.querySelectorAll('.is-code > .picture-open')) {
    setLabel(/** @type {HTMLElement} */ (code), label);
  }
}
