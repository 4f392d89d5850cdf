import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createVerificationReplies,
  type VerificationDependencies,
} from '../../../src/features/verification/replies.ts';
import type { Verdict, VerdictCard } from '../../../src/features/verification/verdict.ts';
import type { Verify } from '../../../src/features/verification/verifier.ts';
import { loadCatalogue } from '../../../src/locales/catalogue.ts';
import { createMetrics, type Metrics } from '../../../src/metrics/metrics.ts';
import { LONGEST_CAPTION } from '../../../src/text/html.ts';
import { verdictCard } from '../../support/data/verdicts.ts';

const ID = { botId: 1, updateId: 2 };
const PERSON = { id: 7, firstName: 'Vera', lastName: null, username: null, languageCode: 'en' };
const ADMIN = { ...PERSON, id: 8 };
const TO = { id: ID, personId: 7, translator: loadCatalogue().createTranslator('en') };
const SHOP = { name: 'Cards & Co', contact: 'https://cards.example/ask' };
const VERDICT = { kind: 'verdict', code: '7K2M9QXD4TJE' } as const;
const ADDRESSED = { personId: 7, languageCode: 'en', reply: VERDICT };
const ASKED = { id: ID, person: PERSON, addressed: ADDRESSED };
const CARD = verdictCard({ name: 'Griffin', description: 'Mint' });
const SHOP_BUTTON = [[{ label: '💬 Ask the shop', url: SHOP.contact }]];

const verify = vi.fn<Verify>();
let metrics: Metrics;
/** The statements that were run, by name and values. */
let statements: [string, readonly unknown[]][];
/** What the database says to statements of these names. */
let rows: Record<string, unknown[]>;
let replies: ReturnType<typeof createVerificationReplies>;

beforeEach(() => {
  verify.mockReset();
  metrics = createMetrics();
  [statements, rows] = [[], {}];
  const run = async ({ name }: { name: string }, values: readonly unknown[]) => {
    statements.push([name, values]);
    return rows[name] ?? [];
  };
  const dependencies: unknown = {
    database: { run },
    verify,
    showables: {
      pictureOf: (...of: unknown[]) => of,
      photosOf: async (cardId: string) => [`photo of ${cardId}`],
    },
    botUsername: 'cards_bot',
    isAdmin: (personId: number) => personId === ADMIN.id,
    shop: SHOP,
    metrics,
  };
  replies = createVerificationReplies(dependencies as VerificationDependencies);
});

function found(card: Partial<VerdictCard> = {}): Verdict {
  return { type: 'found', card: { ...CARD, ...card }, check: null };
}

/** The row of a card, as the database has it. */
function rowOf(status = 'active') {
  return {
    ...{ ...CARD, status, visits: 3, people: 2, own_before_at: null, rush: null },
    first_visit_at: CARD.counts.firstAt,
    visited_before_at: CARD.counts.lastAt,
    ...{ picture_shows: null, picture_key: null, picture_file_id: null, picture_file_bot_id: null },
  };
}

const names = () => statements.map(([name]) => name);

async function counted(): Promise<unknown> {
  const { values } = await metrics.verifications.get();
  return values.map(({ labels, value }) => [labels.verdict, value]);
}

describe('an update that asks for a verdict', () => {
  test('is taken by the check, which is told what to store and who has it in hand', async () => {
    const after = { botId: 1, updateId: 1 };
    verify.mockResolvedValue({ verdict: { type: 'unknown' }, after });
    expect(await replies.verdict.take?.(ASKED, true)).toEqual({
      after,
      found: { type: 'unknown' },
    });
    const { code } = VERDICT;
    const asked = { id: ID, person: PERSON, code, payload: ADDRESSED, isHeld: true };
    expect(verify).toHaveBeenCalledExactlyOnceWith({ ...asked, isCounted: true });
  });

  test("does not count when it is an admin's", async () => {
    verify.mockResolvedValue(null);
    await replies.verdict.take?.({ ...ASKED, person: ADMIN }, true);
    expect(verify).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ isCounted: false }));
  });

  test('is not taken again', async () => {
    verify.mockResolvedValue(null);
    expect(await replies.verdict.take?.(ASKED, false)).toBeNull();
  });

  test('is counted by what was found, and as a check', async () => {
    replies.verdict.onTaken?.(found());
    replies.verdict.onTaken?.(null);
    expect(await counted()).toEqual([['active', 1]]);
    expect(replies.verdict.label).toBe('verification');
  });

  test.each([
    [true, true],
    [false, false],
  ])('is put off uncounted while its person floods; told: %s', async (told, expected) => {
    rows.put_off_check = [{ is_told: told }];
    const notice = { personId: 7, languageCode: 'en', reply: { kind: 'slow_down' } };
    expect(await replies.verdict.putOff?.(ASKED, notice)).toBe(expected);
    const [[name, values] = []] = statements;
    expect(name).toBe('put_off_check');
    expect(values?.[2]).toBe(
      JSON.stringify({ ...ADDRESSED, reply: { ...VERDICT, uncounted: true } }),
    );
    expect(values?.at(-1)).toBe(JSON.stringify(notice));
  });

  test('that was put off before tells nobody', async () => {
    expect(await replies.verdict.putOff?.(ASKED, null)).toBe(false);
  });
});

