/** What one start of the bot uses, for the operator to see at a glance. */
export interface StartSummary {
  readonly botUsername: string;
  readonly database: string;
  readonly photos: string;
  readonly transport: string;
  readonly health: string;
  readonly adminIds: readonly number[];
  /** The address of the playground's page; null with a real bot. */
  readonly page: string | null;
}

/** Writes the summary and what to do next. Holds no secret. */
export function startBanner(summary: StartSummary): string {
  const { botUsername, database, photos, transport, health, adminIds, page } = summary;
  const admins = adminIds.length === 0 ? 'nobody yet' : adminIds.join(', ');
  return [
    '',
    `  cardseal is running as @${botUsername}`,
    '',
    `  Database   ${database}`,
    `  Photos     ${photos}`,
    `  Updates    ${transport}`,
    `  Health     ${health}`,
    `  Admins     ${admins}`,
    '',
    ...(page === null ? nextOnTelegram(botUsername, adminIds) : nextOnPlayground(page)),
    '  Stop with Ctrl-C.',
    '',
  ].join('\n');
}

function nextOnPlayground(page: string): string[] {
  return [
    `  Open ${page}`,
    '  It is a local Telegram with an admin and a customer: press Start on the admin’s phone,',
    '  add a card, and scan its QR code with the customer’s phone.',
    '  For a real bot set BOT_TOKEN and ADMIN_IDS: the README tells how.',
    '',
  ];
}

function nextOnTelegram(botUsername: string, adminIds: readonly number[]): string[] {
  if (adminIds.length > 0) return [`  Open https://t.me/${botUsername} and send /add.`, ''];
  return [
    '  ADMIN_IDS is empty, so nobody can add cards yet.',
    `  Send /id to https://t.me/${botUsername}, put the number into ADMIN_IDS and start again.`,
    '',
  ];
}
