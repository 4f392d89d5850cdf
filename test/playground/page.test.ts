import { describe, expect, test } from 'vitest';
import { distanceToEnd, hasFocus, phoneOf, useStage } from './page-stage.ts';

const stage = useStage();

describe('a chat', () => {
  test('a first visit shows an admin’s and a customer’s phone, each with a Start button', async (context) => {
    const page = await stage.open(context);
    for (const role of ['admin', 'customer'] as const) {
      const phone = phoneOf(page, role);
      await phone.start.waitFor();
      expect(await phone.field.isVisible()).toBe(false);
    }
    expect(await page.locator('.phone').count()).toBe(2);
    expect(await page.locator('[aria-current="step"]').innerText()).toContain('Press Start');
  });

  test('where nothing was said stands what the bot says of itself, also when that comes late', async (context) => {
    await stage.playground.api('setMyDescription', { description: 'I check\n\ncards' });
    const page = await stage.open(context);
    const empty = phoneOf(page, 'customer').root.locator('.empty');
    expect(await empty.innerText()).toContain('What can this bot do?');
    expect(await empty.locator('p').textContent()).toBe('I check\n\ncards');
    await stage.playground.api('setMyDescription', { description: 'I do more' });
    await empty.getByText('I do more').waitFor();
    await stage.playground.api('setMyDescription', { description: '' });
    await empty.getByText('Press Start to wake the bot up.').waitFor();
  });

  test('Start sends /start, and the bot’s answer shows its entities', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    expect(await admin.bubble('/start').first().getAttribute('class')).toContain('own');
    const hello = admin.bubble('Hello, friend');
    expect(await hello.locator('strong').innerText()).toBe('friend');
    expect(await hello.locator('code').innerText()).toBe('abc');
    const spoiler = hello.locator('.spoiler');
    await spoiler.click();
    expect(await spoiler.getAttribute('class')).toContain('revealed');
    await hello.getByRole('button', { name: '/stats' }).click();
    await admin.bubble('You said: /stats').waitFor();
    expect(await page.locator('.steps .done').count()).toBe(1);
  });

  test('Enter sends what is typed and Shift+Enter begins a new line', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.field.pressSequentially('one');
    await admin.field.press('Shift+Enter');
    await admin.field.pressSequentially('two');
    await admin.field.press('Enter');
    await admin.bubble('You said: one').waitFor();
    expect(await admin.field.inputValue()).toBe('');
    expect(stage.bot.received.at(-1)?.text).toBe('one\ntwo');
  });

  test('text that looks like HTML stays text', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.say('<img src=x onerror=alert(1)>');
    await admin.bubble('<img src=x onerror=alert(1)>').waitFor();
    expect(await admin.root.locator('.words img').count()).toBe(0);
  });

  test('a slash lists the commands, typing filters them and Enter sends the chosen one', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    const options = admin.root.getByRole('option');
    await admin.root.getByRole('button', { name: 'Commands' }).click();
    expect(await options.allInnerTexts()).toHaveLength(3);
    expect(await options.first().innerText()).toContain('Say hello');
    await admin.field.fill('/st');
    expect(await options.count()).toBe(2);
    await admin.field.press('ArrowDown');
    await admin.field.press('Enter');
    await admin.bubble('You said: /stats').waitFor();
  });

  test('the bot’s chat action shows under its name', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    const status = admin.root.locator('.bot-status');
    expect(await status.innerText()).toBe('bot');
    await admin.say('/busy');
    await expect.poll(() => status.innerText()).toContain('sending a photo');
    await admin.say('next');
    await expect.poll(() => status.innerText()).toBe('bot');
  });

  test('a bot that stays silent is asked about', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await stage.playground.fault({ method: 'sendMessage', kind: 'hang', times: 1 });
    await page.clock.install();
    await admin.say('anyone?');
    await admin.bubble('anyone?').waitFor();
    const note = admin.root.getByText('Is the bot running?');
    expect(await note.count()).toBe(0);
    await page.clock.fastForward(9000);
    await note.waitFor();
    await stage.playground.clearFaults();
    await admin.bubble('You said: anyone?').waitFor();
    expect(await note.count()).toBe(0);
  });

  test('a reload keeps the chats', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.say('remember me');
    await admin.bubble('You said: remember').waitFor();
    const before = await admin.root.locator('.words').allInnerTexts();
    await page.reload();
    await admin.bubble('You said: remember').waitFor();
    expect(await admin.root.locator('.words').allInnerTexts()).toEqual(before);
  });

  test('a reader has left the end as soon as the list is scrolled up, before its event comes', async (context) => {
    const page = await stage.open(context);
    // As a text: it runs in the page, and imports what the page serves.
    const isAtEnd = await page.evaluate(`(async () => {
      const { createScroller } = await import('/scroller.js');
      const [list, content] = [document.createElement('div'), document.createElement('div')];
      list.style.cssText = 'height: 100px; overflow: auto';
      content.style.height = '1000px';
      list.append(content);
      document.body.append(list);
      const scroller = createScroller(list, content, () => {});
      scroller.toEnd();
      const before = scroller.isAtEnd();
      list.scrollTo(0, 0);
      return [before, scroller.isAtEnd()];
    })()`);
    expect(isAtEnd).toEqual([true, false]);
  });

  test('a reader who scrolled up stays there and is told of new messages', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.say('/many');
    await admin.bubble('Line 30').last().waitFor();
    const list = admin.root.getByRole('log');
    await expect.poll(() => distanceToEnd(list)).toBeLessThan(2);
    // Whoever scrolls in the very moment in which the list grows scrolls again.
    const down = admin.root.getByRole('button', { name: 'Go to the newest message' });
    await expect
      .poll(async () => {
        await list.evaluate((one) => one.scrollTo(0, 0));
        return down.isVisible();
      })
      .toBe(true);
    await stage.playground.api('sendMessage', {
      chat_id: stage.playground.adminIds[0],
      text: 'News',
    });
    const news = admin.root.getByRole('button', { name: '1 new message' });
    await news.waitFor();
    expect(await list.evaluate((one) => one.scrollTop)).toBe(0);
    await news.click();
    await expect.poll(() => distanceToEnd(list)).toBeLessThan(2);
    expect(await news.isVisible()).toBe(false);
  });
});

