import type { Delivery } from '../../machines/session/context.ts';
import {
  type CardDeliveryDependencies,
  createCardDeliveries,
} from '../features/cards/deliveries.ts';
import type { DeliveriesOf, DeliveryKind } from '../screens/deliveries-of.ts';

/** Gathers what screens have sent beside them; returns what a delivery is made of. A kind that is missing does not compile. */
export function gatherDeliveries(
  dependencies: CardDeliveryDependencies,
): DeliveryKind<Delivery>['partsOf'] {
  const kinds: DeliveriesOf<Delivery['kind']> = { ...createCardDeliveries(dependencies) };
  return (delivery, translator) => {
    const kind: DeliveryKind<Delivery> = kinds[delivery.kind];
    return kind.partsOf(delivery, translator);
  };
}
