import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCode } from '../../src/codes/verification-code.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen } from '../support/bot/wizard-steps.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
  await admin.setLanguage('ru');
});
afterAll(() => bot.close());

/** Words that are the same in both languages. */
const COMMON =
  /cardseal|QR|HEIC|iPhone|JPEG|PNG|WebP|Telegram|ID|UTC|\/[a-z]+|https:\/\/\S+|([0-9A-Z]{4}-){2}[0-9A-Z]{4}/g;

async function expectNoEnglish(phone: Phone): Promise<void> {
  for (const message of await phone.messages()) {
    if (message.from?.is_bot !== true) continue;
    const buttons = message.reply_markup?.inline_keyboard.flat().map(({ text }) => text) ?? [];
    for (const text of [message.text ?? message.caption ?? '', ...buttons]) {
      expect(text.replace(COMMON, '').match(/[A-Za-z]{2,}/g), text).toBeNull();
    }
  }
}

describe('who uses Russian', () => {
  test('as an admin goes through everything in Russian', async () => {
    const say = async (text: string, answer: string) => {
      await admin.send(text);
      await admin.waitFor(screen(answer));
    };
    const press = async (button: string, answer: string) => {
      await admin.press(button);
      await admin.waitFor(screen(answer));
    };
    await say('/start', 'Зарегистрируйте карточку');
    await press('Помощь', 'Как это работает');
    await say('/nonsense', 'Такой команды я не знаю');
    await say('/cards', 'Карточек пока нет');
    await say('/stats', 'Визитов на карточку: 0,0');
    await say('/back', 'Зарегистрируйте карточку');
    await say('/cancel', 'Отменять нечего');
    await say('/skip', 'Здесь это ничего не делает');
    await say('/add', 'Шаг 1 из 4');
    await say('текст', 'Здесь мне нужно фото');
    await say('/skip', 'этот шаг пропустить нельзя');
    await admin.sendPhoto(Buffer.from('no picture'), { as: 'document' });
    await admin.waitFor(screen('только JPEG, PNG и WebP'));
    const photos = [await jpeg('red'), await jpeg('blue')];
    await admin.sendAlbum(photos);
    await admin.waitFor(screen('Я взял первое фото альбома'));
    await admin.sendPhoto(await jpeg('blue'));
    await admin.waitFor(screen('текстовое сообщение'));
    await say('я'.repeat(301), 'Это 301 символ, а в названии');
    await say('я'.repeat(302), 'Это 302 символа, а в названии');
    await say('Дракон', 'Шаг 3 из 4');
    await say('я'.repeat(2011), 'символов, а в описании');
    await press('Назад', 'Сейчас: Дракон');
    await press('Оставить', 'Шаг 3 из 4');
    await say('Первое издание', 'Шаг 4 из 4');
    await say('/back', 'шага назад нет');
    await press('Закончить позже', 'Черновик остался в списке');
    await press('Все карточки', 'сначала новые');
    await press('Дракон', 'Черновик: не закончен');
    await press('Удалить', 'Удалить черновик');
    await press('Нет, оставить', 'Черновик: не закончен');
    await press('Продолжить', 'Шаг 4 из 4');
    await admin.sendPhoto(photos[1] ?? Buffer.alloc(0));
    await admin.waitFor(screen('Карточка активна'));
    await press('карточки', 'сначала новые');
    await press('Дракон', '🟢 Активна');
    await press('На проверку', 'Почему карточка');
    await say('я'.repeat(201), 'а в этой 201 символ');
    await say('Вернули', 'Карточка на проверке');
    await press('Потеряна, украдена', 'потерялась или была украдена');
    await say('Украдена в пятницу', 'Объявить карточку');
    await press('Да, потеряна или украдена', 'Карточка объявлена потерянной');
    await press('Вывести из оборота', 'выводится из оборота');
    await say('Уничтожена', 'Вывести карточку');
    await press('Да, вывести', 'Карточка выведена из оборота');
    await press('Снова активна', 'Карточка снова активна');
    await admin.pressData(1, 'nonsense');
    await admin.waitFor(screen('Эта кнопка из более старого сообщения'));
    await expectNoEnglish(admin);
  });

  test('as a customer is answered in Russian', async () => {
    const qr = (await admin.messages()).find(({ caption }) => caption?.includes('t.me'));
    const code = qr?.caption?.split('start=')[1] ?? '';
    const customer = await bot.playground.customer({ language_code: 'ru-RU', first_name: 'Вера' });
    for (const [text, answer] of [
      ['/start', 'Здравствуйте'],
      ['/help', 'Как проверить карточку'],
      ['/id', 'Ваш Telegram ID'],
      ['/add', 'только для администраторов'],
      ['привет', 'отсканируйте QR-код'],
      [code, 'зарегистрирована в системе'],
      [createCode(), 'Этот код не зарегистрирован'],
      ['/start x', 'прочитайте его ещё раз'],
    ] as const) {
      await customer.send(text);
      await customer.waitFor(answer);
    }
    const verdict = (await customer.messages()).find((one) =>
      (one.caption ?? one.text)?.includes('в системе'),
    );
    expect(verdict?.reply_markup?.inline_keyboard.flat().at(-1)?.text).toBe('Поделиться карточкой');
    await expectNoEnglish(customer);
  });
});

describe('who uses another language', () => {
  test('gets the default one', async () => {
    const german = await bot.playground.customer({ language_code: 'de' });
    await german.send('/start');
    await german.waitFor('Hello');
    await bot.restart({ DEFAULT_LOCALE: 'ru' });
    await german.send('/start');
    await german.waitFor('Здравствуйте');
    const english = await bot.playground.customer({ language_code: 'en' });
    await english.send('/start');
    await english.waitFor('Hello');
    const help = async () =>
      (await german.commands()).find(({ command }) => command === 'help')?.description;
    await eventually(help).toBe('Помощь');
  });
});
