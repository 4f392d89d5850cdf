import { afterEach, expect } from 'vitest';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import { fieldCase } from '../support/reports/field-case.ts';

const zone = process.env.TZ;

afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

/** Where it is already tomorrow or still yesterday, with the minutes that UTC is ahead. */
const ZONES = [
  ['Pacific/Kiritimati', 'is 14 hours ahead of UTC', -840],
  ['Pacific/Pago_Pago', 'is 11 hours behind UTC', 660],
] as const;

for (const [name, where, offset] of ZONES) {
  fieldCase(
    'texts',
    {
      kind: 'dates near midnight',
      input: `the bot runs on a machine whose clock ${where}`,
      outcome: 'a card has the same date of registration for everybody, that of UTC',
    },
    () => {
      process.env.TZ = name;
      expect(new Date('2026-11-22').getTimezoneOffset()).toBe(offset);
      const catalogue = loadCatalogue();
      const dated = (locale: 'en' | 'ru', time: string) =>
        catalogue
          .createTranslator(locale)
          .t('card-registered', { date: new Date(`2026-11-22T${time}Z`) });
      for (const time of ['00:00:01', '23:59:59']) {
        expect(dated('en', time)).toContain('22 November 2026');
        expect(dated('ru', time)).toContain('22 ноября 2026');
      }
    },
  );
}
