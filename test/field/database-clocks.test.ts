import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { createCode } from '../../src/codes/verification-code.ts';
import { UNKNOWN_CODES_PER_HOUR, type Verdict } from '../../src/features/verification/verdict.ts';
import { verify } from '../../src/features/verification/verify.ts';
import { verifyMany } from '../../src/features/verification/verify-many.ts';
import { cleanUpPhotos } from '../../src/photos/clean-up-photos.ts';
import { photoKey } from '../../src/storage/photo-key.ts';
import { purgeTakenUpdates } from '../../src/updates/finish-updates.ts';
import { takeUpdate, type UpdateId } from '../../src/updates/take-update.ts';
import {
  claimUpdates,
  comesAfterAnother,
  putUpdatesOff,
} from '../../src/updates/waiting-updates.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { BOT_ID, createSessionStage, type SessionStage } from '../support/session/session-stage.ts';

const AHEAD = "this machine's clock compared with the database's";
const JUMPED = 'a clock that jumped';

let stage: SessionStage;

beforeAll(async () => {
  stage = await createSessionStage();
});
afterAll(() => stage.close());
afterEach(() => {
  vi.useRealTimers();
});

/** Has this process believe that it is so many hours later than it is. */
function goAhead(hours: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
}

function someone(id = 1_000_000 + stage.nextUpdateId()) {
  return { id, firstName: 'V', lastName: null, username: null, languageCode: null };
}

/** A guess of this person at a code that nobody has. */
async function guess(person = someone()): Promise<Verdict | undefined> {
  const id = { botId: BOT_ID, updateId: stage.nextUpdateId() };
  const asked = { id, person, code: createCode(), payload: {} };
  return (await verify(stage.database, asked))?.verdict;
}

async function taken(person = someone()): Promise<UpdateId> {
  const id = { botId: BOT_ID, updateId: stage.nextUpdateId() };
  await takeUpdate(stage.database, id, person, { personId: person.id });
  return id;
}

/** Whether a process that looks for what waits takes this one up. */
async function isClaimed({ updateId }: UpdateId): Promise<boolean> {
  const claimed = await claimUpdates(stage.database, 1_000);
  return claimed.some(({ id }) => id.updateId === updateId);
}

for (const hours of [1, -1]) {
  const clock = `the bot's clock an hour ${hours > 0 ? 'ahead' : 'behind'}`;

  fieldCase(
    'database',
    {
      kind: AHEAD,
      input: `${clock}, and Telegram wants a screen to wait for 8 s`,
      outcome: 'it is due in 8 s by the clock that it is compared with, and the job too',
    },
    async () => {
      const admin = stage.newAdmin();
      await stage.take(admin, { type: 'HOME' });
      goAhead(hours);
      stage.showing.showBy(async () => ({ type: 'due', seconds: 8 }));
      await stage.show(admin);
      stage.showing.reset();
      const [row] = await stage.rows(
        `select due_at - updated_at between interval '7 s' and interval '60 s' as soon,
           start_after = due_at as together, updated_at <= clock_timestamp() as noted
         from admin_session, job
         where admin_id = ? and name = 'later' and singleton_key = 'screen:' || admin_id`,
        [admin],
      );
      expect(row).toEqual({ soon: true, together: true, noted: true });
      await stage.rows('update admin_session set due_at = now() where admin_id = ?', [admin]);
      await stage.show(admin);
      expect(stage.showing.screens).toMatchObject([{ revision: 1 }]);
      stage.showing.reset();
    },
  );

  fieldCase(
    'database',
    {
      kind: AHEAD,
      input: `${clock}, and a person has tried too many codes`,
      outcome: 'they are told to wait for an hour',
    },
    async () => {
      const person = someone();
      for (let n = 0; n < UNKNOWN_CODES_PER_HOUR; n++) await guess(person);
      goAhead(hours);
      const verdict = await guess(person);
      const seconds = verdict?.type === 'limited' ? verdict.seconds : 0;
      expect(Math.ceil(seconds / 60)).toBeGreaterThan(50);
      expect(Math.ceil(seconds / 60)).toBeLessThanOrEqual(60);
    },
  );
}

