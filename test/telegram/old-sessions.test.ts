import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { readSnapshotFiles } from '../machines/snapshot-files.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen } from '../support/bot/wizard-steps.ts';
import { sessionOf, storeSession, untilSettled } from '../support/session/sessions.ts';

const files = readSnapshotFiles();
let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot({ admins: files.length });
  for (const [index, file] of files.entries()) {
    const { children, context } = file.snapshot as { children: object; context: unknown };
    const [child = null] = Object.keys(children);
    const { operation } = operationSchema.parse(context);
    await storeSession(bot.database, adminAt(index).id, { ...file, child, operation });
  }
  await bot.restart();
});
afterAll(() => bot.close());

/** The operation stands in the same place in the contexts of all versions. */
const operationSchema = z.object({
  operation: z.object({ id: z.string(), attempt: z.number() }).nullable(),
});

function adminAt(index: number) {
  const admin = bot.admins[index];
  if (admin === undefined) throw new Error(`there is no admin ${index}`);
  return admin;
}

test('operations that an old snapshot waits for are brought to their end after the start', async () => {
  await untilSettled(bot.database);
});

test.each(
  files.map((file, index) => ({ ...file, index })),
)('an admin whose session rests in $path of version $version is answered and goes on', async ({
  index,
}) => {
  const admin = adminAt(index);
  await admin.send('/help');
  await admin.waitFor(screen('How it works'));
  await admin.send('/admin');
  await admin.waitFor(screen('Register a card, find one'));
  expect(await sessionOf(bot.database, admin.id)).toMatchObject({ broken_snapshot: null });
});

test('nobody was told of a mistake of ours', () => {
  expect(bot.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});
