import { Migration } from '@mikro-orm/migrations';

/**
 * Keeps with each due time when it was noted: one that was noted in the future, by a clock that had
 * jumped, holds nothing up. A process of an older version leaves the column as it is.
 */
export class Migration20261128DueNoted extends Migration {
  override up(): void {
    this.addSql(`
      alter table taken_update add due_noted_at timestamptz;
      alter table admin_session add due_noted_at timestamptz;
    `);
  }

  override down(): void {
    this.addSql(`
      alter table taken_update drop due_noted_at;
      alter table admin_session drop due_noted_at;
    `);
  }
}
