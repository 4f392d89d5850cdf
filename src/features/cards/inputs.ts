import { eventOf, type Inputs } from '../../screens/inputs.ts';

export const cardsInputs = {
  buttons: {
    cards: eventOf('CARDS'),
    older: eventOf('OLDER'),
    newer: eventOf('NEWER'),
    continue: eventOf('CONTINUE'),
    discard: eventOf('DISCARD'),
    off: eventOf('DEACTIVATE'),
    on: eventOf('REACTIVATE'),
    qr: eventOf('QR'),
  },
  cardButtons: { open: (id, cardId) => ({ id, type: 'OPEN', cardId }) },
  commands: { cards: eventOf('CARDS') },
} satisfies Inputs;
