/** An address in its parts, percent-decoded; what is missing is empty. `host` keeps its brackets. */
export interface AddressParts {
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/**
 * `URL` is not used: it takes neither an IPv6 zone nor a user without a host, and each client would
 * decode what it gives in its own way.
 */
const ADDRESS =
  /^postgres(?:ql)?:\/\/(?:(?<login>[^/?#]*)@)?(?<host>\[[^\]/?#@]*\]|[^:/?#@]*)(?::(?<port>[^/?#@]*))?(?:\/(?<database>[^/?#@]*))?(?:\?(?<query>[^?#@]*))?$/i;

/**
 * Splits `postgres://user:password@host:port/database?name=value&…`. Null when it has another form.
 * An unencoded `/`, `?` or `#` in a password ends the host too early; what looks like a path or a
 * query holds an @ then, and that is another form as well.
 */
export function splitAddress(url: string): AddressParts | null {
  if (/\s/.test(url)) return null;
  const found = ADDRESS.exec(severalPortsAside(url))?.groups;
  if (found === undefined) return null;
  const { login = '', host = '', port = '', database = '', query = '' } = found;
  const colon = login.includes(':') ? login.indexOf(':') : login.length;
  try {
    return {
      user: decode(login.slice(0, colon)),
      password: decode(login.slice(colon + 1)),
      host: decode(host),
      port: decode(port),
      database: decode(database),
      parameters: query.split('&').filter(Boolean).map(pairOf),
    };
  } catch {
    return null;
  }
}

/** `h1:1,h2:2` is told by its comma, whatever the ports are. */
function severalPortsAside(url: string): string {
  return url.replace(/(?<=^[^?#]*@|:\/\/)([^/?#@]*,[^/?#@]*)/, (hosts) =>
    hosts.replaceAll(/:\d*/g, ''),
  );
}

function pairOf(text: string): [string, string] {
  const equals = text.includes('=') ? text.indexOf('=') : text.length;
  return [decode(text.slice(0, equals)), decode(text.slice(equals + 1))];
}

function decode(text: string): string {
  const decoded = decodeURIComponent(text);
  if (decoded.includes('\0')) throw new URIError('a NUL cannot be sent');
  return decoded;
}

const SECRET_PARAMETERS = ['password', 'sslpassword'];

/**
 * The passwords in an address, in every form that a client or a message may give them: as written, as
 * they read, and as `URL` writes and reads them.
 */
export function secretsIn(url: string): string[] {
  const { login = '', query = '' } = ADDRESS.exec(url)?.groups ?? {};
  const pairs = query.split('&').map((pair) => pair.split(/=(.*)/s, 2));
  const written = [
    login.includes(':') ? login.slice(login.indexOf(':') + 1) : '',
    URL.parse(url)?.password ?? '',
    ...pairs
      .filter(([name = '']) => SECRET_PARAMETERS.includes(decodeSafely(name)))
      .map(([, value]) => value ?? ''),
  ];
  const forms = written.flatMap((secret) => [
    secret,
    decodeSafely(secret),
    decodeSafely(secret.replaceAll('+', ' ')),
  ]);
  return [...new Set(forms)].filter((secret) => secret !== '');
}

function decodeSafely(text: string): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}
