// @ts-check
/** @import { Panel, PanelState } from './types.d.ts' */
import { ApiError } from '../api.js';
import { createToasts } from '../toasts.js';
import { createDiagram } from './diagram.js';
import { createOffers } from './offers.js';
import { followState, panelApi } from './panel-api.js';
import { createRecording } from './recording.js';
import { createSession } from './session.js';
import { createSwitches } from './switches.js';

/** @template {HTMLElement} T @param {string} id @param {new () => T} type @returns {T} */
function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${id}`);
  return element;
}

const toasts = createToasts();
toasts.element.classList.add('panel-toasts');
byId('recording', HTMLElement).before(toasts.element);

/** @type {Panel} */
const panel = {
  act: (action) => panelApi.act(action).catch(panel.report),
  report: (error) => {
    if (!(error instanceof ApiError)) throw error;
    toasts.show(error.message);
  },
};

/** @type {PanelState | undefined} */
let latest;
/** The admin whose session is shown. */
let chosen = 0;

const session = createSession(byId('session', HTMLElement), (index) => {
  chosen = index;
  draw();
});
const diagram = createDiagram(byId('diagram', HTMLElement), await panelApi.diagram());
const offers = createOffers(byId('offers', HTMLElement), panel, diagram.point);
const switches = createSwitches(byId('switches', HTMLElement), panel);
const recording = createRecording(byId('recording', HTMLElement), panel, toasts.show);

const anew = byId('anew', HTMLButtonElement);
anew.addEventListener('click', () => {
  panelApi.beginAnew().catch(panel.report);
});

function draw() {
  if (!latest) return;
  const admin = latest.admins[chosen] ?? latest.admins[0] ?? null;
  session.draw(latest, admin);
  diagram.draw(admin);
  offers.draw(admin);
  switches.draw(latest);
  recording.draw(latest);
  anew.disabled = !latest.isReady && latest.trouble === null;
}

followState((state) => {
  latest = state;
  draw();
  document.title = 'cardseal QA';
  document.documentElement.dataset.panel = 'ready';
});
