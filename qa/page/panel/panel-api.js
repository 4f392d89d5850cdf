// @ts-check
/** @import { Action, Grid, PanelState } from './types.d.ts' */
import { ApiError } from '../api.js';

const RETRY_MS = 1000;

/**
 * @param {string} method @param {string} path @param {object} [body]
 * @returns {Promise<any>} the parsed answer; null where there is none
 */
async function call(method, path, body) {
  /** @type {RequestInit} */
  const request = { method };
  if (body) {
    request.headers = { 'content-type': 'application/json' };
    request.body = JSON.stringify(body);
  }
  const response = await fetch(`qa/${path}`, request).catch(() => {
    throw new ApiError('unreachable', 'QA is not answering. Is npm run qa still running?');
  });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  const { code = 'failed', message = `QA answered ${response.status}` } = answer?.error ?? {};
  throw new ApiError(code, message);
}

export const panelApi = {
  /** @returns {Promise<Grid>} */
  diagram: () => call('GET', 'diagram'),
  /** @param {Action} action */
  act: (action) => call('POST', 'actions', action),
  /** @param {string} name @returns {Promise<{ file: string }>} */
  save: (name) => call('POST', 'recordings', { name }),
  beginAnew: () => call('POST', 'plays'),
};

/**
 * Follows the state of the stage, and connects again for ever.
 * @param {(state: PanelState) => void} onState
 */
export function followState(onState) {
  const source = new EventSource('qa/events');
  source.addEventListener('state', (event) => onState(JSON.parse(event.data)));
  source.onerror = () => {
    source.close();
    setTimeout(() => followState(onState), RETRY_MS);
  };
}
