import { describe, expect, test } from 'vitest';
import type { CardPage } from '../../machines/parts/cards/slice.ts';
import { atOpenedCard, changed, createAdmin, EMPTY_PAGE, LISTED_CARD, suspend } from './admin.ts';
import { viewOf } from './cases.ts';

const newer = { registeredAt: '2026-11-22T10:00:00Z', id: LISTED_CARD };
const older = { registeredAt: '2026-11-21T10:00:00Z', id: LISTED_CARD };

function atList(page: CardPage = { ...EMPTY_PAGE, newer, older }) {
  const admin = createAdmin();
  admin.does('CARDS');
  admin.done(page);
  return admin;
}

describe('the list', () => {
  test('begins with the newest, and is turned page by page', () => {
    const admin = createAdmin();
    admin.does('CARDS');
    expect(admin.operation).toMatchObject({
      name: 'listCards',
      input: { page: { from: 'newest' } },
    });
    admin.done({ ...EMPTY_PAGE, newer, older });
    admin.does('OLDER');
    expect(admin.operation.input).toEqual({ page: { from: 'older', cursor: older } });
    admin.done({ ...EMPTY_PAGE, newer, older });
    admin.does('NEWER');
    expect(admin.operation.input).toEqual({ page: { from: 'newer', cursor: newer } });
  });

  test('has no page beyond its ends', () => {
    const admin = atList(EMPTY_PAGE);
    for (const event of ['OLDER', 'NEWER'] as const) {
      admin.does(event);
      expect([admin.at, admin.notice]).toEqual(['cards.shown', 'not_here']);
    }
  });

  test('comes back at the page where a card was opened', () => {
    const admin = atList();
    admin.does('OLDER');
    admin.done(EMPTY_PAGE);
    admin.opens(LISTED_CARD);
    admin.done(viewOf(LISTED_CARD, 'active'));
    admin.does('BACK');
    expect(admin.operation.input).toEqual({ page: { from: 'older', cursor: older } });
    admin.does('CARDS');
    expect(admin.operation.input).toEqual({ page: { from: 'newest' } });
  });

  test('is forgotten as a place to come back to at home', () => {
    const admin = atList();
    admin.does('OLDER');
    admin.done(EMPTY_PAGE);
    admin.opens(LISTED_CARD);
    admin.does('HOME');
    admin.opens(LISTED_CARD);
    admin.done(viewOf(LISTED_CARD, 'active'));
    admin.does('BACK');
    expect(admin.operation.input).toEqual({ page: { from: 'newest' } });
  });

  test('comes back at the same page when the card turns out to be gone, or is discarded', () => {
    for (const end of ['gone', 'discarded']) {
      const admin = atList();
      admin.does('OLDER');
      admin.done(EMPTY_PAGE);
      admin.opens(LISTED_CARD);
      admin.done(viewOf(LISTED_CARD, 'draft'));
      admin.does('DISCARD');
      admin.does('CONFIRM');
      admin.done({ type: end });
      expect(admin.operation.input).toEqual({ page: { from: 'older', cursor: older } });
      expect(admin.context.trail).toEqual([]);
    }
  });

  test('asked for again while it is read is read anew', () => {
    const admin = createAdmin();
    admin.does('CARDS');
    const { id } = admin.operation;
    admin.does('CARDS');
    expect(admin.operation.name).toBe('listCards');
    expect(admin.operation.id).not.toBe(id);
  });
});

