import { Api } from 'grammy';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { OperationName } from '../../machines/session/operations.ts';
import { isStoring } from '../../src/bot/all-features.ts';
import type { Screen } from '../../src/screens/screen.ts';
import { showBusy } from '../../src/telegram/busy-sign.ts';
import { keyboardOf } from '../../src/telegram/keyboard.ts';
import type { TestPlayground } from '../support/playground/playground.ts';

/** Sharp enough on a screen that shows it at its size, small enough to be kept in the repository. */
const QUALITY = 80;

/** The last thing that an admin sees before a screen that says nothing. */
export interface Shot {
  readonly screen: Screen;
  /** The operation of which the chat shows a sign under the bot's name. */
  readonly operation: OperationName | null;
}

/** An admin's phone in the playground's page, which takes one picture after another. */
export interface Photographer {
  /** Has the bot send a screen and returns how the phone then looks, as WebP. */
  take(shot: Shot): Promise<Buffer>;
}

/** Opens the page of a playground that is new. The bot is played by this: it sends what it is given and answers nothing. */
export async function createPhotographer(
  { url, token, admin: addAdmin }: TestPlayground,
  page: Page,
): Promise<Photographer> {
  const admin = await addAdmin();
  const api = new Api(token, { apiRoot: url });
  await api.deleteMessage(admin.id, (await admin.send('/start')).message_id);
  await page.goto(url);
  await page.locator('html[data-ready]').waitFor();
  const phone = page.locator('.phone.admin').first();

  return {
    async take({ screen, operation }) {
      const { message_id } = await api.sendMessage(admin.id, screen.text, {
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        reply_markup: keyboardOf(screen, 1),
      });
      const calm =
        operation === null
          ? () => {}
          : showBusy(api, { id: admin.id, topic: null }, { storing: isStoring(operation) });
      await phone.locator('.message').waitFor();
      if (operation !== null) await phone.locator('.bot-status', { hasNotText: /^bot$/ }).waitFor();
      const picture = await phone.locator('.device').screenshot({ animations: 'disabled' });
      calm();
      await api.deleteMessage(admin.id, message_id);
      await phone.locator('.message').waitFor({ state: 'detached' });
      return await sharp(picture).webp({ quality: QUALITY }).toBuffer();
    },
  };
}
