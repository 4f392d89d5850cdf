import { eventOf, type Inputs } from '../../screens/inputs.ts';

export const homeInputs = {
  buttons: { home: eventOf('HOME') },
  commands: { admin: eventOf('HOME') },
} satisfies Inputs;
