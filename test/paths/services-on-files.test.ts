import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { createSessionStage, type SessionStage } from '../support/session/session-stage.ts';
import { findPaths } from './paths.ts';
import { troubleWithFiles } from './photo-trouble.ts';
import { type Depth, describeDepth } from './walk.ts';
import { createServicesDepth } from './with-services.ts';

let dir: string;
let stage: SessionStage;
let depth: Depth;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cardseal-paths-'));
  stage = await createSessionStage({ photoStore: createFilePhotoStore(join(dir, 'photos')) });
  depth = await createServicesDepth(stage, troubleWithFiles(dir));
});
afterAll(async () => {
  await stage.close();
  await rm(dir, { recursive: true, force: true });
});

describeDepth('the services, with photos in files', findPaths(), () => depth);
