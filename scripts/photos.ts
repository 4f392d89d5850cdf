import { type PhotosCommand, parsePhotosCommand, USAGE } from './photos/command.ts';
import { runPhotosCommand } from './photos/run.ts';

/** What the command ends with when it could not do what it was asked; 1 is for photos that are missing or wrong. */
const NOT_DONE = 2;

function commandOf(args: readonly string[]): PhotosCommand | null {
  const parsed = parsePhotosCommand(args);
  if (parsed.type === 'command') return parsed.command;
  if (parsed.type === 'help') console.log(USAGE);
  else console.error(`${parsed.mistake}\n\n${USAGE}`);
  process.exitCode = parsed.type === 'help' ? 0 : NOT_DONE;
  return null;
}

const command = commandOf(process.argv.slice(2));
if (command !== null) process.exitCode = await runPhotosCommand(command, NOT_DONE);
