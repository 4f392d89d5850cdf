/** What a phone does with an address that someone tapped or scanned. */
export type LinkAction =
  /** The bot is opened and `/start <payload>` is sent to it. */
  | { readonly kind: 'start'; readonly payload: string }
  /** The address and a text are shared with someone. */
  | { readonly kind: 'share'; readonly url: string; readonly text: string }
  /** It has nothing to do with the bot. */
  | { readonly kind: 'none' };

/** What a deep link may carry (core.telegram.org/bots/features#deep-linking). */
const PAYLOAD = /^[\w-]{1,64}$/;

/**
 * Reads an address as a phone does: deep links to the bot and share links, as `https://t.me/…`,
 * `t.me/…` or `tg://…`.
 */
export function readLink(address: string, botUsername: string): LinkAction {
  const trimmed = address.trim();
  const url = URL.parse(/^[a-z]+:/i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null) return { kind: 'none' };
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  const isTelegram = isWeb && ['t.me', 'telegram.me', 'www.t.me'].includes(url.host);
  if (isTelegram && url.pathname === '/share/url') return readShare(url);
  if (url.protocol === 'tg:' && url.host === 'msg_url') return readShare(url);
  const name = isTelegram ? url.pathname.slice(1) : resolvedName(url);
  const payload = url.searchParams.get('start') ?? '';
  if (name.toLowerCase() !== botUsername.toLowerCase() || !PAYLOAD.test(payload)) {
    return { kind: 'none' };
  }
  return { kind: 'start', payload };
}

function readShare(url: URL): LinkAction {
  const shared = url.searchParams.get('url');
  if (shared === null) return { kind: 'none' };
  return { kind: 'share', url: shared, text: url.searchParams.get('text') ?? '' };
}

function resolvedName(url: URL): string {
  return url.protocol === 'tg:' && url.host === 'resolve'
    ? (url.searchParams.get('domain') ?? '')
    : '';
}
