import { RotationSchedule } from '../../src';
import { thrownBy } from '../support/errors';

describe('a cron expression', () => {
  test.each([
    '0 3 ? * SUN *',
    '0 3 * * ? *',
    '0/15 8-18 ? * MON-FRI *',
    '0 0 L * ? 2027',
    '30 22 15W * ? *',
    '0 0 LW * ? *',
    '0 6 ? 1,4,JUL,OCT 2#1 2026-2030',
    '0 4 ? * 6L *',
    '59 23 31 12 ? 2199',
    '*/5 * * * ? *',
    'cron(0 3 ? * sun *)',
  ])('is taken: %s', (expression) => {
    expect(() => RotationSchedule.cron(expression, 7)).not.toThrow();
  });

  test.each([
    ['60 3 ? * SUN *', "has '60' for its minutes. Write numbers from 0 to 59, lists"],
    ['0 24 ? * SUN *', "has '24' for its hours."],
    ['0 0 32 * ? *', "has '32' for its day of month."],
    ['0 0 0 * ? *', "has '0' for its day of month."],
    ['0 0 1 13 ? *', "has '13' for its month. Write numbers from 1 to 12, or JAN to DEC"],
    ['0 0 1 MAI ? *', "has 'MAI' for its month."],
    ['0 0 ? * 0 *', "has '0' for its day of week. Write numbers from 1 to 7, or SUN to SAT"],
    ['0 0 ? * 8 *', "has '8' for its day of week."],
    ['0 0 ? * 2#6 *', "has '2#6' for its day of week."],
    ['0 0 1 * ? 1969', "has '1969' for its year."],
    ['0 18-8 1 * ? *', "has '18-8' for its hours."],
    ['0/0 8 1 * ? *', "has '0/0' for its minutes."],
    ['0,,5 8 1 * ? *', "has '' for its minutes."],
    ['0 8 1 * ? $(id)', "has '$(ID)' for its year."],
    ['0 8 1 *-5 ? *', "has '*-5' for its month."],
  ])('is refused: %s', (expression, message) => {
    const error = thrownBy(() => RotationSchedule.cron(expression, 7));
    expect(error.name).toBe('RotationError');
    expect(error.message).toContain(message);
  });
});

test('a schedule ends after it starts', () => {
  const [earlier, later] = ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'];
  expect(() => RotationSchedule.afterDays(30, { startDate: earlier, endDate: later })).not.toThrow();
  for (const [startDate, endDate] of [
    [later, earlier],
    [earlier, earlier],
  ]) {
    expect(thrownBy(() => RotationSchedule.afterDays(30, { startDate, endDate })).message).toContain(
      `endDate ${endDate} is not after startDate ${startDate}`,
    );
  }
});
