import type { Translator } from '../locales/translator.ts';
import type { DeliveryPart } from '../screens/deliveries-of.ts';
import type { ScreenRequest } from '../session/ports.ts';
import { outcomeOf } from './outcome.ts';
import { type MessageDependencies, sendMessage } from './send-message.ts';

type Delivery = ScreenRequest['snapshot']['context']['deliveries'][number];

export interface DeliveryDependencies extends MessageDependencies {
  /** What a delivery is made of. */
  readonly partsOf: (delivery: Delivery, translator: Translator) => DeliveryPart[];
}

/**
 * Sends what a screen wants sent once and what was not sent yet, and notes it. What Telegram refuses
 * for good is logged and counts as sent: the screen behind it matters more. Returns whether anything
 * was sent; throws what grammY throws for the rest.
 */
export async function sendDeliveries(
  dependencies: DeliveryDependencies,
  request: ScreenRequest,
  translator: Translator,
  signal: AbortSignal,
): Promise<boolean> {
  const { adminId, topic, snapshot, delivered, noteDelivered } = request;
  const chat = { id: adminId, topic };
  const parts = snapshot.context.deliveries
    .flatMap((delivery) => dependencies.partsOf(delivery, translator))
    .filter(({ key }) => !delivered.includes(key));
  for (const part of parts) {
    try {
      const message = await part.message();
      if (message !== null) await sendMessage(dependencies, chat, message, signal);
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome.type !== 'refused') throw error;
      const reason = outcome.description;
      dependencies.log.error(
        { code: 'delivery_refused', adminId, reason },
        'a delivery was refused',
      );
    }
    await noteDelivered(part.key);
  }
  return parts.length > 0;
}
