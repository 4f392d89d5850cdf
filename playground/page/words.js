// @ts-check
/** The page's own words. What the bot says comes from the bot. */

/** @typedef {ReturnType<typeof createWords>} Words */

const english = {
  // The page
  title: 'cardseal playground',
  tagline: 'A local Telegram on your machine',
  firstSteps: 'First steps',
  stepStart: 'Press Start on the admin’s phone',
  stepStartHint: 'The bot says hello and shows its menu.',
  stepAdd: 'Add a card with /add',
  stepAddHint: 'Two sample photos are under the paperclip.',
  stepScan: 'Scan its QR code',
  stepScanHint: 'Click the code: the customer’s phone opens it.',
  showCode: 'Show me the code',
  allDone: 'You have added a card and checked it. That is the whole journey.',
  stepDone: 'done',
  stepOf: 'Step {step} of 3',
  hideSteps: 'Hide the first steps',
  showSteps: 'Show the first steps',
  footnote: 'Nothing here leaves this machine.',
  addPhone: 'Add a phone',
  useDark: 'Use the dark look',
  useLight: 'Use the light look',
  phones: 'Phones',
  serverGone: 'The playground is not answering. Trying again…',
  // Roles and people
  admin: 'Admin',
  customer: 'Customer',
  adminHint: 'adds cards',
  customerHint: 'checks cards',
  role: 'Who is it?',
  name: 'Name',
  nameHint: 'may stay empty',
  language: 'Language',
  add: 'Add',
  cancel: 'Cancel',
  close: 'Close',
  phoneOf: '{name}’s phone',
  newMessages: ['{count} new message', '{count} new messages'],
  // A phone
  bot: 'bot',
  typing: 'typing',
  upload_photo: 'sending a photo',
  upload_document: 'sending a file',
  record_voice: 'recording',
  busy: 'busy',
  phoneMenu: 'Settings of this phone',
  clearChat: 'Clear the chat',
  blockBot: 'Block the bot',
  unblockBot: 'Unblock the bot',
  blocked: 'blocked',
  messages: 'Messages',
  emptyChat: 'No messages here yet',
  whatItDoes: 'What can this bot do?',
  emptyHint: 'Press Start to wake the bot up.',
  start: 'Start',
  today: 'Today',
  yesterday: 'Yesterday',
  you: 'You',
  toBottom: 'Go to the newest message',
  earlier: 'Show earlier messages',
  noAnswer: 'No answer yet. Is the bot running?',
  copied: 'Copied',
  ok: 'OK',
  copyText: 'Copy',
  revealSpoiler: 'Show the hidden text',
  unfoldQuote: 'Show the whole quote, or three lines of it',
  unsupported: 'The playground does not have this kind of button',
  // Composer
  message: 'Message',
  caption: 'Add a caption',
  send: 'Send',
  attach: 'Attach a photo or a file',
  commands: 'Commands',
  photoOrFile: 'Attach',
  choosePhoto: 'Photo',
  chooseFile: 'File',
  samples: 'Sample photos',
  asFile: 'Send as a file',
  removeAttachment: 'Remove {name}',
  attached: 'Attached',
  dropHere: 'Drop pictures here',
  tooMany: 'At most 10 at once',
  sending: 'Sending',
  notSent: 'Not sent: {reason}',
  unreachable: 'the playground is not answering',
  // Pictures, files, scanning
  picture: 'Picture',
  openPicture: 'Open the picture',
  downloadFile: 'Download {name}',
  download: 'Download',
  previous: 'Previous picture',
  next: 'Next picture',
  scanWith: 'Scan with {name}’s phone',
  scanChoose: 'Scan with another phone…',
  scanTitle: 'Which phone scans it?',
  scanning: 'Scanning…',
  noCode: 'There is no QR code in this picture',
  otherCode: 'The code says: {text}',
  noOtherPhone: 'Add a second phone to scan with',
  shareTitle: 'Share with',
  shared: 'Sent from {name}’s phone',
  sticker: 'Sticker',
  voice: 'Voice message',
  audio: 'Audio',
  video: 'Video',
  video_note: 'Video message',
  animation: 'GIF',
  contact: 'Contact',
  location: 'Location',
  venue: 'Place',
  poll: 'Poll',
  dice: 'Dice',
  other: 'A message of a kind that the playground does not draw',
};