describe('a verdict', () => {
  test.each<[string, Verdict]>([
    ['not released yet', found({ status: 'draft' })],
    ['under review', found({ status: 'suspended' })],
    ['out of circulation', found({ status: 'retired' })],
    ['not registered', { type: 'unknown' }],
    ['12:30 UTC', { type: 'limited', until: new Date('2026-11-28T12:30:59Z'), seconds: 90 }],
  ])('on what is no active card is a text with the way to the shop: %s', async (text, verdict) => {
    expect(await replies.verdict.message(VERDICT, TO, verdict)).toEqual({
      type: 'text',
      text: expect.stringContaining(text),
      buttons: SHOP_BUTTON,
    });
    expect(statements).toEqual([]);
  });

  test('says in how many minutes codes may be tried again, at least one', async () => {
    const text = async (seconds: number) => {
      const limited: Verdict = { type: 'limited', until: new Date(), seconds };
      const message = await replies.verdict.message(VERDICT, TO, limited);
      return message?.type === 'text' ? message.text : '';
    };
    expect(await text(61)).toContain('2 minutes');
    expect(await text(-5)).toContain('1 minute');
  });

  test('on an active card is its picture with a text that fits, and the link to share', async () => {
    const picture = { shows: 'both' as const, key: 'k', fileId: null, fileBotId: null };
    const message = await replies.verdict.message(VERDICT, TO, found({ picture }));
    expect(message).toMatchObject({ type: 'picture', pictures: [CARD.id, picture] });
    if (message?.type !== 'picture') throw new Error('no picture');
    const made = message.textFor('both', LONGEST_CAPTION);
    expect(made?.text).toContain('Griffin');
    expect(made?.text).toContain('Cards &amp; Co');
    expect(JSON.stringify(made?.buttons)).toContain(
      encodeURIComponent(`?start=share-${CARD.id.replaceAll('-', '')}`),
    );
  });

  test.each([
    [null, 'Do not buy it: this card is reported lost or stolen.'],
    [new Date('2026-11-03T12:00:00Z'), 'lost or stolen since 3 November 2026.'],
  ])('on a stolen card shows what it looks like and is called, and nothing else: %s', async (statusAt, says) => {
    const message = await replies.verdict.message(
      VERDICT,
      TO,
      found({ status: 'stolen', statusAt }),
    );
    const made = message?.type === 'picture' ? message.textFor('both', LONGEST_CAPTION) : null;
    expect(made?.text).toMatch(/^🚨/);
    expect(made?.text).toContain(says);
    expect(made?.text).toContain('Griffin');
    expect(made?.text).not.toMatch(/✅|Mint|checked|Registered/);
    const tell = { label: '📣 Tell the shop where you saw it', url: SHOP.contact };
    expect(made?.buttons).toEqual([[tell]]);
  });

  test('that is not at hand is looked up for whom and when it was, without counting', async () => {
    rows.look_up = [{ ...rowOf(), first_name: 'Vera', last_name: null, taken_at: new Date() }];
    expect(await replies.verdict.message(VERDICT, TO, null)).toMatchObject({ type: 'picture' });
    expect(statements).toEqual([['look_up', [VERDICT.code, 7, 1, 2]]]);
    expect(await counted()).toEqual([]);
  });

  test('that was put off is counted when it is given, and given once', async () => {
    const uncounted = { ...VERDICT, uncounted: true } as const;
    rows.count_later_check = [
      {
        ...{ ...rowOf(), first_name: 'Vera', last_name: null, update_before: null },
        ...{ limited_until: null, limited_seconds: null, checked_at: new Date() },
      },
    ];
    expect(await replies.verdict.message(uncounted, TO, null)).toMatchObject({ type: 'picture' });
    expect(statements[0]?.[1].at(-1)).toBe(true);
    expect(await counted()).toEqual([['active', 1]]);
    rows = { was_later_check_counted: [{}], look_up: [] };
    expect(await replies.verdict.message(uncounted, TO, null)).toMatchObject({ type: 'text' });
    expect(names().slice(1)).toEqual(['count_later_check', 'was_later_check_counted', 'look_up']);
    expect(await counted()).toEqual([['active', 1]]);
  });

  test('in whose place a later one came is not given', async () => {
    const later = { ...VERDICT, uncounted: true } as const;
    expect(await replies.verdict.message(later, TO, null)).toBeNull();
    await replies.verdict.message(later, { ...TO, personId: ADMIN.id }, null);
    const counting = statements.filter(([name]) => name === 'count_later_check');
    expect(counting.map(([, values]) => values.at(-1))).toEqual([true, false]);
  });
});

