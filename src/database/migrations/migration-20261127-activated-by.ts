import { Migration } from '@mikro-orm/migrations';

/** Notes which operation made a card active, so that the same one again is told from another admin's. */
export class Migration20261127ActivatedBy extends Migration {
  override up(): void {
    this.addSql('alter table card add column activated_by text;');
  }

  override down(): void {
    this.addSql('alter table card drop column activated_by;');
  }
}
