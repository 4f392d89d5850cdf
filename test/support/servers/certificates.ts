import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

type KeyPair = Awaited<ReturnType<typeof newKeys>>;

/** What a server shows and what it keeps, both as PEM. */
export interface ServerCertificate {
  /** Its own certificate and the one that signed it. */
  readonly chain: string;
  readonly privateKey: string;
}

/** A certificate authority of a test's own: a root that signed an intermediate one, which signs servers. */
export interface Authority {
  /** The root's certificate, as PEM: what its clients are to trust. */
  readonly certificate: string;
  /** Signs a certificate for an IP address or a host name. `expired`: it was good until yesterday. */
  sign(host: { ip: string } | { dns: string }, expired?: boolean): Promise<ServerCertificate>;
}

/** Makes one with fresh keys. */
export async function createAuthority(): Promise<Authority> {
  const [rootKeys, middleKeys] = await Promise.all([newKeys(), newKeys()]);
  const root = await X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: 'CN=Root authority of a test',
    keys: rootKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  const middle = await X509CertificateGenerator.create({
    ...validity(),
    subject: 'CN=Intermediate authority of a test',
    issuer: root.subject,
    publicKey: middleKeys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  return {
    certificate: root.toString('pem'),
    sign: (host, expired = false) => signServer(middle, middleKeys, host, expired),
  };
}

async function signServer(
  authority: X509Certificate,
  { privateKey }: KeyPair,
  host: { ip: string } | { dns: string },
  expired: boolean,
): Promise<ServerCertificate> {
  const keys = await newKeys();
  const name =
    'ip' in host
      ? { type: 'ip' as const, value: host.ip }
      : { type: 'dns' as const, value: host.dns };
  const certificate = await X509CertificateGenerator.create({
    ...validity(expired ? -1 : 1),
    subject: 'CN=Server of a test',
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [new SubjectAlternativeNameExtension([name])],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    chain: `${certificate.toString('pem')}\n${authority.toString('pem')}\n`,
    privateKey: pem('PRIVATE KEY', key),
  };
}

function newKeys() {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** From two days ago until so many days from now. */
function validity(days = 1): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: new Date(Date.now() - 2 * DAY_MS),
    notAfter: new Date(Date.now() + days * DAY_MS),
  };
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
