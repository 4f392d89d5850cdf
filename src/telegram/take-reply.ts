import type { Database } from '../database/database.ts';
import type { Faults } from '../faults.ts';
import type { Replies } from '../replies/replies.ts';
import type { AddressedReply } from '../replies/reply.ts';
import type { TakenReply } from '../replies/reply-kind.ts';
import { takeUpdate, type UpdateId } from '../updates/take-update.ts';
import type { Answering } from './answers/answering.ts';
import type { Remembered } from './remembered.ts';
import { type Intent, recipientOf } from './routing.ts';

export interface TakingReplyDependencies {
  readonly database: Database;
  readonly replies: Pick<Replies, 'kindOf'>;
  readonly answering: Pick<Answering, 'take'>;
  /**
   * The albums that were answered: Telegram delivers their photos one by one, and ten of them need one
   * answer. One that another process takes is answered once more, which does no harm.
   */
  readonly albums: Remembered<string>;
  readonly faults: Faults;
}

export type ReplyIntent = Omit<Extract<Intent, { type: 'reply' }>, 'type'>;

/** Names an album among those of everybody; null: the message is in none. */
export function albumOf({ person, album }: Pick<ReplyIntent, 'person' | 'album'>): string | null {
  return album === undefined ? null : `${person.id}:${album}`;
}

/** Takes an update that asks for a reply; the reply follows. Throws what the database throws. */
export async function takeReply(
  { database, replies, answering, albums, faults }: TakingReplyDependencies,
  id: UpdateId,
  intent: ReplyIntent,
): Promise<'taken' | 'duplicate'> {
  const { person, reply } = intent;
  const kind = replies.kindOf(reply);
  const addressed = { ...recipientOf(intent), reply };
  const album = albumOf(intent);
  const take = async (
    isHeld: boolean,
    payload: AddressedReply | null = addressed,
  ): Promise<TakenReply | null> => {
    const taken =
      kind.take === undefined
        ? await takeUpdate(database, id, person, payload, isHeld)
        : await kind.take({ id, person, addressed }, isHeld);
    if (album !== null) albums.add(album);
    await faults('after-take');
    return taken;
  };
  await faults('before-take-commit');
  const isAnswered = kind.take === undefined && album !== null && albums.has(album);
  const taken = isAnswered ? await take(false, null) : await answering.take(id, addressed, take);
  if (taken === null) return 'duplicate';
  kind.onTaken?.(taken.found ?? null);
  return 'taken';
}
