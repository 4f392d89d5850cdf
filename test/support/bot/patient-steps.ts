import type { Message } from '@grammyjs/types';
import { expect, vi } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import type { PhotoStore } from '../../../src/storage/photo-store.ts';
import { rowsOf } from '../data/cards.ts';
import { jpeg } from '../data/pictures.ts';
import type { Phone } from '../playground/playground.ts';
import { screen } from './wizard-steps.ts';

/** For what comes only when a fault is over, or two one after the other, also on a busy machine. */
export const PATIENT = { timeout: 240_000 };

/** Waits until what is read is this; also among tests that run at the same time, where `expect.poll` is at a loss. */
export async function untilEqual(read: () => unknown, wanted: unknown): Promise<void> {
  const wait = { ...PATIENT, interval: 50 };
  await vi.waitFor(async () => expect(await read()).toEqual(wanted), wait);
}

/** One step of the wizard: what the admin does, and what the phone shows when it is done. */
export interface PatientStep {
  readonly name: string;
  act(admin: Phone): Promise<unknown>;
  readonly shows: (message: Message) => boolean;
}

export const openMenu: PatientStep = {
  name: 'menu',
  act: (admin) => admin.send('/admin'),
  shows: screen('Register a card, find one'),
};
export const begin: PatientStep = {
  name: 'start of the wizard',
  act: (admin) => admin.press('Add a card', PATIENT),
  shows: screen('Step 1 of 4'),
};
export const giveOriginal: PatientStep = {
  name: 'original photo',
  act: async (admin) => admin.sendPhoto(await jpeg('tomato')),
  shows: screen('Step 2 of 4'),
};
export const giveName: PatientStep = {
  name: 'name',
  act: (admin) => admin.send('Dragon'),
  shows: screen('Step 3 of 4'),
};
export const giveDescription: PatientStep = {
  name: 'description',
  act: (admin) => admin.send('First edition'),
  shows: screen('Step 4 of 4'),
};
export const givePackaged: PatientStep = {
  name: 'packaged photo',
  act: async (admin) => admin.sendPhoto(await jpeg('teal')),
  shows: screen('The card is active'),
};

/** The whole wizard, with both photos, from the menu on. */
export const WHOLE_WIZARD: readonly PatientStep[] = [
  openMenu,
  begin,
  giveOriginal,
  giveName,
  giveDescription,
  givePackaged,
];

/** Does steps one after the other, each when the one before is shown. */
export async function walk(admin: Phone, steps: readonly PatientStep[]): Promise<void> {
  for (const { act, shows } of steps) {
    await act(admin);
    await admin.waitFor(shows, PATIENT);
  }
}

/** Does the steps up to this one, without it. */
export async function walkTo(admin: Phone, step: PatientStep): Promise<void> {
  await walk(admin, WHOLE_WIZARD.slice(0, WHOLE_WIZARD.indexOf(step)));
}

/** Does this step and those behind it. */
export async function walkFrom(admin: Phone, step: PatientStep): Promise<void> {
  await walk(admin, WHOLE_WIZARD.slice(WHOLE_WIZARD.indexOf(step)));
}

/** Expects an admin to have one card, active, whose two photos lie in the store whole. */
export async function expectOneWholeCard(
  database: Database,
  photos: PhotoStore,
  adminId: number,
): Promise<void> {
  const cards = await rowsOf(
    database,
    'select name, description, status from card where registered_by = ?',
    [adminId],
  );
  expect(cards).toEqual([{ name: 'Dragon', description: 'First edition', status: 'active' }]);
  const kept = await rowsOf(
    database,
    `select slot, key from photo join card on card.id = card_id
     where registered_by = ? order by slot`,
    [adminId],
  );
  expect(kept.map(({ slot }) => slot)).toEqual(['original', 'packaged']);
  for (const { key } of kept) await photos.get(String(key));
}

/** The lines that a bot logged with these fields, such as a code or a message. */
export function linesWith(
  logged: readonly string[],
  fields: Record<string, unknown>,
): Record<string, unknown>[] {
  return logged
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => Object.entries(fields).every(([name, value]) => line[name] === value));
}
