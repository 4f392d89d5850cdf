import { eventOf, type Inputs } from '../../screens/inputs.ts';

export const statisticsInputs = {
  buttons: { stats: eventOf('STATISTICS') },
  commands: { stats: eventOf('STATISTICS') },
} satisfies Inputs;
