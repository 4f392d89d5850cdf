import { randomUUID } from 'node:crypto';
import { createCode } from '../../codes/verification-code.ts';
import { eventOf, type Inputs, type MakeEvent } from '../../screens/inputs.ts';

/** The id and the code of the card to come are drawn here: the machine has no chance of its own. */
const add: MakeEvent = (id) => ({ id, type: 'ADD', cardId: randomUUID(), code: createCode() });

export const addCardInputs = {
  buttons: { add, resume: eventOf('RESUME') },
  commands: { add },
} satisfies Inputs;
