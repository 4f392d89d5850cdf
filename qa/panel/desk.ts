import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../src/errors.ts';
import { type Look, look } from '../record/observe.ts';
import { type FileOf, perform } from '../record/perform.ts';
import { createRecorder, type Recorder } from '../record/recorder.ts';
import type { Action } from '../record/recording.ts';
import type { RecordingFolder } from '../record/recording-files.ts';
import { createStage, type Stage } from '../stage/stage.ts';
import { type PanelState, panelState } from './panel-state.ts';
import { type PhoneRequest, readRequest } from './read-request.ts';

/** Gives each play a database of its own. */
export interface Databases {
  create(): Promise<{ readonly url: string; drop(): Promise<void> }>;
}

export interface DeskOptions {
  /** Whose folders each play gets one of. */
  readonly dir: string;
  readonly databases: Databases;
  readonly recordings: RecordingFolder;
}

/** What the tester works with: the stage of the present play, and what is noted of it. */
export interface Desk {
  /** The playground's address; it changes with each play. Throws `between_plays` while there is none. */
  url(): string;
  /** Does what the tester clicked, and notes it. Throws an `AppError` where it cannot be done. */
  act(action: Action): Promise<void>;
  /** Lets a request of the page through, and notes it when it was taken: `pass` says whether it was. */
  pass(request: PhoneRequest, pass: () => Promise<boolean>): Promise<void>;
  /** Saves what was done as a test; returns the name of its file. */
  save(name: string): Promise<string>;
  /** Ends this play and begins another one, with nothing in it. */
  beginAnew(): Promise<void>;
  state(): PanelState;
  /** Calls back after each change of the state; returns the function that ends it. */
  listen(listener: (state: PanelState) => void): () => void;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 150;

interface Play {
  readonly stage: Stage;
  readonly recorder: Recorder;
  readonly files: Map<string, Uint8Array>;
  end(): Promise<void>;
}

/** Makes the desk and begins the first play; throws when that does not start. */
export async function createDesk({ dir, databases, recordings }: DeskOptions): Promise<Desk> {
  const listeners = new Set<(state: PanelState) => void>();
  let plays = 0;
  let play: Play | undefined;
  let latest: PanelState = panelState(null, []);
  let told = '';

  function tell(seen: Look | null, trouble: string | null = null): void {
    latest = panelState(seen, play?.recorder.steps() ?? [], trouble);
    const json = JSON.stringify(latest);
    if (json === told) return;
    told = json;
    for (const listener of listeners) listener(latest);
  }

  async function begin(): Promise<void> {
    plays += 1;
    const database = await databases.create();
    const stage = await createStage({
      dir: join(dir, `play-${plays}`),
      databaseUrl: database.url,
    }).catch(async (error) => {
      await database.drop();
      throw error;
    });
    const watching = new AbortController();
    const recorder = createRecorder();
    play = {
      stage,
      recorder,
      files: new Map(),
      async end() {
        watching.abort();
        await stage.close();
        await database.drop();
      },
    };
    void watch(stage, recorder, watching.signal);
  }

  async function watch(stage: Stage, recorder: Recorder, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lookedAt = performance.now();
      try {
        const seen = await look(stage);
        if (signal.aborted) return;
        recorder.see(seen, lookedAt);
        tell(seen);
      } catch (error) {
        if (!signal.aborted) tell(null, troubleOf(error));
      }
      await pause(LOOK_EVERY_MS);
    }
  }

  function present(): Play {
    if (play !== undefined) return play;
    throw new AppError('between_plays', 'A new play is being prepared. It takes a few seconds.');
  }

  const fileOf: FileOf = async (sha256) => {
    const bytes = present().files.get(sha256);
    return bytes ?? recordings.fileOf(sha256);
  };

  let preparing: Promise<void> | undefined;
  async function prepare(): Promise<void> {
    const before = play;
    play = undefined;
    tell(null);
    try {
      await before?.end();
      await begin();
    } catch (error) {
      tell(null, troubleOf(error));
      throw error;
    }
  }

  await begin();
  return {
    url: () => present().stage.url,
    async act(action) {
      const { stage, recorder } = present();
      const step = recorder.begin(action);
      try {
        await perform(stage, action, fileOf);
        step.done();
      } catch (error) {
        step.refused();
        throw error;
      }
    },
    async pass(request, pass) {
      const { stage, recorder, files } = present();
      const read = await readRequest(stage, request);
      const step = read === null ? null : recorder.begin(read.action);
      const isTaken = await pass().catch(() => false);
      if (!isTaken) step?.refused();
      else step?.done();
      for (const [sha256, bytes] of read?.files ?? []) files.set(sha256, bytes);
    },
    save: (name) => recordings.save(present().recorder.recording(name), fileOf),
    beginAnew() {
      preparing ??= prepare().finally(() => {
        preparing = undefined;
      });
      return preparing;
    },
    state: () => latest,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await preparing?.catch(() => {});
      const last = play;
      play = undefined;
      await last?.end();
    },
  };
}

function troubleOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The stage cannot be seen.';
}
