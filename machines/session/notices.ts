/** Notices of no part alone: one sentence shown above a screen. The text of each is the message `notice-<code>` of the catalogues. */
export const SESSION_NOTICES = [
  'album_first_taken',
  'card_changed',
  'card_gone',
  'help',
  'not_here',
  'nothing_to_cancel',
  'photo_wanted',
  'session_reset',
  'stale_button',
  'still_saving',
  'text_wanted',
  'unexpected',
  'unknown_command',
] as const;

export type SessionNotice = (typeof SESSION_NOTICES)[number];
