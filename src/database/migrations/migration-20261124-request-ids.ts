import { Migration } from '@mikro-orm/migrations';

/** Keeps with each session which requests its screen and its operation answer, for the log of whoever does them. */
export class Migration20261124RequestIds extends Migration {
  override up(): void {
    this.addSql('alter table admin_session add request_id text, add operation_request_id text;');
  }

  override down(): void {
    this.addSql('alter table admin_session drop request_id, drop operation_request_id;');
  }
}
