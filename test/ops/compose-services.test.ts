import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/bot/bot-process.ts';
import { createAuthority, type ServerCertificate } from '../support/servers/certificates.ts';
import { freePort } from '../support/servers/free-port.ts';
import { findNginx, NO_NGINX } from '../support/servers/nginx.ts';
import { eventually } from '../support/waiting/eventually.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const read = (file: string) => readFile(join(ROOT, file), 'utf8');
const compose = await read('compose.yaml');

/** Each service of compose.yaml, by its name. */
const services = Object.fromEntries(
  [
    ...(compose.split(/^services:\n/m)[1]?.split(/^networks:/m)[0] ?? '').matchAll(
      /^ {2}([\w-]+):\n((?: {4}.*\n|\n| {2}#.*\n)+)/gm,
    ),
  ].map(([, name = '', block = '']) => [name, block]),
);

test('every container has a bound to its log and to its memory', () => {
  expect(Object.keys(services)).toEqual(['bot', 'nginx', 'postgres', 's3', 's3-key']);
  expect(compose).toMatch(
    /^x-logging: &bounded\n {2}driver: json-file\n {2}options:\n {4}max-size: 10m\n {4}max-file: "5"$/m,
  );
  for (const block of Object.values(services)) {
    expect(block).toContain('logging: *bounded');
    expect(block).toMatch(/resources:\n {8}limits:\n {10}memory: \d+[mg]\n/);
    expect(block).toMatch(/restart: (unless-stopped|on-failure)\n/);
  }
});

describe("the bot's key to the photos", () => {
  test('is not the one of the owner of the S3 server', () => {
    expect(services.s3).not.toMatch(/S3_ACCESS_KEY|S3_SECRET_KEY/);
    expect(services.bot).not.toContain('S3_ROOT');
    expect(services.bot).toMatch(/s3-key:\n {8}condition: service_completed_successfully/);
  });

  test('may do with its bucket what docs/operations.md says that it needs, and nothing else', async () => {
    const needed = [...(await read('docs/operations.md')).matchAll(/`(s3:\w+)`/g)].map(
      ([, right]) => right,
    );
    const { Statement } = JSON.parse(await read('ops/s3/policy.json'));
    const given = Statement.flatMap(({ Action }: { Action: string[] }) => Action);
    // The bucket is made for it.
    expect(new Set(given)).toEqual(new Set(needed.filter((right) => right !== 's3:CreateBucket')));
    for (const { Effect, Resource } of Statement) {
      expect(Effect).toBe('Allow');
      for (const each of Resource) expect(each).toMatch(/^arn:aws:s3:::BUCKET(\/\*)?$/);
    }
  });

  test.each([['makes'], ['finds']])('its script %s the key and the bucket', async (what) => {
    const folder = await temporaryFolder();
    // mc as far as the script uses it: what is attached already is a failure, as it is with the real one.
    const attached = what === 'finds' ? 'exit 1' : 'exit 0';
    const mc = `#!/bin/sh\necho "$@" >> ${folder}/asked\ncase "$3" in\nattach) ${attached};;\nentities) echo cardseal-bot;;\ncreate) cp "$6" ${folder}/policy;;\nesac\n`;
    await writeFile(join(folder, 'mc'), mc);
    await chmod(join(folder, 'mc'), 0o755);
    const env = {
      PATH: [folder, process.env.PATH].join(delimiter),
      S3_ROOT_USER: 'owner',
      S3_ROOT_PASSWORD: 'of-the-owner',
      S3_ACCESS_KEY: 'bot',
      S3_SECRET_KEY: 'of-the-bot',
      S3_BUCKET: 'my-cards',
    };
    await run('sh', [join(ROOT, 'ops/s3/make-key.sh')], { env });
    const asked = (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');
    expect(asked.slice(0, 2)).toEqual([
      'alias set --quiet store http://s3:9000 owner of-the-owner',
      'mb --quiet --ignore-existing store/my-cards',
    ]);
    expect(asked).toContain('admin user add store bot of-the-bot');
    expect(asked).toContain('admin policy attach store cardseal-bot --user bot');
    expect(await readFile(join(folder, 'policy'), 'utf8')).toContain('"arn:aws:s3:::my-cards/*"');
  });
});

/** The number of the certificate that is shown there. */
async function shownAt(port: number): Promise<string> {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

test('nginx takes a renewed certificate, and keeps the old one while the new one is broken', async ({
  skip,
}) => {
  const nginx = (await findNginx()) ?? skip(NO_NGINX);
  expect(services.nginx).toContain('./ops/nginx/renew.sh:/docker-entrypoint.d/40-renew.sh:ro');
  const [folder, port, authority] = [
    await temporaryFolder(),
    await freePort(),
    await createAuthority(),
  ];
  const certs = join(folder, 'certs');
  await mkdir(certs);
  const put = async ({ chain, privateKey }: ServerCertificate) => {
    await writeFile(join(certs, 'privkey.pem'), privateKey);
    await writeFile(join(certs, 'fullchain.pem'), chain);
  };
  await put(await authority.sign({ ip: '127.0.0.1' }));
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log ${folder}/errors; events {}
     http { access_log off; server { listen 127.0.0.1:${port} ssl;
     ssl_certificate certs/fullchain.pem; ssl_certificate_key certs/privkey.pem; return 204; } }`,
  );
  const wrapper = `#!/bin/sh\necho "$@" >> ${folder}/asked\nPATH='${process.env.PATH}'\nexec ${nginx} -p ${folder} -c ${folder}/nginx.conf "$@"\n`;
  await writeFile(join(folder, 'nginx'), wrapper);
  await chmod(join(folder, 'nginx'), 0o755);
  const env = { PATH: [folder, process.env.PATH].join(delimiter), CERTS: certs, RENEW_LOOK: '0.1' };
  const script = `${join(ROOT, 'ops/nginx/renew.sh')} && exec nginx`;
  const running = spawn('sh', ['-c', script], { env, stdio: 'ignore', detached: true });
  onTestFinished(() => {
    if (running.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
  });
  await eventually(() =>
    shownAt(port).then(
      () => true,
      () => false,
    ),
  ).toBe(true);
  const first = await shownAt(port);

  await writeFile(join(certs, 'fullchain.pem'), 'half of a cert');
  const asked = () => readFile(join(folder, 'asked'), 'utf8');
  // Found not in order, and looked at again.
  await eventually(asked).toMatch(/-t -q\n-t -q/);
  expect(await asked()).not.toContain('reload');
  expect(await shownAt(port)).toBe(first);

  await put(await authority.sign({ ip: '127.0.0.1' }));
  await eventually(() => shownAt(port)).not.toBe(first);
});
