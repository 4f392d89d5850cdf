import { expect, test } from 'vitest';
import { createProcessStage } from '../support/process-stage.ts';
import { type Action, addCard, photo, text, updateOf } from '../support/session-stage.ts';
let n = 0;
const update = (admin: number, action: Action) => updateOf(admin, action, {}, () => ++n);
test('x', async ({ onTestFinished }) => {
  const stage = await createProcessStage();
  onTestFinished(() => stage.close());
  const first = await stage.start();
  for (const [a, s] of [[addCard(), 'addCard.originalPhoto'], [photo(), 'addCard.name'], [text('D'), 'addCard.description']] as [Action, string][]) {
    await first.take(update(1, a)); await stage.untilShown(1, s);
  }
  const holding = first.hold('registerCard');
  await first.take(update(1, text('First edition')));
  await holding;
  first.signal('SIGSTOP');
  const t0 = Date.now();
  const log = (w: string) => console.log(((Date.now() - t0) / 1000).toFixed(1), w);
  const second = await stage.start();
  log('second up');
  await stage.untilShown(1, 'addCard.packagedPhoto');
  await stage.untilAllSettled();
  log('settled');
  first.release();
  first.signal('SIGCONT');
  await second.kill();
  log('killed second');
  log(await first.take(update(2, addCard())));
  for (let i = 0; i < 40; i++) {
    const jobs = await stage.rows("select name, state, singleton_key, started_on, heartbeat_on from pgboss.job where state < 'completed' and name in ('screen','operate')");
    const sess = await stage.rows('select admin_id, revision, shown_revision, child, run from admin_session');
    log(JSON.stringify(jobs) + JSON.stringify(sess));
    if ((await stage.shownTo(2)).length > 0) break;
    await new Promise((r) => setTimeout(r, 1000));
  }
  expect(1).toBe(1);
});
