import { expect } from 'vitest';
import { createActor, fromPromise, waitFor } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import { operationLogic } from '../../machines/all-parts.ts';
import type { OperationName } from '../../machines/session/operations.ts';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import { restored } from '../machines/graph.ts';
import { HOLDS } from '../machines/holds.ts';
import type { Step } from './path.ts';
import type { Depth, Walker } from './walk.ts';

/** A call of a service by the machine. */
interface Call {
  readonly operation: OperationName;
  readonly input: unknown;
  readonly answer: PromiseWithResolvers<unknown>;
}

/** The machine alone: one actor lives all the way, and its services are stubs that end as the path says. */
export const machineAlone: Depth = {
  async begin(): Promise<Walker> {
    const calls: Call[] = [];
    const actor = createActor(adminMachine.provide({ actors: stubs(calls) })).start();
    const now = () => actor.getSnapshot() as AdminSnapshot;
    let last = now();
    return {
      session: async () => restored(now()),
      async take(step) {
        last = now();
        if (step.operation === null) return actor.send(step.event);
        end(calls.at(-1), step);
        await waitFor(actor, (snapshot) => snapshot !== last);
      },
      isUnchanged: () => now() === last,
      async see({ after }, state) {
        expect(after.context).toMatchObject(HOLDS[state]);
        const child = Object.keys(after.children)[0] ?? null;
        expect(after.hasTag('busy')).toBe(child !== null);
        if (child === null) return;
        const waiting = after.children[child as OperationName]?.getSnapshot();
        expect(calls.at(-1)).toMatchObject({ operation: child, input: waiting?.input });
      },
      async end() {
        actor.stop();
      },
    };
  },
};

/** Services that note each call and answer when they are told to. */
function stubs(calls: Call[]): typeof operationLogic {
  const stub = (operation: OperationName) =>
    fromPromise<unknown, unknown>(({ input }) => {
      const answer = Promise.withResolvers<unknown>();
      calls.push({ operation, input, answer });
      return answer.promise;
    });
  const names = Object.keys(operationLogic) as OperationName[];
  return Object.fromEntries(names.map((name) => [name, stub(name)])) as typeof operationLogic;
}

/** Has a call come to what the step's event carries. */
function end(call: Call | undefined, { event, operation }: Step): void {
  if (call === undefined || call.operation !== operation) {
    throw new Error(`nobody waits for ${operation}`);
  }
  if ('error' in event) call.answer.reject(event.error);
  else call.answer.resolve('output' in event ? event.output : null);
}
