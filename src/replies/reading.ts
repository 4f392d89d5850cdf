import type { Reply } from './reply.ts';

/** Finds in what anybody may send the reply that they ask for. Pure; null: they ask for none. */
export interface Reading {
  /**
   * @param texts what a message says, in the order in which it counts
   * @param typed what of it the person typed
   */
  ofTexts(texts: readonly string[], typed: string): Reply | null;
  /** @param payload what a link into the bot handed over with `/start` */
  ofPayload(payload: string): Reply | null;
  /**
   * `stale`: it begins as the data of such a button, and no button has it.
   *
   * @param data what came with a press, which may be anything
   */
  ofPress(data: string | undefined): Reply | 'stale' | null;
}
