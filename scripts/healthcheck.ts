import { SETTINGS } from '../src/settings.ts';

/** Ends with 0 when the bot on this machine is alive, else with 1: for a container, which has no curl. */
const standard = SETTINGS.find(({ name }) => name === 'PORT')?.default;
const port = process.env.PORT?.trim() || standard;
const isAlive = await fetch(`http://127.0.0.1:${port}/healthz`, {
  signal: AbortSignal.timeout(4_000),
}).then(
  ({ ok }) => ok,
  () => false,
);
process.exitCode = isAlive ? 0 : 1;
