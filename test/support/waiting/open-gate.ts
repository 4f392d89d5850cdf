import { createGate } from '../../../src/telegram/gate/gate.ts';

/** What a client of the Bot API needs to know to send as fast as it can. */
export const OPEN_GATE = { gate: createGate(null), urgency: 'reply', isPaid: false } as const;
