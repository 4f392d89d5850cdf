import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { AppError } from '../errors.ts';

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads the certificates of authorities from a PEM file and answers all that are to be trusted: those
 * that Node trusts anyway (also by `NODE_EXTRA_CA_CERTS`), and these.
 *
 * @throws AppError `ca_file_unusable`: the file cannot be read, or holds no certificate
 */
export async function trustedWith(caFile: string): Promise<string[]> {
  const text = await readFile(caFile, 'utf8').catch((error) => {
    throw unusable(caFile, 'cannot be read', error);
  });
  const own = text.match(PEM) ?? [];
  if (own.length === 0) throw unusable(caFile, 'holds no certificate');
  try {
    for (const certificate of own) new X509Certificate(certificate);
  } catch (error) {
    throw unusable(caFile, 'holds a broken certificate', error);
  }
  return [...getCACertificates('default'), ...own];
}

function unusable(caFile: string, problem: string, cause?: unknown): AppError {
  return new AppError(
    'ca_file_unusable',
    `S3_CA_FILE names ${caFile}, which ${problem}: it must be a PEM file (BEGIN CERTIFICATE) with the authority that signed the certificate of S3_ENDPOINT.`,
    { cause },
  );
}
