import type { Logger } from '../log.ts';
import { type Bucket, createBucket } from './gate/bucket.ts';
import { quietly } from './quietly.ts';
import { createRecent } from './recent.ts';

/**
 * What is done with an update of somebody: it is answered; it is the first one too many, and they are told
 * so; or nothing is said until they slow down.
 */
export type Judgement = 'answer' | 'tell' | 'silent';

/** Keeps those who flood from taking the time of all others. */
export interface FloodGuard {
  /** Judges an update that just came, and counts it. */
  judge(personId: number): Judgement;
  /** An update that was to be answered could not be taken, or was taken before: it does not count. */
  takeBack(personId: number): void;
  /** Somebody could not be told: their next update is the one for that. */
  notTold(personId: number): void;
}

export interface FloodGuardOptions {
  /** How many processes share the work: what somebody may send at once is divided by them. */
  readonly processes: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Somebody is answered no more for now. */
  readonly onFlood?: (personId: number) => void;
  /** Somebody is answered again, after so many updates that were not. */
  readonly onCalm?: (personId: number, silenced: number) => void;
}

/** More than somebody writes who holds a card in their hand, or forwards an album or two; its answers take a chat 20 seconds. */
const AT_ONCE = 20;

/** Telegram lets a bot send no more than that into one chat for long, so what is more only waits. Source: core.telegram.org/bots/faq. */
const PER_SECOND = 1;

/** A process behind a webhook may be given more than its share of what one person sends. */
const LEAST_AT_ONCE = 5;

/** Far more than can flood at the same time; whoever is forgotten begins anew. A few hundred bytes each. */
const REMEMBERED_PEOPLE = 10_000;

interface Watched {
  readonly bucket: Bucket;
  isFlooding: boolean;
  wasTold: boolean;
  silenced: number;
}

/**
 * Makes a guard that knows nobody yet. Who has sent more than is allowed is answered again when half of
 * it is free; until then what they send keeps it from becoming free.
 */
export function createFloodGuard(options: FloodGuardOptions): FloodGuard {
  const { processes, now, onFlood = () => {}, onCalm = () => {} } = options;
  const burst = Math.max(LEAST_AT_ONCE, Math.ceil(AT_ONCE / processes));
  const people = createRecent<number, Watched>(REMEMBERED_PEOPLE);

  const watch = (personId: number) =>
    people.get(personId, () => ({
      bucket: createBucket({ rate: PER_SECOND, burst }, now()),
      isFlooding: false,
      wasTold: false,
      silenced: 0,
    }));

  /** Counts an update if there is room for it; of those that are too many none makes the silence longer than the last. */
  const count = ({ bucket }: Watched, at: number): boolean => {
    const isRoom = bucket.wait(1, at) === 0;
    if (isRoom) bucket.take(1, at);
    return isRoom;
  };

  return {
    judge(personId) {
      const [watched, at] = [watch(personId), now()];
      if (watched.isFlooding && watched.bucket.wait(burst / 2, at) === 0) {
        const { silenced } = watched;
        Object.assign(watched, { isFlooding: false, wasTold: false, silenced: 0 });
        onCalm(personId, silenced);
      }
      const isRoom = count(watched, at);
      if (isRoom && !watched.isFlooding) return 'answer';
      if (!watched.isFlooding) {
        watched.isFlooding = true;
        onFlood(personId);
      }
      watched.silenced += 1;
      if (watched.wasTold) return 'silent';
      watched.wasTold = true;
      return 'tell';
    },
    takeBack: (personId) => watch(personId).bucket.take(-1, now()),
    notTold(personId) {
      watch(personId).wasTold = false;
    },
  };
}

/** Writes one line when somebody begins to flood, and one when they have stopped. Never throws. */
export function tellOfFloods(
  log: Pick<Logger, 'warn' | 'info'>,
): Required<Pick<FloodGuardOptions, 'onFlood' | 'onCalm'>> {
  return {
    onFlood: (personId) =>
      quietly(() => {
        log.warn(
          { code: 'person_floods', personId },
          'somebody floods and is not answered for now',
        );
      }),
    onCalm: (personId, silenced) =>
      quietly(() => {
        log.info({ code: 'person_calm', personId, silenced }, 'somebody has calmed down');
      }),
  };
}