fieldCase(
  'database',
  {
    kind: AHEAD,
    input: "the bot's clock two days ahead, when photos that nobody names are removed",
    outcome: 'one that was stored just now stays',
  },
  async () => {
    const bytes = randomBytes(100);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const key = photoKey(randomUUID(), 'original', sha256);
    await stage.photos.put(key, bytes);
    goAhead(48);
    const parts = { database: stage.database, photos: stage.photos };
    expect(await cleanUpPhotos(parts)).toBe(0);
    expect(await cleanUpPhotos(parts, 0)).toBe(1);
  },
);

fieldCase(
  'database',
  {
    kind: JUMPED,
    input: 'unknown codes of next year in a person’s row, as many as are allowed',
    outcome: 'they count for nothing: the person is not held back, alone or with others',
  },
  async () => {
    const [one, other] = [someone(), someone()];
    for (const person of [one, other]) {
      await guess(person);
      await stage.rows(
        `update person set unknown_at = array_fill(now() + interval '1 year', array[?::int])
         where id = ?`,
        [UNKNOWN_CODES_PER_HOUR, person.id],
      );
    }
    expect(await guess(one)).toEqual({ type: 'unknown' });
    const id = { botId: BOT_ID, updateId: stage.nextUpdateId() };
    const asked = { id, person: other, code: createCode(), payload: {} };
    expect(await verifyMany(stage.database, [asked])).toMatchObject([
      { verdict: { type: 'unknown' } },
    ]);
    const kept = 'select cardinality(unknown_at) as kept from person where id = any (?)';
    expect(await stage.rows(kept, [`{${one.id},${other.id}}`])).toEqual([{ kept: 1 }, { kept: 1 }]);
  },
);

fieldCase(
  'database',
  {
    kind: JUMPED,
    input: 'an update that was taken tomorrow and not answered',
    outcome: 'it is answered now, holds up nobody, and is forgotten in time',
  },
  async () => {
    const person = someone();
    const id = await taken(person);
    const tomorrow =
      "update taken_update set taken_at = now() + interval '1 day' where update_id = ?";
    await stage.rows(tomorrow, [id.updateId]);
    expect(await comesAfterAnother(stage.database, await taken(person))).toBe(false);
    expect(await isClaimed(id)).toBe(true);
    await purgeTakenUpdates(stage.database);
    const back = 'select taken_at <= now() as back from taken_update where update_id = ?';
    expect(await stage.rows(back, [id.updateId])).toEqual([{ back: true }]);
  },
);

fieldCase(
  'database',
  {
    kind: JUMPED,
    input: 'an answer and a screen that were put off by 8 s while the clock was a day ahead',
    outcome: 'they are given now; what was put off since waits as it should',
  },
  async () => {
    const id = await taken();
    await putUpdatesOff(stage.database, [{ id, seconds: 8 }]);
    expect(await isClaimed(id)).toBe(false);
    const ahead =
      "due_at = due_at + interval '1 day', due_noted_at = due_noted_at + interval '1 day'";
    await stage.rows(`update taken_update set ${ahead} where update_id = ?`, [id.updateId]);
    expect(await isClaimed(id)).toBe(true);

    const admin = stage.newAdmin();
    await stage.take(admin, { type: 'HOME' });
    stage.showing.showBy(async () => ({ type: 'due', seconds: 8 }));
    await stage.show(admin);
    stage.showing.reset();
    await stage.show(admin);
    expect(stage.showing.screens).toEqual([]);
    await stage.rows(`update admin_session set ${ahead} where admin_id = ?`, [admin]);
    await stage.show(admin);
    expect(stage.showing.screens).toMatchObject([{ revision: 1 }]);
  },
);
