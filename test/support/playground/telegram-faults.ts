/** A way in which a call of the Bot API goes wrong, and what the bot makes of it. */
export interface TelegramFault {
  readonly name: string;
  readonly fault: { kind: 'error' | 'drop_before' | 'drop_after'; error_code?: number };
  readonly retryAfter?: number;
  /** The code under which it is logged, after `screen_` or `answer_`; null: it is waited out within the call. */
  readonly logged: 'postponed' | null;
}

const error = { kind: 'error' } as const;
/** How calls fail that may be tried again. */
export const TELEGRAM_FAULTS: readonly TelegramFault[] = [
  { name: '429 for 2 s', fault: { ...error, error_code: 429 }, retryAfter: 2, logged: null },
  {
    name: '429 for 60 s',
    fault: { ...error, error_code: 429 },
    retryAfter: 60,
    logged: 'postponed',
  },
  { name: '500', fault: { ...error, error_code: 500 }, logged: 'postponed' },
  {
    name: 'cut before the effect',
    fault: { kind: 'drop_before' },
    logged: 'postponed',
  },
  { name: 'cut after the effect', fault: { kind: 'drop_after' }, logged: 'postponed' },
];
