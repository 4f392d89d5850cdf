/**
 * The link that the QR code carries: it opens the bot and hands it the code.
 *
 * @param botUsername without the @, as in Telegram's `getMe`
 * @param code a verification code in its stored form
 * @see https://core.telegram.org/bots/features#deep-linking (at most 64 of `A-Za-z0-9_-`)
 */
export function verificationLink(botUsername: string, code: string): string {
  return `https://t.me/${botUsername}?start=${code}`;
}

/**
 * Telegram's share link: it opens a list of chats, and sends `link` with `text` to the chosen one.
 *
 * @param text any text, also one that is not well-formed
 * @see https://core.telegram.org/widgets/share
 */
export function shareLink(link: string, text: string): string {
  return `https://t.me/share/url?url=${encodeURIComponent(link)}&text=${encodeURIComponent(text.toWellFormed())}`;
}
