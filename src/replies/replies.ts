import { z } from 'zod';
import type { CommonReply } from './common-replies.ts';
import { type AddressedReply, type Reply, recipientSchema } from './reply.ts';
import type { RepliesOf, ReplyKind } from './reply-kind.ts';

/** A kind among others: the replies that it is given are those that its own schema reads. */
export type AnyReplyKind = ReplyKind<Reply, unknown>;

/** The kinds of replies of all features. */
export interface Replies {
  /** Throws a `TypeError` when nobody brings the kind. */
  kindOf(reply: Reply): AnyReplyKind;
  /** Reads what was stored with an update, which a newer version may have written. Throws when it cannot be read. */
  read(payload: unknown): AddressedReply;
}

const addressedSchema = recipientSchema.extend({ reply: z.looseObject({ kind: z.string() }) });

/** Gathers what everybody may be answered and what features bring. Throws a `TypeError` when two bring the same kind. */
export function createReplies(
  common: RepliesOf<CommonReply>,
  ...features: readonly Readonly<Record<string, AnyReplyKind>>[]
): Replies {
  const kinds = new Map<string, AnyReplyKind>();
  for (const [name, kind] of [common, ...features].flatMap(Object.entries<AnyReplyKind>)) {
    if (kinds.has(name)) throw new TypeError(`two features bring the reply "${name}"`);
    kinds.set(name, kind);
  }

  function kindOf(reply: Reply): AnyReplyKind {
    const kind = kinds.get(reply.kind);
    if (kind === undefined) throw new TypeError('nobody brings this kind of reply');
    return kind;
  }
  return {
    kindOf,
    read(payload) {
      const addressed = addressedSchema.parse(payload);
      return { ...addressed, reply: kindOf(addressed.reply).schema.parse(addressed.reply) };
    },
  };
}
