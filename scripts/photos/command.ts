import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

/** How the command is called. */
export const USAGE = `Usage:
  npm run photos -- copy --from <place> --to <place>
      Copies every photo that is not there yet. Begun again after it was stopped or killed, it goes
      on. Nothing is removed. The bot may run meanwhile: what it stores later, the next copy takes.
  npm run photos -- check [--in <place>]
      Compares the photos with the database and tells what is missing (a card names it, and it is
      not there), what is wrong (other bytes), and what is unnamed (it is there, and no card names
      it: the bot removes that itself after a day). Without --in it looks where the bot keeps them.
      It also asks the S3 server for a photo without a key, and tells when that is given.

A place is one of:
  s3       the bucket that the S3_… settings name
  files    the folder photos in DATA_DIR
  <path>   any other folder, with a slash in it, such as ./backup/photos

Options:
  --checksums        read what is there already, too, and compare its SHA-256, not only its size
  --concurrency <n>  photos at a time, 1 to 32 (8)
  --help             this text

It ends with 0 when all is well, 1 when photos are missing, wrong or public, 2 when it could not be done.`;

/** Where photos are kept. */
export type Place =
  | { readonly kind: 's3' }
  | { readonly kind: 'files' }
  /** `path` is absolute. */
  | { readonly kind: 'folder'; readonly path: string };

interface Common {
  readonly checksums: boolean;
  /** From 1 to 32. */
  readonly atATime: number;
}

export type PhotosCommand =
  | (Common & { readonly name: 'copy'; readonly from: Place; readonly to: Place })
  /** `place` null: where the bot keeps them. */
  | (Common & { readonly name: 'check'; readonly place: Place | null });

/** What arguments come to. `mistake` is a sentence for the operator. */
export type ParsedCommand =
  | { readonly type: 'command'; readonly command: PhotosCommand }
  | { readonly type: 'help' }
  | { readonly type: 'mistake'; readonly mistake: string };

const place = z.string().transform((value, context): Place => {
  if (value === 's3' || value === 'files') return { kind: value };
  if (/[/\\]/.test(value) && !value.includes('\0')) return { kind: 'folder', path: resolve(value) };
  context.addIssue({
    code: 'custom',
    message: `must be s3, files, or the path of a folder with a slash in it, such as ./${value || 'backup'}`,
  });
  return z.NEVER;
});

const common = {
  checksums: z.boolean().default(false),
  concurrency: z
    .string()
    .regex(/^([1-9]|[12]\d|3[0-2])$/, 'must be a whole number from 1 to 32')
    .transform(Number)
    .default(8),
};
const copyOptions = z.strictObject({
  from: place.optional(),
  to: place.optional(),
  ...common,
});
const checkOptions = z.strictObject({ in: place.optional(), ...common });

/** Takes the arguments behind the script's name. Never throws. */
export function parsePhotosCommand(args: readonly string[]): ParsedCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        in: { type: 'string' },
        checksums: { type: 'boolean' },
        concurrency: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const { help, ...options } = values;
    if (help) return { type: 'help' };
    const [name, ...more] = positionals;
    if (more.length > 0) return mistake(`"${more[0]}" is one word too many.`);
    if (name === 'copy') return copyCommand(options);
    if (name === 'check') return checkCommand(options);
    return mistake(name === undefined ? 'Say copy or check.' : `"${name}" is no command.`);
  } catch (error) {
    return mistake(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

function copyCommand(options: object): ParsedCommand {
  const parsed = copyOptions.safeParse(options);
  if (!parsed.success) return mistake(told(parsed.error));
  const { from, to, checksums, concurrency: atATime } = parsed.data;
  if (from === undefined) return mistake('Say where to copy from: --from <place>.');
  if (to === undefined) return mistake('Say where to copy to: --to <place>.');
  return { type: 'command', command: { name: 'copy', from, to, checksums, atATime } };
}

function checkCommand(options: object): ParsedCommand {
  const parsed = checkOptions.safeParse(options);
  if (!parsed.success) return mistake(told(parsed.error));
  const { in: given, checksums, concurrency: atATime } = parsed.data;
  return {
    type: 'command',
    command: { name: 'check', place: given ?? null, checksums, atATime },
  };
}

function mistake(sentence: string): ParsedCommand {
  return { type: 'mistake', mistake: sentence };
}

function told(error: z.ZodError): string {
  return error.issues
    .map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `--${issue.keys.join(', --')} does not belong to this command.`
        : `--${issue.path.join('.')} ${issue.message}.`,
    )
    .join('\n');
}
