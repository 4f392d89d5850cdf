import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { happenBefore, isDrop } from '../../playground/bot-api/dispatcher.ts';
import { createFaults, faultSchema } from '../../playground/bot-api/faults.ts';
import { createHangUps } from '../../playground/bot-api/hang-ups.ts';
import {
  type Phone,
  startPlayground,
  type TestPlayground,
} from '../support/playground/playground.ts';
import { request } from '../support/playground/playground-request.ts';

let playground: TestPlayground;
let phone: Phone;

beforeAll(async () => {
  playground = await startPlayground();
  phone = await playground.customer();
  await phone.send('/start');
});

afterEach(() => playground.clearFaults());

afterAll(() => playground.close());

const send = (text: string) => playground.api('sendMessage', { chat_id: phone.id, text });

/** Whether the person got a message. */
async function arrived(text: string): Promise<boolean> {
  return (await phone.messages()).some((message) => message.text === text);
}

describe('an error', () => {
  test('comes for the next n calls of a method, without their effect', async () => {
    await playground.fault({ method: 'sendMessage', kind: 'error', times: 2, error_code: 502 });
    expect(await send('first')).toMatchObject({ ok: false, error_code: 502 });
    expect((await playground.api('getMe')).ok).toBe(true);
    expect((await send('second')).ok).toBe(false);
    expect((await send('third')).ok).toBe(true);
    expect([await arrived('first'), await arrived('third')]).toEqual([false, true]);
  });

  test('may be a 429 that says how long to wait', async () => {
    await playground.fault({ method: '*', kind: 'error', error_code: 429, retry_after: 300 });
    expect(await playground.api('getMe')).toEqual({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 300',
      parameters: { retry_after: 300 },
    });
  });

  test('may have any words, and be for one chat only', async () => {
    const other = await playground.customer();
    await other.send('/start');
    await playground.fault({
      method: '*',
      kind: 'error',
      error_code: 403,
      description: 'Forbidden: user is deactivated',
      chat_id: other.id,
    });
    expect((await send('to me')).ok).toBe(true);
    const refused = await playground.api('sendMessage', { chat_id: other.id, text: 'to them' });
    expect(refused.description).toBe('Forbidden: user is deactivated');
  });

  test('leaves polls alone unless they are meant', async () => {
    await playground.fault({ method: '*', kind: 'error' });
    expect((await playground.api('getUpdates')).ok).toBe(true);
    await playground.fault({ method: 'getUpdates', kind: 'error', error_code: 401 });
    expect((await playground.api('getUpdates')).description).toBe('Unauthorized');
  });
});

describe('a dropped connection', () => {
  test('comes before the effect', async () => {
    await playground.fault({ method: 'sendMessage', kind: 'drop_before' });
    await expect(send('lost')).rejects.toThrow();
    expect(await arrived('lost')).toBe(false);
  });

  test('comes after the effect', async () => {
    await playground.fault({ method: 'sendMessage', kind: 'drop_after' });
    await expect(send('sent')).rejects.toThrow();
    expect(await arrived('sent')).toBe(true);
  });
});

describe('a call that hangs or is late', () => {
  test('goes on when the faults are cleared', async () => {
    await playground.fault({ method: 'sendMessage', kind: 'hang' });
    const hanging = send('in the end');
    await expect.poll(() => openFaults(), { timeout: 10_000 }).toEqual([]);
    expect(await arrived('in the end')).toBe(false);
    await playground.clearFaults();
    expect((await hanging).ok).toBe(true);
  });

  test('goes on when its fault is taken back, while another one holds', async () => {
    const order = async (fault: object) =>
      (await request<{ id: number }>(playground.url, 'POST', '/faults', fault)).id;
    const hang = await order({ method: 'sendMessage', kind: 'hang', times: 2 });
    await order({ method: 'getMe', kind: 'error', times: 9 });
    const hanging = send('held back');
    await expect
      .poll(() => openFaults(), { timeout: 10_000 })
      .toMatchObject([{ remaining: 1 }, {}]);
    await request(playground.url, 'DELETE', `/faults/${hang}`);
    expect((await hanging).ok).toBe(true);
    expect((await playground.api('getMe')).ok).toBe(false);
    expect(await openFaults()).toMatchObject([{ method: 'getMe' }]);
  });

  test('has no effect if the bot hangs up before', async () => {
    const faults = createFaults();
    faults.add(faultSchema.parse({ method: 'getMe', kind: 'hang' }));
    const fault = faults.take({ method: 'getMe', chatId: undefined });
    if (fault === undefined) throw new Error('the fault does not fit');
    const caller = new AbortController();
    const hanging = happenBefore(fault, faults, caller.signal).catch(isDrop);
    caller.abort();
    expect(await hanging).toBe(true);
  });

  test('is told that its caller hung up, or that the playground ends', () => {
    const closing = new AbortController();
    const hangUps = createHangUps(closing.signal);
    const [first, second] = [1, 2].map(() => new ServerResponse(new IncomingMessage(new Socket())));
    const signals = [first, second].map((response) => response && hangUps.signalOf(response));
    first?.emit('close');
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, false]);
    closing.abort();
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
  });

  test('is answered after its delay', async () => {
    await playground.fault({ method: 'getMe', kind: 'delay', delay_ms: 20 });
    expect((await playground.api('getMe')).ok).toBe(true);
  });
});

describe('a download', () => {
  test('may go wrong as well, also in the middle', async () => {
    const bytes = Buffer.alloc(100_000, 'x');
    const { document } = await phone.sendPhoto(bytes, { as: 'document' });
    const { result } = await playground.api('getFile', { file_id: document?.file_id });
    const address = `${playground.url}/file/bot${playground.token}/${result.file_path}`;
    const download = async () => (await fetch(address)).arrayBuffer();
    await playground.fault({ method: 'file', kind: 'error', error_code: 503 });
    expect((await fetch(address)).status).toBe(503);
    await playground.fault({ method: 'file', kind: 'drop_before' });
    await expect(fetch(address)).rejects.toThrow();
    await playground.fault({ method: 'file', kind: 'drop_after' });
    await expect(download()).rejects.toThrow();
    expect((await download()).byteLength).toBe(bytes.length);
  });
});

test('lists what is left of the faults', async () => {
  await playground.fault({ method: 'getMe', kind: 'error', times: 3 });
  await playground.api('getMe');
  expect(await openFaults()).toMatchObject([{ method: 'getMe', kind: 'error', remaining: 2 }]);
});

async function openFaults(): Promise<unknown> {
  return await (await fetch(`${playground.url}/api/faults`)).json();
}
