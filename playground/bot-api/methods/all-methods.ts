import type { Method } from '../method.ts';
import { answerCallbackQuery, getChat, getFile, getMe, sendChatAction } from './chat-methods.ts';
import {
  deleteMessage,
  deleteMessages,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
} from './edit-methods.ts';
import {
  createTextGetter,
  createTextSetter,
  deleteMyCommands,
  getMyCommands,
  setMyCommands,
} from './profile-methods.ts';
import { sendDocument, sendMediaGroup, sendMessage, sendPhoto } from './send-methods.ts';
import {
  createGetUpdates,
  createSetWebhook,
  deleteWebhook,
  getWebhookInfo,
} from './update-methods.ts';

/**
 * All methods of the playground's Bot API by their name in small letters.
 * Some remember their last call, hence one set for each playground.
 */
export function createMethods(): ReadonlyMap<string, Method> {
  const methods: Record<string, Method> = {
    getMe,
    getUpdates: createGetUpdates(),
    setWebhook: createSetWebhook(),
    deleteWebhook,
    getWebhookInfo,
    sendMessage,
    sendPhoto,
    sendDocument,
    sendMediaGroup,
    editMessageText,
    editMessageCaption,
    editMessageMedia,
    editMessageReplyMarkup,
    deleteMessage,
    deleteMessages,
    answerCallbackQuery,
    sendChatAction,
    getFile,
    getChat,
    setMyCommands,
    getMyCommands,
    deleteMyCommands,
    setMyName: createTextSetter('name', 64),
    getMyName: createTextGetter('name'),
    setMyDescription: createTextSetter('description', 512),
    getMyDescription: createTextGetter('description'),
    setMyShortDescription: createTextSetter('short_description', 120),
    getMyShortDescription: createTextGetter('short_description'),
  };
  return new Map(Object.entries(methods).map(([name, method]) => [name.toLowerCase(), method]));
}
