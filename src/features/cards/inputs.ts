import { eventOf, type Inputs } from '../../screens/inputs.ts';

export const cardsInputs = {
  buttons: {
    cards: eventOf('CARDS'),
    older: eventOf('OLDER'),
    newer: eventOf('NEWER'),
    continue: eventOf('CONTINUE'),
    discard: eventOf('DISCARD'),
    activate: eventOf('ACTIVATE'),
    suspend: eventOf('SUSPEND'),
    stolen: eventOf('MARK_STOLEN'),
    retire: eventOf('RETIRE'),
    qr: eventOf('QR'),
  },
  cardButtons: { open: (id, cardId) => ({ id, type: 'OPEN', cardId }) },
  commands: { cards: eventOf('CARDS') },
} satisfies Inputs;
