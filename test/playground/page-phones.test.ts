import { describe, expect, test } from 'vitest';
import { CODE } from './page-bot.ts';
import { hasFocus, phoneOf, useStage } from './page-stage.ts';

// The browser notes each refusal of the server in its console.
const stage = useStage({ mayFail: [/status of 409/] });

describe('scanning', () => {
  test('a click on a QR code opens it in the other phone', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    const customer = phoneOf(page, 'customer');
    await admin.begin();
    await admin.say('/code');
    const code = admin.bubble('Here is the code').locator('.picture-open');
    await admin.bubble('Here is the code').locator('.is-code').waitFor();
    expect(await code.getAttribute('aria-label')).toMatch(/^Scan with .*’s phone$/);
    await code.click();
    await customer.bubble(`Registered: ${CODE}`).waitFor();
    expect(await customer.bubble(`/start ${CODE}`).count()).toBe(1);
    expect(await admin.bubble(CODE).count()).toBe(0);
    expect(await page.locator('.steps .done').count()).toBe(3);
  });

  test('a code in a file has a scan button as well', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.say('/code');
    const file = admin.bubble('for-printing.png');
    await file.getByRole('button', { name: /^Scan with/ }).click();
    await phoneOf(page, 'customer').bubble(`Registered: ${CODE}`).waitFor();
  });

  test('the phone that scans shows its camera meanwhile', async (context) => {
    const page = await stage.open(context, { reducedMotion: 'no-preference' });
    const admin = phoneOf(page, 'admin');
    const customer = phoneOf(page, 'customer');
    await admin.begin();
    await admin.say('/code');
    await admin.bubble('Here is the code').locator('.scan-chip.found').click();
    await customer.root.locator('.is-scanning .camera').waitFor();
    await customer.bubble(`Registered: ${CODE}`).waitFor();
    await expect.poll(() => customer.root.locator('.camera').count()).toBe(0);
  });

  test('the first steps show where the code is, however far up', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.say('/code');
    await admin.say('/many');
    await admin.bubble('Line 30').last().waitFor();
    await page.getByRole('button', { name: 'Show me the code' }).click();
    const code = admin.bubble('Here is the code').locator('.picture-open');
    const list = await admin.root.getByRole('log').boundingBox();
    const picture = await code.boundingBox();
    expect(picture?.y).toBeGreaterThan(list?.y ?? 0);
    expect(await hasFocus(code)).toBe(true);
  });

  test('a picture without a code says so', async (context) => {
    const page = await stage.open(context);
    const customer = phoneOf(page, 'customer');
    await customer.begin();
    await customer.say('/start ABC');
    await customer.bubble('Registered: ABC').waitFor();
    await customer.root.getByRole('button', { name: 'Open the picture' }).first().click();
    await page
      .getByRole('dialog', { name: 'Picture' })
      .getByText(/^Scan with/)
      .click();
    await customer.root.locator('.toast', { hasText: 'There is no QR code' }).waitFor();
  });

  test('with a third phone it asks which one scans', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.say('/code');
    await admin.bubble('Here is the code').locator('.scan-chip.found').waitFor();
    await page.getByRole('button', { name: 'Add a phone' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Vera');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const vera = page.getByRole('region', { name: 'Vera’s phone' });
    await vera.waitFor();
    await admin.bubble('Here is the code').locator('.scan-chip').click();
    await admin.root.getByRole('dialog').getByRole('button', { name: /Vera/ }).click();
    await vera.locator('.message', { hasText: `Registered: ${CODE}` }).waitFor();
    expect(await phoneOf(page, 'customer').start.isVisible()).toBe(true);
  });
});

describe('settings of a phone', () => {
  test('another language changes the words of that phone alone', async (context) => {
    const page = await stage.open(context);
    const customer = phoneOf(page, 'customer');
    await customer.begin();
    await customer.root.getByRole('button', { name: 'Settings of this phone' }).click();
    await customer.root.getByRole('menuitemradio', { name: 'Русский' }).click();
    await customer.root.getByRole('textbox', { name: 'Сообщение' }).waitFor();
    await customer.bubble('Hello, friend').waitFor();
    await customer.say('as Russian');
    await customer.bubble('You said: as').waitFor();
    expect(stage.bot.received.at(-1)?.from?.language_code).toBe('ru');
    expect(await phoneOf(page, 'admin').start.isVisible()).toBe(true);
  });

  test('a blocked bot can be unblocked at the foot', async (context) => {
    const page = await stage.open(context);
    const customer = phoneOf(page, 'customer');
    await customer.begin();
    await customer.root.getByRole('button', { name: 'Settings of this phone' }).click();
    await customer.root.getByRole('menuitem', { name: 'Block the bot' }).click();
    const unblock = customer.root.getByRole('button', { name: 'Unblock the bot', exact: true });
    await unblock.waitFor();
    expect(await customer.field.isVisible()).toBe(false);
    await unblock.click();
    await customer.field.waitFor();
  });

  test('a cleared chat offers Start again', async (context) => {
    const page = await stage.open(context);
    const customer = phoneOf(page, 'customer');
    await customer.begin();
    await customer.root.getByRole('button', { name: 'Settings of this phone' }).click();
    await customer.root.getByRole('menuitem', { name: 'Clear the chat' }).click();
    await customer.start.waitFor();
    expect(await customer.root.locator('.message').count()).toBe(0);
  });

  test('a fourth admin is refused with the reason', async (context) => {
    const page = await stage.open(context);
    for (let added = 1; added <= 3; added += 1) {
      await page.getByRole('button', { name: 'Add a phone' }).click();
      await page.getByText('Admin', { exact: true }).last().click();
      await page.getByRole('button', { name: 'Add', exact: true }).click();
    }
    const reason = page.getByRole('dialog', { name: 'Add a phone' }).getByRole('alert');
    await expect.poll(() => reason.innerText()).not.toBe('');
    expect(await page.locator('.phone.admin').count()).toBe(3);
  });
});
