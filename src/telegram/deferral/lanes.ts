import { z } from 'zod';

/** An update as Telegram gave it in a batch. */
export interface Delivered {
  readonly id: number;
  /** Which of the batch it is: ids have no order over time. */
  readonly place: number;
  /** Names the chat, within which updates are taken in order. */
  readonly lane: string;
  readonly raw: unknown;
}

/** What one call of getUpdates gave. */
export interface Batch {
  /** The updates of each chat, in Telegram's order. */
  readonly lanes: readonly (readonly Delivered[])[];
  /** The offset that confirms all of them; null where none has an id. */
  readonly end: number | null;
}

const chat = z.object({ chat: z.object({ id: z.int() }) });

const laneSchema = z.object({
  update_id: z.int(),
  message: chat.optional().catch(undefined),
  my_chat_member: chat.optional().catch(undefined),
  callback_query: z
    .object({ from: z.object({ id: z.int() }) })
    .optional()
    .catch(undefined),
});

/** Sorts a batch by chat; what names no chat is a lane of its own, and what has no id is left out. */
export function sortByLane(updates: readonly unknown[]): Batch {
  const lanes = new Map<string, Delivered[]>();
  let end: number | null = null;
  for (const [place, raw] of updates.entries()) {
    const parsed = laneSchema.safeParse(raw);
    if (!parsed.success) continue;
    const { update_id: id, message, my_chat_member: member, callback_query: query } = parsed.data;
    const found = message?.chat.id ?? member?.chat.id ?? query?.from.id;
    const name = String(found ?? `update ${id}`);
    const lane = lanes.get(name) ?? [];
    lane.push({ id, place, lane: name, raw });
    lanes.set(name, lane);
    end = id + 1;
  }
  return { lanes: [...lanes.values()], end };
}
