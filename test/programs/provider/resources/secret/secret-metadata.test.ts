import type { CofferContext } from '../../../../../src/programs/provider/core/settings';
import { secretMetadata } from '../../../../../src/programs/provider/resources/secret/secret-metadata';

const WRITTEN = new Date('2026-03-01T12:00:00.987Z');
const DAY = 24 * 60 * 60 * 1000;

const metadata = (now: number, lastModified: Date | undefined = WRITTEN) =>
  secretMetadata(
    {
      name: '/api/key',
      arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/api/key',
      version: 3,
      keyId: undefined,
      tier: 'Standard',
      type: 'String',
      description: 'by hand',
      lastModified,
    },
    { 'aws:tag': 'x', 'coffer:revision': 'y', Team: 'payments' },
    now,
    {} as CofferContext,
  );

describe('the metadata of a secret', () => {
  test.each([
    ['a moment before a day has passed', DAY - 1, 0],
    ['when a day has passed', DAY, 1],
    ['after 400 days and a half', 400.5 * DAY, 400],
    ['by a clock that runs behind', -DAY, 0],
  ])('counts whole days %s', async (_when, after, days) => {
    expect(await metadata(WRITTEN.getTime() + after)).toMatchObject({ age_days: days, last_modified: '2026-03-01T12:00:00Z' });
  });

  test('has no tags of AWS or Coffer, and null for what is not there', async () => {
    expect(await metadata(0)).toMatchObject({ tags: { Team: 'payments' }, claim: null, kms_key_id: null, chamber_version: 0 });
  });
});
