import { expect, test } from 'vitest';
import { createActor, toPromise } from 'xstate';
import { operationLogic } from '../../machines/all-parts.ts';
import type { OperationName } from '../../machines/session/operations.ts';

const names = Object.keys(operationLogic) as OperationName[];

test.each(names)('%s that is started inside the machine fails by its name', async (name) => {
  const actor = createActor(operationLogic[name], { input: null as never });
  const ended = toPromise(actor);
  actor.start();
  await expect(ended).rejects.toThrow(`operation ${name} runs in a job`);
});
