import { Migration } from '@mikro-orm/migrations';

/** Keeps with each session in which topic of the chat its screens are to be shown. */
export class Migration20261128Topics extends Migration {
  override up(): void {
    this.addSql('alter table admin_session add topic bigint;');
  }

  override down(): void {
    this.addSql('alter table admin_session drop topic;');
  }
}
