interface ErrorEvent {
  event: { error: unknown };
}

/** Reads the code of a failed operation from its error event; what is not in that form is `unexpected`. */
export function failureCode(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : 'unexpected';
}

/** The code of the failure that an error event tells of, as the params of a guard or an action. */
export const codeOf = ({ event }: ErrorEvent) => ({ code: failureCode(event.error) });

/** Asks whether the operation failed because its card is no longer there. */
export const whenCardGone = { type: 'cardGone', params: codeOf } as const;

/** Asks whether the operation changed nothing because somebody else changed its card first. */
export const whenCardChanged = { type: 'cardChanged', params: codeOf } as const;

/** Keeps the code of the failure, for the screen that offers to try again. */
export const recordFailure = { type: 'fail', params: codeOf } as const;
