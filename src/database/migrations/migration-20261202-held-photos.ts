import { Migration } from '@mikro-orm/migrations';

/**
 * The photos that a session may still give to a card, each as `<card id>/<slot>`: the clean-up asks here
 * and knows nothing of what a snapshot looks like. Sessions of snapshot version 2 and before do not say
 * it; a process of an older version goes on writing such.
 */
export class Migration20261202HeldPhotos extends Migration {
  override up(): void {
    this.addSql("alter table admin_session add held_photos jsonb not null default '[]';");
  }

  override down(): void {
    this.addSql('alter table admin_session drop held_photos;');
  }
}
