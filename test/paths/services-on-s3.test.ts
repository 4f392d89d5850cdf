import pino from 'pino';
import { afterAll, beforeAll, test } from 'vitest';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import { findMinio, type MinioServer, NO_MINIO, startMinio } from '../support/servers/minio.ts';
import { type S3Proxy, startS3Proxy } from '../support/servers/s3-proxy.ts';
import { createSessionStage, type SessionStage } from '../support/session/session-stage.ts';
import { findPaths } from './paths.ts';
import { troubleWithS3 } from './photo-trouble.ts';
import { type Depth, describeDepth } from './walk.ts';
import { createServicesDepth } from './with-services.ts';

/** As in the product, but for the pauses: a store that is away here stays away. */
const PATIENCE = { connectMs: 3000, attemptMs: 15_000, attempts: 3, pauseMs: 1 };

const binary = await findMinio();

let minio: MinioServer;
let proxy: S3Proxy;
let stage: SessionStage;
let depth: Depth;

beforeAll(async () => {
  if (binary === undefined) return;
  minio = await startMinio(binary);
  proxy = await startS3Proxy(minio.config.endpoint);
  const config = { ...minio.config, endpoint: proxy.endpoint };
  const photoStore = createS3PhotoStore(config, pino({ level: 'silent' }), PATIENCE);
  stage = await createSessionStage({ photoStore });
  depth = await createServicesDepth(stage, troubleWithS3(proxy));
});
afterAll(async () => {
  await stage?.close();
  await proxy?.close();
  await minio?.stop();
});

if (binary === undefined) {
  test('the services, with photos on a real S3 server', (context) => context.skip(NO_MINIO));
} else {
  describeDepth('the services, with photos on a real S3 server', findPaths(), () => depth);
}
