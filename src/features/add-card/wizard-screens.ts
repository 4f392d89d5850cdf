import { formatCode, parseCode } from '../../codes/verification-code.ts';
import { verificationLink } from '../../codes/verification-link.ts';
import { type Button, paragraphs, type Screen, type ScreenInput } from '../../screens/screen.ts';
import { failedScreen, type ScreensOf } from '../../screens/screens-of.ts';

const STEPS = 4;

function heading({ translator: { t } }: ScreenInput, step: number): string {
  const bar = '▰'.repeat(step) + '▱'.repeat(STEPS - step);
  return t('step', { step, steps: STEPS, bar });
}

function backAndCancel({ translator: { plain } }: ScreenInput): Button[] {
  return [
    { label: plain('button-back'), action: 'back' },
    { label: plain('button-cancel'), action: 'cancel' },
  ];
}

/** Step 1: the photo before packaging. */
function originalPhotoScreen(input: ScreenInput): Screen {
  const { t, plain } = input.translator;
  const kept = input.context.kept.addCard?.original != null;
  return {
    text: paragraphs(
      heading(input, 1),
      t('step-original-photo'),
      kept && t('step-original-photo-kept'),
    ),
    buttons: [
      ...(kept ? [[{ label: plain('button-keep'), action: 'skip' } as const]] : []),
      backAndCancel(input),
    ],
  };
}

/** Step 2: the name. */
function nameScreen(input: ScreenInput): Screen {
  const { t, plain } = input.translator;
  const name = input.context.kept.addCard?.name ?? null;
  return {
    text: paragraphs(
      heading(input, 2),
      t('step-name'),
      name !== null && t('step-name-kept', { name }),
    ),
    buttons: [
      ...(name === null ? [] : [[{ label: plain('button-keep'), action: 'skip' } as const]]),
      backAndCancel(input),
    ],
  };
}

/** Step 2, when what was typed looks like a code or a link: a code can be checked, by the link that a scan opens. */
function nameQuestionScreen(input: ScreenInput): Screen {
  const { t, plain } = input.translator;
  const name = input.context.kept.addCard?.name ?? '';
  const parsed = parseCode(name);
  const url = parsed.type === 'code' ? verificationLink(input.botUsername, parsed.code) : null;
  return {
    text: paragraphs(heading(input, 2), t('step-name-question', { name })),
    buttons: [
      [{ label: plain('button-use-name'), action: 'confirm' }],
      ...(url === null ? [] : [[{ label: plain('button-check-code'), url }]]),
      backAndCancel(input),
    ],
  };
}

/** Step 3: the description; after it the card is registered. */
function descriptionScreen(input: ScreenInput): Screen {
  const { t, plain } = input.translator;
  const kept = (input.context.kept.addCard?.description ?? '') !== '';
  return {
    text: paragraphs(heading(input, 3), t('step-description'), kept && t('step-description-kept')),
    buttons: [[{ label: plain('button-skip'), action: 'skip' }], backAndCancel(input)],
  };
}

/** Step 4: the photo of the packaged card. The QR code was sent before it. */
function packagedPhotoScreen(input: ScreenInput): Screen {
  const { t, plain } = input.translator;
  return {
    text: paragraphs(heading(input, 4), t('step-packaged-photo')),
    buttons: [
      [{ label: plain('button-activate'), action: 'skip' }],
      [
        { label: plain('button-qr'), action: 'qr' },
        { label: plain('button-later'), action: 'cancel' },
      ],
    ],
  };
}

/** The summary of a card that the wizard has brought to its end. */
function doneScreen(input: ScreenInput): Screen {
  const { context, translator, botUsername } = input;
  const { t, plain } = translator;
  const card = context.kept.addCard;
  return {
    text: t('done', {
      name: card?.name ?? '',
      code: formatCode(card?.code ?? ''),
      link: verificationLink(botUsername, card?.code ?? ''),
      photos: card?.packaged ? 2 : 1,
    }),
    buttons: [
      [{ label: plain('button-add-another'), action: 'add' }],
      [
        { label: plain('button-cards'), action: 'cards' },
        { label: plain('button-home'), action: 'home' },
      ],
    ],
  };
}

/** An operation of the wizard is under way; it is seen only when somebody does not wait. `cancel` says what leaving means, as in `failedScreen`. */
function savingScreen(
  { translator: { t, plain } }: ScreenInput,
  message: 'saving-photo' | 'saving-card',
  cancel: 'button-cancel' | 'button-later',
): Screen {
  return { text: t(message), buttons: [[{ label: plain(cancel), action: 'cancel' }]] };
}

const photoFailed = (input: ScreenInput) => failedScreen(input, 'failed-photo', 'button-cancel');
const cardFailed = (input: ScreenInput) => failedScreen(input, 'failed-card', 'button-cancel');
const packagedFailed = (input: ScreenInput) => failedScreen(input, 'failed-photo', 'button-later');
const activatingFailed = (input: ScreenInput) => failedScreen(input, 'failed-card', 'button-later');

/** The screens of the wizard. */
export const addCardScreens: ScreensOf<'addCard'> = {
  'addCard.originalPhoto': originalPhotoScreen,
  'addCard.storingOriginal': (input) => savingScreen(input, 'saving-photo', 'button-cancel'),
  'addCard.originalFailed': photoFailed,
  'addCard.name': nameScreen,
  'addCard.nameQuestion': nameQuestionScreen,
  'addCard.description': descriptionScreen,
  'addCard.registering': (input) => savingScreen(input, 'saving-card', 'button-cancel'),
  'addCard.registeringFailed': cardFailed,
  'addCard.packagedPhoto': packagedPhotoScreen,
  'addCard.storingPackaged': (input) => savingScreen(input, 'saving-photo', 'button-later'),
  'addCard.packagedFailed': packagedFailed,
  'addCard.activating': (input) => savingScreen(input, 'saving-card', 'button-later'),
  'addCard.activatingFailed': activatingFailed,
  'addCard.done': doneScreen,
};
