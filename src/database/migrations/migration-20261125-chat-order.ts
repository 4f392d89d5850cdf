import { Migration } from '@mikro-orm/migrations';

/** Keeps which updates of a person were the last to be taken, so that processes can answer a chat in order. */
export class Migration20261125ChatOrder extends Migration {
  override up(): void {
    this.addSql('alter table person add last_update bigint, add update_before bigint;');
  }

  override down(): void {
    this.addSql('alter table person drop last_update, drop update_before;');
  }
}
