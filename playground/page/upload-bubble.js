// @ts-check
/** @import { Words } from './types.d.ts' */
import { el, icon } from './dom.js';

/**
 * A bubble for files that are on their way, with their previews and how far they are.
 * @param {File[]} files @param {string[]} urls addresses of the files in this browser
 * @param {'photo' | 'document'} kind @param {string} caption @param {Words} words
 */
export function createUploadBubble(files, urls, kind, caption, words) {
  const ring = el('div', {
    class: 'ring',
    role: 'progressbar',
    'aria-label': words.say('sending'),
    'aria-valuemin': 0,
    'aria-valuemax': 100,
  });
  const previews = files.map((file, index) =>
    kind === 'photo'
      ? el('img', { src: urls[index] ?? '', alt: file.name })
      : el('span', { class: 'upload-name' }, icon('file'), file.name),
  );
  const shown = el('div', { class: `upload ${kind}` }, ...previews, ring);
  const body = el(
    'div',
    { class: 'bubble' },
    shown,
    caption && el('div', { class: 'text' }, caption),
  );
  return {
    element: el('article', { class: 'message own last uploading' }, body),
    /** @param {number} part 0–1 */
    setProgress: (part) => {
      const percent = Math.round(part * 100);
      ring.style.setProperty('--part', `${percent}%`);
      ring.setAttribute('aria-valuenow', String(percent));
    },
    /** Frees the previews. */
    release: () => {
      for (const url of urls) URL.revokeObjectURL(url);
    },
  };
}
