import { expect } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { inRequest } from '../../src/request.ts';
import { startCommand, startProgram, temporaryFolder } from '../support/bot/bot-process.ts';
import { fieldCase } from '../support/reports/field-case.ts';

/** What a first start says, in this order; the playground comes up beside the database. */
const SAID = [
  'making the database',
  'starting the database',
  'bringing the schema',
  'cardseal is running',
  '"msg":"stopped"',
];

fieldCase(
  'process',
  {
    kind: 'a first start that is silent for seconds',
    input: 'npm start in a new folder, and Ctrl-C',
    outcome: 'a line each for what it does, and at the end that it has stopped',
  },
  async () => {
    const env = { PORT: '0', PLAYGROUND_PORT: '0', DATA_DIR: await temporaryFolder() };
    const bot = startProgram('src/main.ts', env);
    await bot.waitFor(/Ctrl-C/);
    expect(await bot.stop('SIGINT')).toBe(0);
    const places = SAID.map((line) => bot.output().indexOf(line));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(bot.output()).toContain('starting the playground');
  },
);

fieldCase(
  'process',
  {
    kind: 'a log that people read in a terminal',
    input: 'an entry with fields that belongs to an update, at the level info',
    outcome: 'one line, without the id of the request',
  },
  () => {
    let written = '';
    const write = (line: string) => {
      written += line;
    };
    const log = createLogger({ level: 'info', pretty: true, secrets: [], destination: { write } });
    inRequest('u7', () => log.info({ cardId: 7, run: 1 }, 'operation ended'));
    expect(written).toMatch(/^\[[\d:.]+\] INFO: operation ended \{"cardId":7,"run":1\}\n$/);
  },
);

fieldCase(
  'process',
  {
    kind: 'a process that hangs',
    input: 'the event loop stands still, while it is watched at short intervals',
    outcome: 'it ends itself with a line, and its supervisor starts another one',
  },
  async () => {
    const module = new URL('../../src/process/watchdog.ts', import.meta.url).href;
    const source = `import(${JSON.stringify(module)}).then(({ startWatchdog }) => {
      startWatchdog({ lookMs: 40, looks: 10 });
      for (;;);
    });`;
    const hanging = startCommand(process.execPath, ['--eval', source], {});
    expect(await hanging.exit()).toBeNull();
    expect(hanging.child.signalCode).toBe('SIGKILL');
    expect(hanging.output()).toContain('it ends itself to be started again');
  },
);
