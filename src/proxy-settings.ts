import { AppError } from './errors.ts';

/** By which proxies this machine reaches others, under the names that Node and undici know them by. */
export type ProxySettings = Readonly<
  Partial<Record<'HTTP_PROXY' | 'HTTPS_PROXY' | 'NO_PROXY', string>>
>;

/**
 * Reads the usual variables: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` in place of a missing one, and
 * `NO_PROXY`, each in lower case first. A proxy without a scheme, which curl takes for http and Node
 * passes over in silence, gets one.
 *
 * @param env such as `process.env`
 * @throws AppError `proxy_unusable`: one is no http or https address; its value, which may hold a
 *   password, is not told
 */
export function readProxySettings(env: NodeJS.ProcessEnv): ProxySettings {
  const given = (name: string) => (env[name.toLowerCase()] || env[name])?.trim() || undefined;
  const proxy = (name: 'HTTP_PROXY' | 'HTTPS_PROXY') => {
    const named = given(name) === undefined ? 'ALL_PROXY' : name;
    const value = given(named);
    return value === undefined ? {} : { [name]: addressOf(named, value) };
  };
  const exempt = given('NO_PROXY');
  return {
    ...proxy('HTTP_PROXY'),
    ...proxy('HTTPS_PROXY'),
    ...(exempt !== undefined && { NO_PROXY: exempt }),
  };
}

function addressOf(name: string, value: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.parse(address);
  if (url !== null && url.hostname !== '' && ['http:', 'https:'].includes(url.protocol)) {
    return address;
  }
  throw new AppError(
    'proxy_unusable',
    `${name} must be the address of an http proxy, such as http://127.0.0.1:3128; or unset it.`,
  );
}
