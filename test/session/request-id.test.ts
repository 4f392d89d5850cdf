import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { inRequest } from '../../src/request.ts';
import type { SessionDependencies } from '../../src/session/dependencies.ts';
import { operate } from '../../src/session/operate.ts';
import { retrySession } from '../../src/session/operator.ts';
import { showScreen } from '../../src/session/show.ts';
import { addCard, noSignal, photo, text } from '../support/session/session-stage.ts';
import { admin, stage } from './on-stage.ts';

let session: SessionDependencies;
let lines: { msg: string; requestId?: string }[];

beforeAll(async () => {
  const destination = { write: (line: string) => lines.push(JSON.parse(line)) };
  const log = createLogger({ level: 'info', pretty: false, secrets: [], destination });
  session = { ...stage.session, log };
});
beforeEach(() => {
  lines = [];
});

/** Does what a worker of any process does with a job, which knows of no request. */
function asJob(work: () => Promise<void>): Promise<void> {
  return inRequest(null, work);
}

async function requestsOfJobs(): Promise<(string | undefined)[]> {
  lines = [];
  const key = await stage.key(admin);
  await asJob(() => operate(session, key, noSignal));
  await asJob(() => showScreen(session, admin, noSignal));
  return lines.map(({ requestId }) => requestId);
}

test('an operation and its screen bear the id of the request that began it, whoever does them', async () => {
  await inRequest('u1', () => stage.take(admin, addCard()));
  await inRequest('u2', () => stage.take(admin, photo()));
  expect(await requestsOfJobs()).toEqual(['u2', 'u2', 'u2']);
});

test('the row names the request of an operation for as long as that is waited for', async () => {
  await inRequest('u1', () => stage.take(admin, addCard()));
  await inRequest('u2', () => stage.take(admin, photo()));
  expect(await stage.row(admin)).toMatchObject({ operationRequestId: 'u2' });
  await inRequest('u3', () => stage.take(admin, { type: 'CANCEL' }));
  expect(await stage.row(admin)).toMatchObject({ child: null, operationRequestId: null });
});

test('an operation keeps its request id when another update comes meanwhile, whose screen has its own', async () => {
  await inRequest('u1', () => stage.take(admin, addCard()));
  await inRequest('u2', () => stage.take(admin, photo()));
  await inRequest('u3', () => stage.take(admin, text('hello?')));
  lines = [];
  await asJob(() => showScreen(session, admin, noSignal));
  expect(lines).toMatchObject([{ msg: 'screen was shown', requestId: 'u3' }]);
  expect(await requestsOfJobs()).toEqual(['u2', 'u2', 'u2']);
});

test('an operation that an operator puts back bears the operator’s id', async () => {
  stage.staged.replace('storeOriginal', async () => {
    throw new TypeError('a fault of ours');
  });
  await inRequest('u1', () => stage.take(admin, addCard()));
  await inRequest('u2', () => stage.take(admin, photo()));
  expect(new Set(await requestsOfJobs())).toEqual(new Set(['u2']));
  stage.staged.reset();
  await retrySession({ ...stage.session, jobs: session.jobs }, admin);
  expect(new Set(await requestsOfJobs())).toEqual(new Set([expect.stringMatching(/^operator-/)]));
});
