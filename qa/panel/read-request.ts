import { createHash } from 'node:crypto';
import { z } from 'zod';
import { hideCodes } from '../record/codes.ts';
import { buttonsOf } from '../record/observe.ts';
import { messagesOffering } from '../record/perform.ts';
import type { Action } from '../record/recording.ts';
import type { Stage } from '../stage/stage.ts';

/** What the page asks of the phone API. */
export interface PhoneRequest {
  readonly method: string;
  /** Below `/api`, without a query. */
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** An action that a request is, with the files that it brings, by their SHA-256. */
export interface ReadAction {
  readonly action: Action;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const newPhone = z.object({
  role: z.enum(['admin', 'customer']),
  first_name: z.string().optional(),
  language_code: z.string().default('en'),
});
const phoneChange = z.object({
  language_code: z.string().optional(),
  blocked: z.boolean().optional(),
});
const textBody = z.object({ text: z.string() });
const rawBody = z.object({ raw: z.record(z.string(), z.json()) });
const sampleBody = z.object({
  sample: z.string(),
  as: z.enum(['photo', 'document']).default('photo'),
});
const pressBody = z.object({ message_id: z.number(), data: z.string() });
const openBody = z.object({ url: z.string() });
const kind = z.enum(['photo', 'document']).catch('photo');

/**
 * Reads what a person does by a request of the page. Null for what changes nothing, and for what the
 * phone API will refuse. To be asked before the request is passed on: a pressed button may be gone then.
 */
export async function readRequest(stage: Stage, request: PhoneRequest): Promise<ReadAction | null> {
  const { method, path, contentType } = request;
  if (method === 'GET') return null;
  const [, id = '', what = ''] = /^\/phones(?:\/(\d+))?(?:\/(\w+))?$/.exec(path) ?? [];
  if (!path.startsWith('/phones')) return null;
  const isForm = contentType.startsWith('multipart/form-data');
  const body = isForm ? null : parseJson(request.body);
  if (id === '') return plain(addPhone(body));
  const phone = (await stage.phones.list()).find((each) => String(each.id) === id);
  if (phone === undefined) return null;
  if (isForm) return readFiles(phone.alias, request);
  const { codes } = await stage.records.read();
  if (what === 'presses') return plain(await readPress(stage, phone, body, codes));
  return plain(readSimple(method, what, phone.alias, body, codes));
}

function plain(action: Action | null): ReadAction | null {
  return action === null ? null : { action, files: new Map() };
}

function addPhone(body: unknown): Action | null {
  const { data } = newPhone.safeParse(body);
  if (data === undefined) return null;
  const { role, language_code: language, first_name: name } = data;
  return { do: 'add phone', role, language, ...(name !== undefined && { name }) };
}

function readSimple(
  method: string,
  what: string,
  phone: string,
  body: unknown,
  codes: readonly string[],
): Action | null {
  if (method === 'PATCH') {
    const { data } = phoneChange.safeParse(body);
    if (data === undefined) return null;
    const { language_code: language, blocked } = data;
    return {
      do: 'settings',
      phone,
      ...(language !== undefined && { language }),
      ...(blocked !== undefined && { blocked }),
    };
  }
  if (what === 'chat') return { do: 'clear', phone };
  if (what === 'samples') {
    const { data } = sampleBody.safeParse(body);
    return data === undefined ? null : { do: 'sample', phone, ...data };
  }
  if (what === 'open') {
    const { data } = openBody.safeParse(body);
    return data === undefined ? null : { do: 'open', phone, url: hideCodes(data.url, codes) };
  }
  const typed = textBody.safeParse(body).data;
  if (typed !== undefined) return { do: 'text', phone, text: hideCodes(typed.text, codes) };
  const raw = rawBody.safeParse(body).data;
  return raw === undefined ? null : { do: 'message', phone, message: raw.raw };
}

async function readPress(
  stage: Stage,
  phone: { id: number; alias: string },
  body: unknown,
  codes: readonly string[],
): Promise<Action | null> {
  const { data: press } = pressBody.safeParse(body);
  if (press === undefined) return null;
  const messages = await stage.phones.messages(phone.id);
  const pressed = messages.find(({ message_id }) => message_id === press.message_id);
  const button = buttonsOf(pressed).find(({ callback_data }) => callback_data === press.data);
  if (button === undefined) return { do: 'press', phone: phone.alias, data: press.data };
  const older = messagesOffering(messages, button.text).findIndex(
    ({ message_id }) => message_id === press.message_id,
  );
  return { do: 'tap', phone: phone.alias, button: hideCodes(button.text, codes), older };
}

async function readFiles(
  phone: string,
  { contentType, body }: PhoneRequest,
): Promise<ReadAction | null> {
  const headers = { 'content-type': contentType };
  const form = await new Response(Uint8Array.from(body), { headers }).formData().catch(() => null);
  const sent = form?.getAll('file').filter((part) => part instanceof File) ?? [];
  if (form === null || sent.length === 0) return null;
  const files = new Map<string, Uint8Array>();
  const named = await Promise.all(
    sent.map(async (file) => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      files.set(sha256, bytes);
      return { name: file.name, type: file.type, sha256 };
    }),
  );
  const caption = String(form.get('caption') ?? '');
  return {
    action: { do: 'files', phone, as: kind.parse(form.get('as')), caption, files: named },
    files,
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
