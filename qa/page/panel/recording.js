// @ts-check
/** @import { Panel, PanelState } from './types.d.ts' */
import { el } from '../dom.js';
import { panelApi } from './panel-api.js';

const PROGRESS = {
  doing: 'being done',
  settling: 'settling',
  seen: 'settled',
  overtaken: 'not compared',
};

/**
 * What was done, and the form that saves it as a test.
 * @param {HTMLElement} place @param {Panel} panel @param {(text: string) => void} say
 */
export function createRecording(place, panel, say) {
  const list = el('ol', { tabindex: 0, 'aria-label': 'Steps' });
  const count = el('span', { class: 'count' });
  const name = el('input', {
    id: 'test-name',
    name: 'name',
    maxlength: 100,
    required: true,
    autocomplete: 'off',
    placeholder: 'What does this test show?',
    'aria-label': 'Name of the test',
  });
  const save = el('button', { type: 'submit', class: 'main-button' }, 'Save as test');
  const form = el('form', {}, name, save);
  place.append(el('h2', {}, 'Recorded steps', count), list, form);
  let drawn = '';

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void saveTest();
  });

  async function saveTest() {
    try {
      const { file } = await panelApi.save(name.value.trim());
      name.value = '';
      say(`Saved as test/recorded/${file}. npm test replays it.`);
    } catch (error) {
      panel.report(error);
    }
  }

  return {
    /** @param {PanelState} state */
    draw: ({ steps, isReady }) => {
      count.textContent = String(steps.length);
      save.disabled = !isReady || steps.at(-1)?.progress !== 'seen';
      save.title = save.disabled ? 'When the last step has settled' : '';
      const json = JSON.stringify(steps);
      if (json === drawn) return;
      drawn = json;
      list.replaceChildren(
        ...steps.map(({ title, progress }) =>
          el('li', { class: progress }, el('span', {}, title), el('small', {}, PROGRESS[progress])),
        ),
      );
      list.scrollTop = list.scrollHeight;
    },
  };
}