describe('an opened card', () => {
  test('has its photos sent once, however often it is shown', () => {
    const admin = atOpenedCard('active');
    expect(admin.sent).toEqual([`photos ${LISTED_CARD}`]);
    suspend(admin);
    admin.done(changed('suspended'));
    expect(admin.at).toBe('openedCard.shown');
    expect(admin.sent).toEqual([`photos ${LISTED_CARD}`]);
  });

  test('has no photos sent when it has none', () => {
    const admin = createAdmin();
    admin.opens(LISTED_CARD);
    admin.done(viewOf(LISTED_CARD, 'draft', 0));
    expect(admin.sent).toEqual([]);
  });

  test('that is gone leads to the list, with a word', () => {
    const admin = createAdmin();
    admin.opens(LISTED_CARD);
    admin.done(null);
    expect([admin.at, admin.notice]).toEqual(['cards.loading', 'card_gone']);
    admin.done(EMPTY_PAGE);
    expect([admin.at, admin.notice]).toEqual(['cards.shown', 'card_gone']);
  });

  test('is put under review with a reason, and active again without one', () => {
    const admin = atOpenedCard('active');
    admin.does('SUSPEND');
    expect([admin.at, admin.operation.name]).toEqual(['openedCard.reason', null]);
    admin.types('Returned by the buyer');
    expect(admin.operation).toMatchObject({
      name: 'changeCard',
      input: {
        cardId: LISTED_CARD,
        change: 'suspend',
        seen: 'active',
        reason: 'Returned by the buyer',
      },
    });
    admin.done(changed('suspended'));
    expect([admin.at, admin.notice]).toEqual(['openedCard.shown', 'card_suspended']);
    admin.does('ACTIVATE');
    const again = { cardId: LISTED_CARD, change: 'activate', seen: 'suspended', reason: null };
    expect(admin.operation.input).toEqual(again);
    admin.done(changed('active'));
    expect([admin.at, admin.notice]).toEqual(['openedCard.shown', 'card_activated']);
  });

  test.each([
    ['MARK_STOLEN', 'stolen', 'card_stolen', 'markStolen'],
    ['RETIRE', 'retired', 'card_retired', 'retire'],
  ] as const)('is asked for the reason and once more: %s', (event, status, notice, change) => {
    const admin = atOpenedCard('active');
    admin.does(event);
    admin.types('Gone');
    expect([admin.at, admin.operation.name]).toEqual(['openedCard.confirming', null]);
    admin.does('BACK');
    admin.types('Gone since Friday');
    admin.does('CONFIRM');
    expect(admin.operation.input).toEqual({
      ...{ cardId: LISTED_CARD, change, seen: 'active', reason: 'Gone since Friday' },
    });
    admin.done(changed(status));
    expect([admin.at, admin.notice]).toEqual(['openedCard.shown', notice]);
  });

  test.each([
    ['ab', 'reason_too_short'],
    ['x'.repeat(201), 'reason_too_long'],
  ])('is not changed for the reason "%s"', (reason, notice) => {
    const admin = atOpenedCard('active');
    admin.does('RETIRE');
    admin.types(reason);
    expect([admin.at, admin.notice]).toEqual(['openedCard.reason', notice]);
    for (const fits of ['abc', 'x'.repeat(200)]) {
      admin.types(fits);
      expect(admin.at).toBe('openedCard.confirming');
      admin.does('BACK');
    }
    admin.does('BACK');
    expect(admin.at).toBe('openedCard.shown');
  });

  test.each([
    ['draft', ['ACTIVATE', 'SUSPEND', 'MARK_STOLEN', 'RETIRE']],
    ['active', ['CONTINUE', 'DISCARD', 'ACTIVATE']],
    ['suspended', ['CONTINUE', 'DISCARD', 'SUSPEND']],
    ['stolen', ['CONTINUE', 'DISCARD', 'SUSPEND', 'MARK_STOLEN']],
    ['retired', ['CONTINUE', 'DISCARD', 'SUSPEND', 'RETIRE']],
  ] as const)('that is %s takes nothing that is not for it', (status, events) => {
    const admin = atOpenedCard(status);
    for (const event of events) {
      admin.does(event);
      expect([admin.at, admin.notice]).toEqual(['openedCard.shown', 'not_here']);
    }
  });

  test('has its QR code sent each time that it is asked for', () => {
    const admin = atOpenedCard('active');
    const { code } = viewOf(LISTED_CARD, 'active');
    admin.does('QR');
    admin.does('QR');
    expect(admin.sent.slice(1)).toEqual([`qr ${code}`, `qr ${code}`]);
    expect(new Set(admin.context.deliveries.map(({ key }) => key)).size).toBe(3);
  });
});

describe('discarding a draft', () => {
  test('asks first', () => {
    const admin = atOpenedCard('draft');
    admin.does('DISCARD');
    expect(admin.at).toBe('openedCard.confirming');
    admin.does('BACK');
    expect(admin.at).toBe('openedCard.shown');
    admin.does('CONFIRM');
    expect([admin.at, admin.notice]).toEqual(['openedCard.shown', 'not_here']);
  });

  test('leads to the list, with a word', () => {
    const admin = atOpenedCard('draft');
    admin.does('DISCARD');
    admin.does('CONFIRM');
    expect(admin.operation).toMatchObject({
      name: 'changeCard',
      input: { cardId: LISTED_CARD, change: 'discard' },
    });
    admin.done({ type: 'discarded' });
    expect([admin.at, admin.notice]).toEqual(['cards.loading', 'draft_discarded']);
    expect(admin.operation.name).toBe('listCards');
  });

  test('that came too late shows the card as it is now', () => {
    const admin = atOpenedCard('draft');
    admin.does('DISCARD');
    admin.does('CONFIRM');
    admin.done({ type: 'not_a_draft' });
    expect([admin.at, admin.notice]).toEqual(['openedCard.loading', 'not_a_draft']);
    admin.done(viewOf(LISTED_CARD, 'active'));
    expect([admin.at, admin.notice]).toEqual(['openedCard.shown', 'not_a_draft']);
    expect(admin.opened?.status).toBe('active');
  });
});

test('the statistics are read each time that they are asked for', () => {
  const admin = createAdmin();
  admin.does('STATISTICS');
  const statistics = {
    cards: 2,
    active: 1,
    drafts: 1,
    suspended: 1,
    stolen: 0,
    retired: 0,
    visits: null,
    top: [],
  };
  admin.done(statistics);
  expect(admin.at).toBe('statistics.shown');
  expect(admin.context.slice).toEqual({ part: 'statistics', totals: statistics });
  admin.does('STATISTICS');
  expect(admin.operation.name).toBe('loadStatistics');
});
