// @ts-check
/** @import { Words } from './types.d.ts' */
import { el, icon, iconButton } from './dom.js';

/** Telegram takes at most so many files in one album. */
const MOST = 10;

/**
 * The files that wait above the text field until they are sent.
 * @param {Words} words
 * @param {() => void} onChange called when files were added or removed
 * @param {(text: string) => void} onRefuse called with a sentence when files were not taken
 */
export function createAttachments(words, onChange, onRefuse) {
  /** @type {{ file: File, url: string }[]} */
  let items = [];
  const strip = el('div', { class: 'strip', role: 'list', 'aria-label': words.say('attached') });
  const asFile = el('input', { type: 'checkbox' });
  const choice = el('label', { class: 'as-file' }, asFile, words.say('asFile'));
  const element = el('div', { class: 'attachments', hidden: true }, strip, choice);

  const allPictures = () => items.every(({ file }) => file.type.startsWith('image/'));

  /** @param {{ file: File, url: string }} item */
  function createTile(item) {
    const isPicture = item.file.type.startsWith('image/');
    const name = item.file.name || words.say('picture');
    const sign = isPicture ? el('img', { src: item.url, alt: name }) : icon('file');
    const remove = iconButton('close', words.say('removeAttachment', { name }), () => {
      URL.revokeObjectURL(item.url);
      items = items.filter((other) => other !== item);
      draw();
    });
    return el('div', { class: 'attachment', role: 'listitem', title: name }, sign, remove);
  }

  function draw() {
    strip.replaceChildren(...items.map(createTile));
    element.hidden = items.length === 0;
    choice.hidden = !allPictures();
    onChange();
  }

  return {
    element,
    count: () => items.length,
    /** @param {Iterable<File>} files @param {'photo' | 'document'} kind */
    add: (files, kind) => {
      const added = [...files].map((file) => ({ file, url: URL.createObjectURL(file) }));
      if (added.length === 0) return;
      if (items.length + added.length > MOST) onRefuse(words.say('tooMany'));
      if (items.length === 0) asFile.checked = kind === 'document';
      items = [...items, ...added].slice(0, MOST);
      draw();
    },
    /** Hands the files over and forgets them. Their addresses stay valid for a preview. */
    take: () => {
      const kind = /** @type {'photo' | 'document'} */ (
        asFile.checked || !allPictures() ? 'document' : 'photo'
      );
      const taken = {
        files: items.map(({ file }) => file),
        urls: items.map(({ url }) => url),
        kind,
      };
      items = [];
      draw();
      return taken;
    },
  };
}
