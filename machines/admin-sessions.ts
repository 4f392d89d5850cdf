import { transition } from 'xstate';
import { adminMachine } from './admin-session.ts';
import type { OperationEnd, SessionMachine, SessionSnapshot } from './session/machine.ts';
import type { OperationName } from './session/operations.ts';
import {
  type AdminSnapshot,
  activeOperation,
  freshSnapshot,
  heldPhotos,
  inputOf,
  persistSnapshot,
  restoreSnapshot,
  SNAPSHOT_VERSION,
} from './snapshot.ts';
import { statePath } from './state-path.ts';

/** A snapshot that this machine has made: it is handed back as it was given out. */
const own = (snapshot: SessionSnapshot) => snapshot as AdminSnapshot;

/** The event by which XState tells that an invoked actor has ended. It is no admin's, so the machine's types do not name it. */
function endEvent(name: OperationName, end: OperationEnd): never {
  const event =
    end.type === 'done'
      ? { type: `xstate.done.actor.${name}`, output: end.output, actorId: name }
      : { type: `xstate.error.actor.${name}`, error: { code: end.code }, actorId: name };
  return event as never;
}

/** The admins' machine, for who keeps their sessions. */
export const adminSessions: SessionMachine = {
  name: 'admin',
  version: SNAPSHOT_VERSION,
  fresh: freshSnapshot,
  restore: restoreSnapshot,
  persist: (snapshot) => persistSnapshot(own(snapshot)),
  take: (snapshot, event) => transition(adminMachine, own(snapshot), event)[0],
  end: (snapshot, name, end) => transition(adminMachine, own(snapshot), endEvent(name, end))[0],
  operationOf: (snapshot) => activeOperation(own(snapshot)),
  inputOf: (snapshot, name) => inputOf(own(snapshot), name),
  statePath: (snapshot) => statePath(own(snapshot)),
  heldPhotos: (snapshot) => heldPhotos(own(snapshot)),
};