/** @type {typeof english} */
const russian = {
  title: 'Песочница cardseal',
  tagline: 'Местный Telegram на вашем компьютере',
  firstSteps: 'Первые шаги',
  stepStart: 'Нажмите «Начать» на телефоне администратора',
  stepStartHint: 'Бот поздоровается и покажет меню.',
  stepAdd: 'Добавьте карточку командой /add',
  stepAddHint: 'Два примера фото лежат под скрепкой.',
  stepScan: 'Отсканируйте её QR-код',
  stepScanHint: 'Нажмите на код: его откроет телефон покупателя.',
  showCode: 'Показать код',
  allDone: 'Вы добавили карточку и проверили её. Это и есть весь путь.',
  stepDone: 'готово',
  stepOf: 'Шаг {step} из 3',
  hideSteps: 'Скрыть первые шаги',
  showSteps: 'Показать первые шаги',
  footnote: 'Всё остаётся на этом компьютере.',
  addPhone: 'Добавить телефон',
  useDark: 'Тёмное оформление',
  useLight: 'Светлое оформление',
  phones: 'Телефоны',
  serverGone: 'Песочница не отвечает. Пробуем снова…',
  admin: 'Администратор',
  customer: 'Покупатель',
  adminHint: 'добавляет карточки',
  customerHint: 'проверяет карточки',
  role: 'Кто это?',
  name: 'Имя',
  nameHint: 'можно не указывать',
  language: 'Язык',
  add: 'Добавить',
  cancel: 'Отмена',
  close: 'Закрыть',
  phoneOf: 'Телефон: {name}',
  newMessages: ['{count} новое сообщение', '{count} новых сообщения', '{count} новых сообщений'],
  bot: 'бот',
  typing: 'печатает',
  upload_photo: 'отправляет фото',
  upload_document: 'отправляет файл',
  record_voice: 'записывает',
  busy: 'занят',
  phoneMenu: 'Настройки телефона',
  clearChat: 'Очистить чат',
  blockBot: 'Заблокировать бота',
  unblockBot: 'Разблокировать бота',
  blocked: 'заблокирован',
  messages: 'Сообщения',
  emptyChat: 'Здесь пока нет сообщений',
  whatItDoes: 'Что умеет этот бот?',
  emptyHint: 'Нажмите «Начать», чтобы разбудить бота.',
  start: 'Начать',
  today: 'Сегодня',
  yesterday: 'Вчера',
  you: 'Вы',
  toBottom: 'К последнему сообщению',
  earlier: 'Показать более ранние',
  noAnswer: 'Ответа пока нет. Бот запущен?',
  copied: 'Скопировано',
  ok: 'ОК',
  copyText: 'Скопировать',
  revealSpoiler: 'Показать скрытый текст',
  unfoldQuote: 'Показать цитату целиком или три строки',
  unsupported: 'Таких кнопок в песочнице нет',
  message: 'Сообщение',
  caption: 'Добавить подпись',
  send: 'Отправить',
  attach: 'Прикрепить фото или файл',
  commands: 'Команды',
  photoOrFile: 'Прикрепить',
  choosePhoto: 'Фото',
  chooseFile: 'Файл',
  samples: 'Примеры фото',
  asFile: 'Отправить файлом',
  removeAttachment: 'Убрать {name}',
  attached: 'Прикреплено',
  dropHere: 'Перетащите сюда',
  tooMany: 'Не больше 10 за раз',
  sending: 'Отправка',
  notSent: 'Не отправлено: {reason}',
  unreachable: 'песочница не отвечает',
  picture: 'Картинка',
  openPicture: 'Открыть картинку',
  downloadFile: 'Скачать {name}',
  download: 'Скачать',
  previous: 'Предыдущая картинка',
  next: 'Следующая картинка',
  scanWith: 'Сканировать: {name}',
  scanChoose: 'Сканировать другим телефоном…',
  scanTitle: 'Каким телефоном сканировать?',
  scanning: 'Сканирование…',
  noCode: 'На этой картинке нет QR-кода',
  otherCode: 'В коде написано: {text}',
  noOtherPhone: 'Чтобы сканировать, добавьте второй телефон',
  shareTitle: 'Поделиться',
  shared: 'Отправлено с телефона: {name}',
  sticker: 'Стикер',
  voice: 'Голосовое сообщение',
  audio: 'Аудио',
  video: 'Видео',
  video_note: 'Видеосообщение',
  animation: 'GIF',
  contact: 'Контакт',
  location: 'Геопозиция',
  venue: 'Место',
  poll: 'Опрос',
  dice: 'Кубик',
  other: 'Сообщение, которое песочница не рисует',
};

/** @typedef {Exclude<keyof typeof english, 'newMessages'>} WordKey */

/** @param {string} text @param {Record<string, string | number>} values */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ''));
}

/**
 * The words in one language: Russian for `ru…`, English otherwise.
 * @param {string} language an IETF tag such as `en` or `ru-RU`
 */
export function createWords(language) {
  const isRussian = language.toLowerCase().startsWith('ru');
  const catalogue = isRussian ? russian : english;
  const locale = isRussian ? 'ru' : 'en';
  const forms = isRussian ? ['one', 'few', 'many'] : ['one', 'other'];
  const plural = new Intl.PluralRules(locale);
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
  const dayOfYear = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });

  return {
    locale,
    /** @param {WordKey} key @param {Record<string, string | number>} [values] */
    say: (key, values = {}) => fill(catalogue[key], values),
    /** Whether there is a text of that name: the names of chat actions and media come from outside. @param {string} key @returns {key is WordKey} */
    has: (key) => Object.hasOwn(english, key) && key !== 'newMessages',
    /** @param {number} count */
    newMessages: (count) => {
      const index = forms.indexOf(plural.select(count));
      return fill(catalogue.newMessages[index] ?? catalogue.newMessages.at(-1) ?? '', { count });
    },
    /** @param {Date} date */
    time: (date) => clock.format(date),
    /** "Today", "Yesterday" or the date. @param {Date} date */
    day: (date) => {
      const now = new Date();
      const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
      if (days === 0) return catalogue.today;
      if (days === 1) return catalogue.yesterday;
      return (date.getFullYear() === now.getFullYear() ? day : dayOfYear).format(date);
    },
  };
}

/** @param {Date} date */
function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
