import * as fc from 'fast-check';
import { type RotatorRequest, SCHEDULED_TIME } from '../../../src/contracts/rotation/requests';
import { parseRequest } from '../../../src/programs/rotator/requests';

const level = fc.stringMatching(/^[\w.-]{1,20}$/);
const parameter = fc.array(level, { minLength: 2, maxLength: 15 }).map((levels) => `/${levels.join('/')}`);
const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

test('a rotation is read as it was asked for', () => {
  fc.assert(fc.property(parameter, fc.option(time), fc.option(fc.integer({ min: 1, max: 365 })), fc.option(fc.boolean()), (rotate, scheduled, afterDays, first) => {
    const request: RotatorRequest = { rotate, scheduled: scheduled?.toISOString(), afterDays: afterDays ?? undefined, first: first ?? undefined };
    expect(parseRequest(JSON.parse(JSON.stringify(request)))).toEqual({
      kind: 'rotate', secret: rotate, scheduled: scheduled ?? undefined, afterDays: afterDays ?? undefined, onlyFirst: first === true,
    });
  }));
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
  const input = JSON.stringify({ rotate: '/api/db', scheduled: SCHEDULED_TIME } satisfies RotatorRequest).replace('<aws.scheduler.scheduled-time>', '2027-01-31T03:00:00Z');
  expect(parseRequest(JSON.parse(input))).toMatchObject({ scheduled: new Date('2027-01-31T03:00:00Z') });
  expect(() => parseRequest({ rotate: '/api/db', scheduled: SCHEDULED_TIME })).toThrow('scheduled is not a time');
});
