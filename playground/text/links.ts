/** Why a link was refused, in Telegram's words. */
export class LinkError extends Error {
  readonly code = 'link';

  constructor(link: string, reason: string) {
    super(`URL '${link}' is invalid: ${reason}`);
    this.name = 'LinkError';
  }
}

/**
 * Checks an address as TDLib's `check_link` does: http, https or tg, and a host with a dot in it.
 * An address without a scheme gets `http://`.
 * @throws LinkError with Telegram's reason
 */
export function checkLink(link: string): string {
  const isTelegram = /^tg:/i.test(link);
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(link) || isTelegram ? link : `http://${link}`;
  const url = URL.parse(withScheme);
  if (url === null || /\s/.test(link)) throw new LinkError(link, 'Wrong HTTP URL');
  if (isTelegram) return link;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new LinkError(link, 'Unsupported URL protocol');
  }
  if (url.hostname === '') throw new LinkError(link, 'URL host is empty');
  if (!url.hostname.includes('.') && !url.hostname.startsWith('[')) {
    throw new LinkError(link, 'Wrong HTTP URL');
  }
  return url.pathname === '/' && url.search === '' && url.hash === '' ? url.href : withScheme;
}

/** The address if `checkLink` takes it, else undefined. */
export function checkedLink(link: string): string | undefined {
  try {
    return checkLink(link);
  } catch (error) {
    if (error instanceof LinkError) return undefined;
    throw error;
  }
}

/** The person that a `tg://user?id=…` link mentions. */
export function userIdOfLink(link: string): number | undefined {
  const id = /^tg:(?:\/\/)?user\/?\?(?:[^#]*&)?id=(\d+)(?:[&#]|$)/i.exec(link)?.[1];
  return id === undefined ? undefined : Number(id);
}