describe('buttons', () => {
  test('a press waits visibly for its answer and takes no second one', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    const key = admin.key('Wait');
    await key.click();
    await expect.poll(() => key.getAttribute('aria-busy')).toBe('true');
    await key.click();
    stage.bot.release();
    await expect.poll(() => key.getAttribute('aria-busy')).toBeNull();
    const answers = await stage.playground.calls('answerCallbackQuery');
    expect(answers).toHaveLength(1);
  });

  test('an edit changes the bubble in its place and keeps the focus', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.bubble('Hello, friend').evaluate((one) => one.setAttribute('data-mark', 'same'));
    await admin.key('Count 0').focus();
    await page.keyboard.press('Enter');
    await admin.bubble('Counted 1').waitFor();
    expect(await admin.bubble('Counted 1').getAttribute('data-mark')).toBe('same');
    expect(await hasFocus(admin.key('Count 1'))).toBe(true);
    await page.keyboard.press('Enter');
    await admin.bubble('Counted 2').waitFor();
    expect(await admin.bubble(/./).count()).toBe(2);
  });

  test('an answer shows as a note, an alert as a dialog that Escape closes', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.key('Toast').click();
    await admin.root.locator('.toast', { hasText: 'A short note' }).waitFor();
    await admin.key('Alert').click();
    const alert = admin.root.getByRole('alertdialog');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('Please read this');
    await page.keyboard.press('Escape');
    await expect.poll(() => alert.count()).toBe(0);
    expect(await hasFocus(admin.key('Alert'))).toBe(true);
  });

  test('a button with a text to copy copies it', async (context) => {
    const page = await stage.open(context, { permissions: ['clipboard-read', 'clipboard-write'] });
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.key('Copy').click();
    await admin.root.locator('.toast', { hasText: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('copied words');
  });

  test('a share link asks for a phone, and that phone sends it to the bot', async (context) => {
    const page = await stage.open(context);
    const admin = phoneOf(page, 'admin');
    const customer = phoneOf(page, 'customer');
    await admin.begin();
    await admin.key('Share').click();
    await admin.root
      .getByRole('dialog')
      .getByRole('button', { name: /Customer/ })
      .click();
    const own = customer.root.locator('.message.own');
    await own.waitFor();
    expect(await own.locator('.words').innerText()).toBe('https://t.me/somewhere\nLook');
  });
});
