import * as fc from 'fast-check';
import { type RotatorRequest, SCHEDULED_TIME } from '../../../src/contracts/rotation/requests';
import { parseRequest } from '../../../src/programs/rotator/requests';

const level = fc.stringMatching(/^[\w.-]{1,20}$/);
const parameter = fc.array(level, { minLength: 2, maxLength: 15 }).map((levels) => `/${levels.join('/')}`);
const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

test('a rotation is read as it was asked for', () => {
  const nil = undefined;
  const [when, only] = [fc.option(time, { nil }), fc.option(fc.boolean(), { nil })];
  const days = fc.option(fc.integer({ min: 1, max: 365 }), { nil });
  fc.assert(
    fc.property(parameter, when, days, only, (rotate, scheduled, afterDays, first) => {
      const request: RotatorRequest = { rotate, scheduled: scheduled?.toISOString(), afterDays, first };
      const read = parseRequest(JSON.parse(JSON.stringify(request)));
      expect(read).toEqual({ kind: 'rotate', secret: rotate, scheduled, afterDays, onlyFirst: first === true });
    }),
  );
});

test.each<[RotatorRequest, object]>([
  [{ rollback: '/api/db' }, { kind: 'rollback', secret: '/api/db' }],
  [{ check: true }, { kind: 'check' }],
  [{ remind: 'datadog/admin' }, { kind: 'remind', secret: 'datadog/admin' }],
])('%j is read as it was asked for', (request, read) => {
  expect(parseRequest(request)).toEqual(read);
});

test('the time of a schedule is what the scheduler puts in', () => {
  // As EventBridge Scheduler writes it, to the second.
  const request: RotatorRequest = { rotate: '/api/db', scheduled: SCHEDULED_TIME };
  const input = JSON.stringify(request).replace('<aws.scheduler.scheduled-time>', '2027-01-31T03:00:00Z');
  expect(parseRequest(JSON.parse(input))).toMatchObject({ scheduled: new Date('2027-01-31T03:00:00Z') });
  expect(() => parseRequest(request)).toThrow('scheduled is not a time');
});
