// @ts-check
/** @import { Chat, Message, Phone, Sample, User } from './types.d.ts' */

/** A refusal by the playground (its code and sentence), or `unreachable` when it did not answer. */
export class ApiError extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
  }
}

/** @param {unknown} body @param {number} status */
function toError(body, status) {
  const error = /** @type {{ error?: { code?: string, message?: string } } | null} */ (body)?.error;
  return new ApiError(
    error?.code ?? 'failed',
    error?.message ?? `The playground answered ${status}`,
  );
}

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
  const response = await fetch(`api/${path}`, request).catch(() => {
    throw new ApiError('unreachable', 'The playground is not answering');
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw toError(answer, response.status);
  return answer;
}

/**
 * Uploads a form. XMLHttpRequest and not fetch, since only it tells how far an upload is.
 * @param {string} path @param {FormData} form @param {(part: number) => void} onProgress 0–1
 * @returns {Promise<any>}
 */
function upload(path, form, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `api/${path}`);
    request.responseType = 'json';
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(new ApiError('unreachable', 'The playground is not answering'));
    request.onload = () =>
      request.status < 300
        ? resolve(request.response)
        : reject(toError(request.response, request.status));
    request.send(form);
  });
}

/** @param {File[]} files @param {'photo' | 'document'} kind @param {string} caption */
function fileForm(files, kind, caption) {
  const form = new FormData();
  form.append('as', kind);
  if (caption) form.append('caption', caption);
  for (const file of files) form.append('file', file, file.name || 'picture.png');
  return form;
}

/** The phone API of the playground. Every call rejects with an {@link ApiError}. */
export const api = {
  /** @returns {Promise<{ bot: User, phones: Phone[], samples: Sample[] }>} */
  phones: () => call('GET', 'phones'),
  /** @param {{ role: string, first_name?: string, language_code: string }} person @returns {Promise<Phone>} */
  addPhone: (person) => call('POST', 'phones', person),
  /** @param {number} id @param {{ language_code?: string, blocked?: boolean }} change @returns {Promise<Phone>} */
  changePhone: (id, change) => call('PATCH', `phones/${id}`, change),
  /** @param {number} id @returns {Promise<Chat>} */
  chat: (id) => call('GET', `phones/${id}/chat`),
  /** @param {number} id @returns {Promise<null>} */
  clearChat: (id) => call('DELETE', `phones/${id}/chat`),
  /** @param {number} id @param {string} text @returns {Promise<{ messages: Message[] }>} */
  sendText: (id, text) => call('POST', `phones/${id}/messages`, { text }),
  /**
   * @param {number} id @param {File[]} files 1–10 @param {'photo' | 'document'} kind
   * @param {string} caption @param {(part: number) => void} onProgress
   * @returns {Promise<{ messages: Message[] }>}
   */
  sendFiles: (id, files, kind, caption, onProgress) =>
    upload(`phones/${id}/messages`, fileForm(files, kind, caption), onProgress),
  /** @param {number} id @param {string} sample @returns {Promise<{ messages: Message[] }>} */
  sendSample: (id, sample) => call('POST', `phones/${id}/samples`, { sample, as: 'photo' }),
  /** @param {number} id @param {number} messageId @param {string} data @returns {Promise<{ callback_query_id: string }>} */
  press: (id, messageId, data) =>
    call('POST', `phones/${id}/presses`, { message_id: messageId, data }),
  /** @param {number} id @param {string} url @returns {Promise<{ opened: 'start' | 'share' | 'none', url?: string, text?: string }>} */
  open: (id, url) => call('POST', `phones/${id}/open`, { url }),
  /** @param {string} fileId @returns {Promise<{ text: string | null }>} */
  scan: (fileId) => call('POST', 'scan', { file_id: fileId }),
};

/** The address of a file's bytes. @param {string} fileId @param {boolean} [small] its thumbnail */
export function fileUrl(fileId, small = false) {
  return `api/files/${encodeURIComponent(fileId)}${small ? '?size=thumb' : ''}`;
}
