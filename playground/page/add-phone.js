// @ts-check
/** @import { Phone, Words } from './types.d.ts' */
import { ApiError, api } from './api.js';
import { el } from './dom.js';

/**
 * @param {string} name @param {string} legend @param {[value: string, label: string][]} options
 * @param {string} chosen
 */
function createChoice(name, legend, options, chosen) {
  return el(
    'fieldset',
    {},
    el('legend', {}, legend),
    ...options.map(([value, label]) =>
      el(
        'label',
        { class: 'choice' },
        el('input', { type: 'radio', name, value, checked: value === chosen }),
        el('span', {}, label),
      ),
    ),
  );
}

/**
 * The dialog that adds a phone.
 * @param {Words} words
 * @param {(phone: Phone) => void} onAdded
 * @returns {() => void} opens it
 */
export function createAddPhone(words, onAdded) {
  const name = el('input', {
    type: 'text',
    name: 'name',
    maxlength: 64,
    autocomplete: 'off',
    placeholder: words.say('nameHint'),
  });
  const refusal = el('p', { class: 'form-error', role: 'alert' });
  const cancel = el('button', { type: 'button', class: 'text-button' }, words.say('cancel'));
  const form = el(
    'form',
    { method: 'dialog' },
    el('h2', {}, words.say('addPhone')),
    createChoice(
      'role',
      words.say('role'),
      [
        ['customer', words.say('customer')],
        ['admin', words.say('admin')],
      ],
      'customer',
    ),
    createChoice(
      'language',
      words.say('language'),
      [
        ['en', 'English'],
        ['ru', 'Русский'],
      ],
      words.locale,
    ),
    el('label', { class: 'name-field' }, words.say('name'), name),
    refusal,
    el(
      'div',
      { class: 'form-end' },
      cancel,
      el('button', { type: 'submit', class: 'main-button' }, words.say('add')),
    ),
  );
  const dialog = el('dialog', { class: 'add-phone', 'aria-label': words.say('addPhone') }, form);
  cancel.addEventListener('click', () => dialog.close());
  document.body.append(dialog);

  async function add() {
    const data = new FormData(form);
    const given = String(data.get('name') ?? '').trim();
    const phone = await api.addPhone({
      role: String(data.get('role')),
      language_code: String(data.get('language')),
      ...(given ? { first_name: given } : {}),
    });
    dialog.close();
    onAdded(phone);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    add().catch((error) => {
      if (!(error instanceof ApiError)) throw error;
      refusal.textContent = error.message;
    });
  });

  return () => {
    form.reset();
    refusal.textContent = '';
    dialog.showModal();
  };
}
