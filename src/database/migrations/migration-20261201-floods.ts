import { Migration } from '@mikro-orm/migrations';

/**
 * What there is to remember of somebody who writes more than can be answered. Both are written for such
 * people only; a process of an older version leaves them as they are.
 */
export class Migration20261201Floods extends Migration {
  override up(): void {
    this.addSql(`
      alter table person add told_to_slow_down_at timestamptz;
      alter table person add put_off_update bigint;
    `);
  }

  override down(): void {
    this.addSql('alter table person drop told_to_slow_down_at, drop put_off_update;');
  }
}
