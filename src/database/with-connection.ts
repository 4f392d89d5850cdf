import { Client } from 'pg';
import type { DatabaseAddress } from '../addresses/database-address.ts';
import { connectionTo } from './connection.ts';
import { sessionSettings } from './session-settings.ts';

/**
 * Opens one connection of its own, does `work` on it and closes it, whatever comes of it. It is not
 * watched for silence, since what it is for may take minutes. Throws what `pg` and `work` throw.
 */
export async function withConnection<T>(
  address: DatabaseAddress,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(connectionTo(address, 'cardseal'));
  // A connection that breaks is told by the statement that it breaks; without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    await sessionSettings(address.schema)(client);
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
