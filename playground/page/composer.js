// @ts-check
/** @import { BotCommand, Sample, Words } from './types.d.ts' */
import { createAttachments } from './attachments.js';
import { createCommandList } from './command-list.js';
import { el, icon, iconButton } from './dom.js';
import { createMenu } from './menu.js';

const TALLEST = 160;

/**
 * What the composer asks its phone to do.
 * @typedef {object} ComposerActions
 * @property {string} id begins the ids of elements
 * @property {Words} words
 * @property {Sample[]} samples
 * @property {(text: string) => void} sendText
 * @property {(files: File[], urls: string[], kind: 'photo' | 'document', caption: string) => void} sendFiles
 * @property {(id: string) => void} sendSample
 * @property {(text: string) => void} toast
 */

/** @param {string} accept @param {(files: FileList) => void} onPick */
function createPicker(accept, onPick) {
  const input = el('input', { type: 'file', accept, multiple: true, hidden: true, tabindex: -1 });
  input.addEventListener('change', () => {
    if (input.files) onPick(input.files);
    input.value = '';
  });
  return input;
}

/** @param {DataTransfer | null} data */
const filesOf = (data) => [...(data?.files ?? [])];

/** @param {File[]} files @returns {'photo' | 'document'} */
const kindOf = (files) =>
  files.every(({ type }) => type.startsWith('image/')) ? 'photo' : 'document';

/**
 * The row at the foot of a phone: attach, text field, commands, send.
 * @param {ComposerActions} actions
 */
export function createComposer(actions) {
  const { words } = actions;
  const field = el('textarea', { rows: 1, maxlength: 40_000, enterkeyhint: 'send' });
  const attachments = createAttachments(words, refresh, actions.toast);
  const commandList = createCommandList(
    field,
    `${actions.id}-commands`,
    words.say('commands'),
    choose,
  );
  const sendButton = iconButton('send', words.say('send'), send, 'send-button');
  const slashButton = iconButton('commands', words.say('commands'), toggleCommands);
  const attachButton = el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': words.say('attach'),
      title: words.say('attach'),
    },
    icon('clip'),
  );
  const photoPicker = createPicker('image/*', (files) => attach(files, 'photo'));
  const filePicker = createPicker('', (files) => attach(files, 'document'));
  const menu = createMenu(attachButton, listAttachments, 'attach-menu');
  const box = el('div', { class: 'field' }, field, slashButton);
  const row = el('div', { class: 'composer-row' }, attachButton, box, sendButton);
  const element = el(
    'div',
    { class: 'composer' },
    menu,
    commandList.element,
    attachments.element,
    row,
    photoPicker,
    filePicker,
  );

  function listAttachments() {
    return [
      { label: words.say('choosePhoto'), icon: 'photo', run: () => photoPicker.click() },
      { label: words.say('chooseFile'), icon: 'file', run: () => filePicker.click() },
      ...actions.samples.map((sample, index) => ({
        label: sample.name,
        picture: sample.url ?? `api/samples/${encodeURIComponent(sample.id)}`,
        ...(index === 0 ? { heading: words.say('samples') } : {}),
        run: () => actions.sendSample(sample.id),
      })),
    ];
  }

  /** @param {Iterable<File>} files @param {'photo' | 'document'} kind */
  function attach(files, kind) {
    attachments.add(files, kind);
    field.focus();
  }

  /** Fits the field's height to its text and the buttons to what can be sent. */
  function refresh() {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, TALLEST)}px`;
    const withFiles = attachments.count() > 0;
    const label = words.say(withFiles ? 'caption' : 'message');
    field.placeholder = label;
    field.setAttribute('aria-label', label);
    sendButton.classList.toggle('ready', withFiles || field.value.trim() !== '');
    commandList.refresh();
  }

  /** @param {string} text */
  function setText(text) {
    field.value = text;
    refresh();
  }

  function send() {
    const text = field.value.trim();
    if (attachments.count() > 0) {
      const { files, urls, kind } = attachments.take();
      actions.sendFiles(files, urls, kind, text);
    } else if (text) {
      actions.sendText(text);
    }
    setText('');
    field.focus();
  }

  /** @param {string} command */
  function choose(command) {
    actions.sendText(command);
    setText('');
  }

  function toggleCommands() {
    const isOpen = !commandList.element.hidden;
    if (isOpen || field.value === '') setText(isOpen ? '' : '/');
    field.focus();
  }

  field.addEventListener('input', refresh);
  field.addEventListener('blur', () => commandList.close());
  field.addEventListener('focus', () => commandList.refresh());
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || commandList.takeKey(event)) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  });
  field.addEventListener('paste', (event) => {
    const files = filesOf(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    attach(files, kindOf(files));
  });
  // The blur that a press of the button causes would close the list before the click.
  slashButton.addEventListener('pointerdown', (event) => event.preventDefault());

  return {
    element,
    /** Call once when the composer stands in the page: its height is measured. */
    refresh,
    focus: () => field.focus(),
    /** @param {FileList | File[]} files dropped on the phone */
    drop: (files) => attach(files, kindOf([...files])),
    /** Gives a text back that could not be sent. @param {string} text */
    restore: (text) => field.value === '' && setText(text),
    /** @param {BotCommand[]} commands */
    setCommands: (commands) => {
      slashButton.hidden = commands.length === 0;
      commandList.setCommands(commands);
    },
  };
}
