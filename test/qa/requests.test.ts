import { rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDesk, type Desk } from '../../qa/panel/desk.ts';
import type { PanelState } from '../../qa/panel/panel-state.ts';
import { type PanelServer, startPanelServer } from '../../qa/panel/server.ts';
import { openRecordingFolder } from '../../qa/record/recording-files.ts';
import { playDatabases, temporaryDir } from '../support/bot/qa-stage.ts';
import { jpeg } from '../support/data/pictures.ts';

let dir: string;
let desk: Desk;
let server: PanelServer;
let admin: string;

beforeAll(async () => {
  dir = await temporaryDir();
  const recordings = openRecordingFolder(join(dir, 'recorded'));
  desk = await createDesk({ dir: join(dir, 'plays'), databases: playDatabases(), recordings });
  server = await startPanelServer(desk, 0);
  const seen = until(isSettled);
  const added = await post('/api/phones', { role: 'admin', language_code: 'en' });
  admin = `/api/phones/${((await added.json()) as { id: number }).id}`;
  await seen;
});

afterAll(async () => {
  await server.close();
  await desk.close();
  await rm(dir, { recursive: true, force: true });
});

function post(path: string, body: object | FormData, headers: Record<string, string> = {}) {
  const isForm = body instanceof FormData;
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { ...(!isForm && { 'content-type': 'application/json' }), ...headers },
    body: isForm ? body : JSON.stringify(body),
  });
}

async function refusal(answer: Promise<Response>): Promise<string> {
  const { error } = (await (await answer).json()) as { error: { code: string } };
  return error.code;
}

/** Resolves when the state that the panel is told fits. */
function until(fits: (state: PanelState) => boolean): Promise<void> {
  return new Promise((done) => {
    const stop = desk.listen((state) => {
      if (!fits(state)) return;
      stop();
      done();
    });
  });
}

const isSettled = ({ steps }: PanelState) => steps.at(-1)?.progress === 'seen';

test('another website, open in the same browser, can do nothing', async () => {
  const before = desk.state().steps.length;
  const foreign = { origin: 'https://example.com' };
  expect((await post('/qa/actions', { do: 'kill' }, foreign)).status).toBe(403);
  expect((await post(`${admin}/messages`, { text: '/start' }, foreign)).status).toBe(403);
  expect(desk.state().bot.state).toBe('running');
  expect(desk.state().steps).toHaveLength(before);
});

test('another name that leads to this machine is not answered', async () => {
  const status = await new Promise((done) => {
    const headers = { host: 'rebound.example.com' };
    httpRequest(server.url, { headers }, (answer) => {
      answer.resume();
      done(answer.statusCode);
    }).end();
  });
  expect(status).toBe(421);
});

test('what is no action is refused with a code', async () => {
  expect(await refusal(post('/qa/actions', { do: 'drop the database' }))).toBe('bad_request');
  const tap = { do: 'text', phone: 'admin 7', text: 'Hello' };
  expect(await refusal(post('/qa/actions', tap))).toBe('no_such_phone');
});

test('a picture from the tester’s own disk is noted and kept with the test', async () => {
  const settled = until(isSettled);
  await post(`${admin}/messages`, { text: '/add' });
  await settled;
  const bytes = await jpeg('red');
  const form = new FormData();
  form.set('as', 'photo');
  form.append('file', new Blob([Uint8Array.from(bytes)], { type: 'image/jpeg' }), 'mine.jpg');
  const taken = until((state) => isSettled(state) && state.admins[0]?.state === 'addCard.name');
  expect((await post(`${admin}/messages`, form)).status).toBe(201);
  await taken;
  const saved = await post('/qa/recordings', { name: 'A picture of mine' });
  expect(await saved.json()).toEqual({ file: 'a-picture-of-mine.json' });
  const folder = openRecordingFolder(join(dir, 'recorded'));
  const { steps } = await folder.read('a-picture-of-mine.json');
  const action = steps.at(-1)?.action;
  const sha256 = action?.do === 'files' ? (action.files[0]?.sha256 ?? '') : '';
  expect(Buffer.from(await folder.fileOf(sha256)).equals(bytes)).toBe(true);
});

test('what the playground refuses is no step', async () => {
  const before = desk.state().steps.length;
  expect((await post(`${admin}/messages`, { text: '' })).status).toBe(400);
  expect((await post(`${admin}/nothing`, {})).status).toBe(404);
  const told = until(({ steps }) => steps.length > before);
  await post(`${admin}/messages`, { text: '/cancel' });
  await told;
  expect(desk.state().steps).toHaveLength(before + 1);
  expect(desk.state().steps.at(-1)?.title).toBe('The admin sends /cancel');
});

test('a play is not saved before the bot has come to rest', async () => {
  const rested = until(isSettled);
  await post('/qa/actions', { do: 'kill' });
  expect(await refusal(post('/qa/recordings', { name: 'Too early' }))).toBe('not_at_rest');
  await rested;
  expect((await post('/qa/recordings', { name: 'In time' })).status).toBe(201);
});

test('a new play begins with nothing in it', async () => {
  const emptied = until(({ steps, isReady }) => isReady && steps.length === 0);
  expect((await post('/qa/plays', {})).status).toBe(204);
  await emptied;
  expect(desk.state().admins).toEqual([]);
  expect(await refusal(post('/qa/recordings', { name: 'Nothing' }))).toBe('nothing_recorded');
});
