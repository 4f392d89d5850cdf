import { cardNameOf } from '../../cards/card-name.ts';
import { formatCode } from '../../codes/verification-code.ts';
import { verificationLink } from '../../codes/verification-link.ts';
import type { Database } from '../../database/database.ts';
import { drawLabel } from '../../images/draw-label.ts';
import type { Translator } from '../../locales/translator.ts';
import { knownPicture } from '../../photos/picture-rows.ts';
import type { Showables } from '../../photos/showables.ts';
import type { DeliveriesOf, DeliveryPart } from '../../screens/deliveries-of.ts';
import { textMessage } from '../../screens/message.ts';
import { fitHtml, LONGEST_CAPTION, parsedLength } from '../../text/html.ts';

export interface CardDeliveryDependencies {
  readonly database: Database;
  readonly showables: Showables;
  readonly botUsername: string;
}

/** What of a card is sent once beside a screen: its picture, and its label. */
export function createCardDeliveries(
  dependencies: CardDeliveryDependencies,
): DeliveriesOf<'photos' | 'qr'> {
  const { database, showables } = dependencies;
  return {
    photos: {
      partsOf: ({ key, cardId }, { t }) => [
        {
          key,
          message: async () => ({
            type: 'picture',
            pictures: showables.pictureOf(cardId, await knownPicture(database, cardId)),
            textFor: (seen) =>
              seen === 'photos_away' ? { text: t('photos-later'), buttons: [] } : null,
          }),
        },
      ],
    },
    qr: { partsOf: ({ key, code }, translator) => labelParts(dependencies, key, code, translator) },
  };
}

/** The label of a card, to look at and to print; one whose card is gone by now is not sent. */
function labelParts(
  { botUsername, database }: CardDeliveryDependencies,
  key: string,
  code: string,
  { t }: Translator,
): DeliveryPart[] {
  const label = { code: formatCode(code), link: verificationLink(botUsername, code) };
  return [
    {
      key,
      async message() {
        const name = await cardNameOf(database, code);
        if (name === null) return textMessage(t('qr-gone'));
        const bytes = await drawLabel(label, 'screen');
        const rest = t('qr-caption', label);
        const title = fitHtml(t('qr-title', { name }), LONGEST_CAPTION - parsedLength(rest) - 1);
        const caption = `${title}\n${rest}`;
        return { type: 'file', sentAs: 'photo', name: 'qr.png', bytes, caption };
      },
    },
    {
      key: `${key}:file`,
      async message() {
        const name = await cardNameOf(database, code);
        if (name === null) return null;
        const bytes = await drawLabel(label, 'print');
        const caption = fitHtml(t('qr-file-caption', { name }), LONGEST_CAPTION);
        const file = `cardseal-${label.code}.png`;
        return { type: 'file', sentAs: 'document', name: file, bytes, caption };
      },
    },
  ];
}