describe('what is no code', () => {
  test('is answered with how to read it, and counted where it was meant to be one', async () => {
    expect(await replies.mistyped.message({ kind: 'mistyped' }, TO, null)).toEqual({
      type: 'text',
      text: expect.stringContaining('read it again'),
      buttons: SHOP_BUTTON,
    });
    expect(await replies.example.message({ kind: 'example' }, TO, null)).toEqual({
      type: 'text',
      text: expect.stringContaining('example'),
      buttons: [],
    });
    replies.mistyped.onTaken?.(null);
    expect(await counted()).toEqual([['mistyped', 1]]);
    expect(replies.example.onTaken).toBeUndefined();
  });

  test('is taken without a check, and not put off', () => {
    const { verdict: _verdict, ...others } = replies;
    for (const kind of Object.values(others)) {
      expect([kind.label, kind.take, kind.putOff]).toEqual(['reply', undefined, undefined]);
    }
  });
});

describe('a shared page', () => {
  const shared = { kind: 'shared', cardId: CARD.id } as const;

  test('shows an active card without counting, says that it is no check, and names no code', async () => {
    rows.look_up_card = [rowOf()];
    const message = await replies.shared.message(shared, TO, null);
    const made = message?.type === 'picture' ? message.textFor('both', LONGEST_CAPTION) : null;
    expect(made?.text).toMatch(/^🔗 <b>A page that somebody shared, not a check/);
    expect(made?.text).toContain('Griffin');
    expect(made?.text).not.toMatch(/✅|Checked for/);
    expect(statements).toEqual([['look_up_card', [CARD.id]]]);
    expect(await counted()).toEqual([]);
  });
});

describe('a button below a verdict', () => {
  const compare = { kind: 'compare', cardId: CARD.id } as const;
  const whole = { kind: 'whole', cardId: CARD.id } as const;

  test.each([
    ['active', true],
    ['suspended', false],
    ['draft', false],
  ])('of a card that is %s is good: %s', async (status, expected) => {
    rows.look_up_card = [rowOf(status)];
    expect(await replies.compare.isGood?.(compare)).toBe(expected);
    expect(await replies.whole.isGood?.(whole)).toBe(expected);
    expect(statements).toEqual(Array(2).fill(['look_up_card', [CARD.id]]));
  });

  test('of a card that is gone is good no more, and says so', async () => {
    expect(await replies.compare.isGood?.(compare)).toBe(false);
    for (const message of [
      replies.compare.message(compare, TO, null),
      replies.whole.message(whole, TO, null),
    ]) {
      expect(await message).toEqual({
        type: 'text',
        text: expect.stringContaining('no longer good'),
        buttons: [],
      });
    }
  });

  test('brings both photos, or the whole description', async () => {
    rows.look_up_card = [rowOf()];
    expect(await replies.compare.message(compare, TO, null)).toEqual({
      type: 'photos',
      photos: [`photo of ${CARD.id}`],
      otherwise: expect.stringContaining('cannot be shown right now'),
    });
    expect(await replies.whole.message(whole, TO, null)).toEqual({
      type: 'text',
      text: '<b>Griffin</b>\n\nMint',
      buttons: [],
    });
  });
});
