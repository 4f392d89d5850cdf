import { z } from 'zod';
import { textMessage } from '../screens/message.ts';
import type { RepliesOf, ReplyKind, ReplyTo } from './reply-kind.ts';
import type { Shop } from './shop.ts';

type CommonKind = 'greeting' | 'help' | 'hint' | 'id' | 'admins_only' | 'failed' | 'slow_down';

/** What anybody may be answered, whatever the bot can do. */
export type CommonReply = { [K in CommonKind]: { readonly kind: K } }[CommonKind];

/** Their texts. */
export function createCommonReplies(shop: Shop): RepliesOf<CommonReply> {
  return {
    greeting: saying('greeting', ({ translator: { t } }) =>
      shop.name === null ? t('greeting') : t('greeting-of-shop', { shop: shop.name }),
    ),
    help: saying('help', ({ translator: { t } }) => t('help-customer')),
    hint: saying('hint', ({ translator: { t } }) => t('hint')),
    id: saying('id', ({ personId, translator: { t } }) => t('your-id', { id: String(personId) })),
    admins_only: saying('admins_only', ({ translator: { t } }) => t('admins-only')),
    failed: saying('failed', ({ translator: { t } }) => t('reply-failed')),
    slow_down: saying('slow_down', ({ translator: { t } }) => t('slow-down')),
  };
}

/** A reply that is one text, and that nothing but its kind is stored of. */
function saying<K extends string>(
  kind: K,
  text: (to: ReplyTo) => string,
): ReplyKind<{ readonly kind: K }> {
  return {
    schema: z.object({ kind: z.literal(kind) }),
    label: 'reply',
    message: (_reply, to) => textMessage(text(to)),
  };
}
