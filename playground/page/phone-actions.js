// @ts-check
/** @import { Message, Phone, PhoneActions, Words } from './types.d.ts' */
/** @import { Desk } from './desk.js' */
/** @import { Presses } from './presses.js' */
import { ApiError, api } from './api.js';
import { createUploadBubble } from './upload-bubble.js';

/** Whether an address leads into Telegram: such a link opens in the phone. @param {string} url */
export function isTelegramLink(url) {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'tg:' || ['t.me', 'www.t.me', 'telegram.me'].includes(hostname);
}

/** @param {string} url */
function openTab(url) {
  window.open(url, '_blank', 'noopener,noreferrer');
}

/**
 * What one phone's person can do. Failures are shown as a toast on that phone.
 * @param {object} options
 * @param {() => Phone} options.phone
 * @param {Words} options.words
 * @param {Desk} options.desk
 * @param {Presses} options.presses
 * @param {(text: string) => void} options.toast
 * @param {(message: Message) => void} options.arrive
 * @param {(bubble: HTMLElement) => () => void} options.addPending
 * @param {(text: string) => void} options.restore gives a text back to the composer
 */
export function createPhoneActions({
  phone,
  words,
  desk,
  presses,
  toast,
  arrive,
  addPending,
  restore,
}) {
  /** @param {unknown} error */
  function report(error) {
    if (!(error instanceof ApiError)) throw error;
    const reason = error.code === 'unreachable' ? words.say('unreachable') : error.message;
    toast(words.say('notSent', { reason }));
  }

  /** @param {Promise<{ messages: Message[] }>} sending */
  async function deliver(sending) {
    const { messages } = await sending;
    for (const message of messages) arrive(message);
  }

  /** @type {PhoneActions} */
  const actions = {
    words,
    toast,
    report,
    sendText: (text) =>
      deliver(api.sendText(phone().id, text)).catch((error) => {
        restore(text);
        report(error);
      }),
    sendFiles: async (files, urls, kind, caption) => {
      const bubble = createUploadBubble(files, urls, kind, caption, words);
      const settle = addPending(bubble.element);
      try {
        await deliver(api.sendFiles(phone().id, files, kind, caption, bubble.setProgress));
      } catch (error) {
        restore(caption);
        report(error);
      } finally {
        settle();
        bubble.release();
      }
    },
    sendSample: (sample) => deliver(api.sendSample(phone().id, sample)).catch(report),
    press: async (messageId, data) => {
      try {
        const { callback_query_id: id } = await api.press(phone().id, messageId, data);
        await presses.wait(id);
      } catch (error) {
        report(error);
      }
    },
    openLink: (url) => {
      if (isTelegramLink(url)) void desk.open(phone().id, url).catch(report);
      else openTab(url);
    },
    copy: (text) => {
      // Where the browser refuses, the text is at least shown.
      const copying = navigator.clipboard.writeText(text);
      copying.then(
        () => toast(words.say('copied')),
        () => toast(text),
      );
    },
    view: (message) => desk.view(phone().id, message),
    scan: (fileId, source) => void desk.scan(phone().id, fileId, source).catch(report),
    scanLabel: () => {
      const [only, ...more] = desk.others(phone().id);
      if (!only || more.length > 0) return words.say('scanChoose');
      return words.say('scanWith', { name: only.first_name });
    },
    findCode: (fileId) => desk.findCode(fileId),
  };
  return actions;
}
