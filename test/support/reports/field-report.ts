import { createRunReport, type Section } from './run-report.ts';

const INTRO = `# What the world does to it, and what comes of it

Written by \`npm test\`; do not edit it by hand. Each row is a test in \`test/field/\`: something that real people, services or machines did to a bot like this one, as its smallest input, and what the person or the operator gets.
`;

const COLUMNS = [{ title: 'Kind' }, { title: 'Input' }];

const table = (title: string, intro: string): Section => ({ title, intro, columns: COLUMNS });

/** The tables of `docs/field.md`, one for each folder of the house that meets the world. */
const SECTIONS = {
  people: table(
    'What people send',
    'Messages, files and presses as people and their apps send them.',
  ),
  telegram: table('What Telegram does', 'Updates, refusals and servers of Telegram.'),
  database: table(
    "The operator's database",
    'Addresses, rights, settings and faults of PostgreSQL.',
  ),
  storage: table("The operator's photo store", 'S3 servers that differ from each other.'),
  images: table('Pictures', 'Files that are pictures, nearly pictures or none.'),
  session: table('Admin sessions', 'Several admins, old screens and what they ask for.'),
  texts: table('What people read', 'Texts and files that the bot sends.'),
  process: table('The machine', 'The process, its log, its server and its install.'),
} as const satisfies Record<string, Section>;

export type FieldSection = keyof typeof SECTIONS;

/** What the tests of `test/field/` write into `docs/field.md`. */
export const fieldReport = createRunReport<FieldSection>('FIELD_ROWS', INTRO, SECTIONS);
