import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import { formatPress } from '../screens/callback-data.ts';
import type { MessageButton, TextWithButtons } from '../screens/message.ts';
import type { Button, Screen } from '../screens/screen.ts';

/** The inline keyboard below a message that belongs to no screen. */
export function keyboardBelow(buttons: TextWithButtons['buttons']): InlineKeyboardMarkup {
  return { inline_keyboard: buttons.map((row) => row.map(buttonBelow)) };
}

function buttonBelow(button: MessageButton): InlineKeyboardButton {
  return 'url' in button
    ? { text: button.label, url: button.url }
    : { text: button.label, callback_data: button.data };
}

/** The inline keyboard of a screen; each button carries the revision of the screen, by which a press of an older one is known. */
export function keyboardOf(screen: Screen, revision: number): InlineKeyboardMarkup {
  return {
    inline_keyboard: screen.buttons.map((row) => row.map((button) => buttonOf(button, revision))),
  };
}

function buttonOf(button: Button, revision: number): InlineKeyboardButton {
  if ('url' in button) return { text: button.label, url: button.url };
  const { label, action, cardId = null } = button;
  return { text: label, callback_data: formatPress({ action, revision, cardId }) };
}
