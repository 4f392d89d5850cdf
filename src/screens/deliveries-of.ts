import type { Delivery } from '../../machines/session/context.ts';
import type { Translator } from '../locales/translator.ts';
import type { Message } from './message.ts';

/** One message of a delivery; each is noted by its own key, so that what was sent is not sent again for the sake of the rest. */
export interface DeliveryPart {
  readonly key: string;
  /** Makes the message; null: there is nothing to send any more. Throws what the database throws. */
  message(): Promise<Message | null>;
}

/** What one kind of delivery is made of, in the order in which it is sent. */
export interface DeliveryKind<D extends Delivery> {
  partsOf(delivery: D, translator: Translator): DeliveryPart[];
}

/** The kinds of all these deliveries; one that is missing does not compile. */
export type DeliveriesOf<Kind extends Delivery['kind']> = {
  readonly [K in Kind]: DeliveryKind<Extract<Delivery, { kind: K }>>;
};
