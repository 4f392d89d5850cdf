import { createConfig, hostOf } from '../src/config.ts';
import { originOf } from '../src/http/listen.ts';

/** Ends with 0 when the bot on this machine is alive, else with 1: for a container, which has no curl. */
const config = createConfig(process.env);
const isAlive = await fetch(`${originOf(hostOf(config), config.port)}/healthz`, {
  signal: AbortSignal.timeout(4_000),
}).then(
  ({ ok }) => ok,
  () => false,
);
process.exitCode = isAlive ? 0 : 1;
