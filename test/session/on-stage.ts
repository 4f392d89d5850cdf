import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createSessionStage, type SessionStage } from '../support/session/session-stage.ts';

/** The session on a database of the test file's own. Importing it sets it up; what is shown, replaced and counted is forgotten before each test. */
export let stage: SessionStage;

/** An admin of each test's own, who has done nothing yet. */
export let admin: number;

beforeAll(async () => {
  stage = await createSessionStage();
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.showing.reset();
  stage.staged.reset();
  stage.metrics.registry.resetMetrics();
  admin = stage.newAdmin();
});
