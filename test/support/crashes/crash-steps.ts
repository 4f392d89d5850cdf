import type { Message } from '@grammyjs/types';
import { FAULT_POINTS, type FaultPoint } from '../../../src/faults.ts';
import type { DurableBot } from '../bot/durable-bot.ts';
import { screen } from '../bot/wizard-steps.ts';
import { jpeg } from '../data/pictures.ts';
import type { Phone } from '../playground/playground.ts';
import type { CRASH_STEPS } from '../reports/durability-sections.ts';

/** What a step has the bot do beside showing something: nothing, write, or fetch, store and write. */
type Effect = 'none' | 'write' | 'photo';

/** A person does one thing, and the bot's answer to it is awaited. */
export interface Step {
  readonly name: (typeof CRASH_STEPS)[number];
  readonly effect: Effect;
  who(bot: DurableBot): Phone;
  act(bot: DurableBot): Promise<unknown>;
  readonly shows: (message: Message) => boolean;
}

/** The points that the showing of a screen, or the giving of an answer, passes. */
export const SHOW_POINTS: readonly FaultPoint[] = ['before-show', 'after-show', 'before-finish'];

const PHOTO_ONLY: readonly FaultPoint[] = ['after-download', 'after-store'];
const OPERATION_ONLY: readonly FaultPoint[] = [
  'after-run-claim',
  ...PHOTO_ONLY,
  'before-result-commit',
  'after-insert',
];

/** The fault points that a step passes, from taking its update to finishing it. */
export function pointsOf({ effect }: Step): FaultPoint[] {
  if (effect === 'photo') return [...FAULT_POINTS];
  const absent = effect === 'write' ? PHOTO_ONLY : OPERATION_ONLY;
  return FAULT_POINTS.filter((point) => !absent.includes(point));
}

function adminStep(
  name: Step['name'],
  effect: Effect,
  act: (admin: Phone) => Promise<unknown>,
  shows: Step['shows'],
): Step {
  return { name, effect, who: ({ admin }) => admin, act: ({ admin }) => act(admin), shows };
}

const start = adminStep(
  'start of the wizard',
  'none',
  (admin) => admin.press('Add a card'),
  screen('Step 1 of 4'),
);
const originalPhoto = adminStep(
  'original photo',
  'photo',
  async (admin) => admin.sendPhoto(await jpeg('tomato')),
  screen('Step 2 of 4'),
);
const name = adminStep(
  'name',
  'none',
  (admin) => admin.send('Dragon of the <North>'),
  screen('Step 3 of 4'),
);
const description = adminStep(
  'description',
  'write',
  (admin) => admin.send('First edition & signed'),
  screen('Step 4 of 4'),
);
const descriptionSkipped = adminStep(
  'description skipped',
  'write',
  (admin) => admin.press('Skip'),
  screen('Step 4 of 4'),
);
const packagedPhoto = adminStep(
  'packaged photo',
  'photo',
  async (admin) => admin.sendPhoto(await jpeg('teal')),
  screen('The card is active'),
);
const packagedSkipped = adminStep(
  'packaged photo skipped',
  'write',
  (admin) => admin.send('/skip'),
  screen('The card is active'),
);

/** The whole wizard, step by step. */
export const WIZARD = [start, originalPhoto, name, description, packagedPhoto] as const;

/** The wizard without a description, and without a packaged photo. */
export const WIZARD_SKIPPING = [
  start,
  originalPhoto,
  name,
  descriptionSkipped,
  packagedSkipped,
] as const;

/** A customer opens the link of a card that is registered. */
export function verification(code: string): Step {
  return {
    name: 'verification',
    effect: 'none',
    who: ({ customer }) => customer,
    act: ({ customer }) => customer.send(`/start ${code}`),
    shows: ({ text, caption }) => (text ?? caption)?.includes('registered in the system') === true,
  };
}

/** A stranger says hello. */
export const GREETING: Step = {
  name: 'greeting',
  effect: 'none',
  who: ({ customer }) => customer,
  act: ({ customer }) => customer.send('/start'),
  shows: ({ text }) => text?.includes('Hello!') === true,
};
