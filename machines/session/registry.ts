import type { SessionNotice } from './notices.ts';
import type { PhotoFile } from './nouns.ts';

// What a session is made of. A part adds what is its own by merging into these interfaces
// (`declare module`, in its `slice.ts`), so that its words are written once and nobody lists them.

/** What a part remembers as long as the session is in it. */
// biome-ignore lint/suspicious/noEmptyInterface: parts merge into it
export interface Slices {}

/** What a part remembers wherever the session is: work that is not finished. */
// biome-ignore lint/suspicious/noEmptyInterface: parts merge into it
export interface KeptSlices {}

/** What it takes to come back to a part with *Back*. */
// biome-ignore lint/suspicious/noEmptyInterface: parts merge into it
export interface Places {}

/** What the effect of each operation takes and gives, by the name that the machine invokes it with. */
// biome-ignore lint/suspicious/noEmptyInterface: parts merge into it
export interface OperationTypes {}

/** The codes of all notices. */
export interface Notices extends Record<SessionNotice, true> {}

/**
 * What an admin can do, by the type of the event, with what the event carries beside its id. `album` is
 * Telegram's `media_group_id` of what came in an album; `captioned` says that a text came with the photo,
 * and `isCode` that a text is a verification code or a link. `UNEXPECTED` is all that no step takes:
 * stickers, voices, polls. `STALE` is a press of a button of an older screen.
 */
export interface EventData {
  HOME: object;
  HELP: object;
  PHOTO: { photo: PhotoFile; album: string | null; captioned: boolean };
  TEXT: {
    text: string;
    textCharacters: number;
    line: string;
    lineCharacters: number;
    isCode: boolean;
  };
  SKIP: object;
  BACK: object;
  CANCEL: object;
  RETRY: object;
  CONFIRM: object;
  QR: object;
  STALE: object;
  UNKNOWN_COMMAND: object;
  UNEXPECTED: { album: string | null };
}
