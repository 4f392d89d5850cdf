import type { StateValueFrom } from 'xstate';
import type { AdminMachine } from './admin-session.ts';

type Value = StateValueFrom<AdminMachine>;
type Parents<V> = V extends string ? never : keyof V;

type Children<V> = V extends string
  ? never
  : {
      [Parent in keyof V & string]: NonNullable<V[Parent]> extends string
        ? `${Parent}.${NonNullable<V[Parent]>}`
        : never;
    }[keyof V & string];

/** A state of the admin session in which it can rest, written with dots: `home`, `addCard.name`. */
export type StatePath =
  | Exclude<Extract<Value, string>, Parents<Value>>
  | Exclude<Children<Value>, 'addCard.resuming'>;

/** Says in which state a snapshot is. */
export function statePath({ value }: { readonly value: Value }): StatePath {
  if (typeof value === 'string') return value as StatePath;
  const [[parent, child] = []] = Object.entries(value);
  return `${parent}.${child}` as StatePath;
}
