import http from 'node:http';
import https from 'node:https';
import { Client, type ClientOptions } from 'minio';
import type { ProxySettings } from '../proxy-settings.ts';

/** Where an S3 server is and how to be let in. */
export type S3Config = {
  /** An origin without a path, such as `https://s3.example.com`. */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
  readonly region: string;
  /** Whether the bucket stands in the path (default), or before the host's name. */
  readonly pathStyle?: boolean;
  /** PEM certificates of all authorities to trust; absent: those that Node trusts. */
  readonly ca?: readonly string[];
  /** By which proxy it is reached; absent: by none. */
  readonly proxies?: ProxySettings;
};

/** How a client sends its requests. */
export type S3Transport = NonNullable<ClientOptions['transport']>;

/** Makes clients of one server over connections that they share. */
export type S3Clients = {
  readonly protocol: typeof http | typeof https;
  /** @throws what the client thinks of the address or of the keys */
  create(transport: Pick<S3Transport, 'request'>): Client;
};

/** Prepares clients of one server; nothing is reached for, and nothing about the address can fail, until one is made. */
export function createS3Clients(config: S3Config): S3Clients {
  const url = new URL(config.endpoint);
  const useSSL = url.protocol === 'https:';
  const protocol = useSSL ? https : http;
  const agent = new protocol.Agent({
    keepAlive: true,
    maxSockets: 16,
    ...(config.ca && { ca: [...config.ca] }),
    ...(config.proxies && { proxyEnv: { ...config.proxies } }),
  });
  const options = {
    // The client, like all of Node below URL, names an IPv6 host without its brackets.
    endPoint: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    useSSL,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    accessKey: config.accessKey,
    secretKey: config.secretKey,
    region: config.region,
    pathStyle: config.pathStyle ?? true,
    transportAgent: agent,
    retryOptions: { disableRetry: true },
  };
  return {
    protocol,
    create: (transport) =>
      new BracketingClient({ ...options, transport: transport as S3Transport }),
  };
}

/** On the usual port the client names an IPv6 host without brackets in the header that it signs, too. */
class BracketingClient extends Client {
  protected override getRequestOptions(
    ...args: Parameters<Client['getRequestOptions']>
  ): ReturnType<Client['getRequestOptions']> {
    const options = super.getRequestOptions(...args);
    const { host } = options.headers;
    if (host !== undefined && isBareAddress(host)) options.headers.host = `[${host}]`;
    return options;
  }
}

function isBareAddress(host: string): boolean {
  return host.includes(':') && /^[0-9a-f:.]+$/i.test(host) && host.split(':').length > 2;
}
