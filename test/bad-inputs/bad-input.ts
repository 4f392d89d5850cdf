import type { Message } from '@grammyjs/types';

/** Where somebody is when they send it: an admin at home or at a step of the wizard, or a customer. */
export type Place =
  | 'home'
  | 'originalPhoto'
  | 'name'
  | 'nameQuestion'
  | 'description'
  | 'packagedPhoto'
  | 'customer';

/** A file as somebody uploads it; `bytes` are made when they are needed. */
export interface SentFile {
  readonly bytes: () => Buffer | Promise<Buffer>;
  readonly as?: 'photo' | 'document';
  readonly name?: string;
  readonly type?: string;
  readonly caption?: string;
}

/** Who sends, as far as a forged update has to name them, and the newest message and revision of their chat. */
export interface Sender {
  readonly from: {
    readonly id: number;
    readonly is_bot: boolean;
    readonly first_name: string;
    readonly language_code: string;
  };
  readonly chat: { readonly id: number; readonly type: 'private'; readonly first_name: string };
  readonly message: number;
  readonly revision: number;
}

/**
 * What is sent.
 * - `text`: a message with this text, as the Bot API would bring it
 * - `message`: a message with these fields
 * - `file`: an upload
 * - `press`: this callback data on the newest screen; `{revision}` stands for the screen's own
 * - `update`: any update without its id
 * - `body`: the whole body of a webhook call, which is to be answered with this HTTP status
 */
export type Sending =
  | { readonly text: string }
  | { readonly message: Partial<Message> }
  | { readonly file: SentFile }
  | { readonly press: string }
  | { readonly update: (sender: Sender) => Record<string, unknown> }
  | { readonly body: unknown; readonly status: 200 | 400 };

/** What comes of a good input in disguise: where it leads, and what of the wizard's card then reads so. */
export interface Taken {
  readonly to: Place;
  readonly name?: string;
  readonly description?: string;
}

/**
 * One input that nobody should send, and what is to come of it. Unless it is `taken`, nothing may
 * change: neither the step and its card, nor a row, nor an object in the store.
 */
export interface BadInput {
  readonly name: string;
  readonly at: Place;
  readonly sends: Sending;
  /** A part of what the person reads then; null: nobody is due an answer, and none comes. */
  readonly sees: string | null;
  readonly taken?: Taken;
}
