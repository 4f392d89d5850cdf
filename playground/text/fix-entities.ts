import type { MessageEntity } from '@grammyjs/types';
import { overlap } from './find-entities.ts';

/** These may overlap anything; neighbours and overlapping ones of a kind become one. */
const SPLITTABLE = ['bold', 'italic', 'underline', 'strikethrough', 'spoiler'];

const QUOTES = ['blockquote', 'expandable_blockquote'];

/** Entities with the same place come in this order. */
const ORDER = [...QUOTES, 'pre', 'code', 'text_link', 'text_mention', 'custom_emoji'];

/**
 * Brings entities into the form in which Telegram gives them back: sorted, same kinds united,
 * nothing inside code, quotes and links not inside their like.
 * @param found what Telegram found by itself: it gives way to what was marked
 */
export function fixEntities(marked: MessageEntity[], found: MessageEntity[]): MessageEntity[] {
  if (marked.length === 0) return found;
  const quotes = withoutOverlaps(marked.filter(({ type }) => QUOTES.includes(type)));
  const firm = withoutOverlaps(
    marked.filter(({ type }) => !SPLITTABLE.includes(type) && !QUOTES.includes(type)),
  );
  const code = firm.filter(({ type }) => type === 'pre' || type === 'code');
  const soft = SPLITTABLE.flatMap((kind) => unite(marked.filter(({ type }) => type === kind)));
  const free = found.filter((entity) => !firm.some((other) => overlap(other, entity)));
  const outside = soft.filter((entity) => !code.some((other) => overlap(other, entity)));
  return [...quotes, ...firm, ...outside, ...free].sort(inOrder);
}

function withoutOverlaps(entities: MessageEntity[]): MessageEntity[] {
  const kept: MessageEntity[] = [];
  for (const entity of entities.toSorted(inOrder)) {
    const last = kept.at(-1);
    if (last === undefined || !overlap(last, entity)) kept.push(entity);
  }
  return kept;
}

function unite(entities: MessageEntity[]): MessageEntity[] {
  const united: MessageEntity[] = [];
  for (const entity of entities.toSorted(inOrder)) {
    const last = united.at(-1);
    if (last !== undefined && entity.offset <= last.offset + last.length) {
      const end = Math.max(last.offset + last.length, entity.offset + entity.length);
      united.splice(-1, 1, { ...last, length: end - last.offset });
    } else {
      united.push(entity);
    }
  }
  return united;
}

function inOrder(a: MessageEntity, b: MessageEntity): number {
  return a.offset - b.offset || b.length - a.length || rank(a) - rank(b);
}

function rank({ type }: MessageEntity): number {
  const index = ORDER.indexOf(type);
  return index === -1 ? ORDER.length + SPLITTABLE.indexOf(type) : index;
}
