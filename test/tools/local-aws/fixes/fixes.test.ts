import { ATHENA } from './athena';
import { AUTHORIZATION } from './authorization';
import { CHANGES } from './changes';
import { CLOUDTRAIL } from './cloudtrail';
import { EVENT_TARGETS } from './event-targets';
import { EVENTS } from './events';
import { clientSettings } from './fault';
import { IAM } from './iam';
import { KMS } from './kms';
import { LAMBDA } from './lambda';
import { LOGS } from './logs';
import { RAM } from './ram';
import { S3 } from './s3';
import { SECRETS_MANAGER } from './secretsmanager';
import { SQS } from './sqs';
import { SSM } from './ssm';
import { LocalAws } from '../../../../tools/local-aws/local-aws';

// One moto as it is and one with the fixes, for all of them: a server takes a second to start.
let stock: LocalAws;
let fixed: LocalAws;

beforeAll(async () => {
  [stock, fixed] = await Promise.all([LocalAws.start({ withoutFixes: true }), LocalAws.start()]);
}, 60_000);

afterAll(() => Promise.all([stock?.stop(), fixed?.stop()]));

// A pair of tests for each fix: the fault is still there, and the fix mends it. When a newer moto mends it itself,
// the failing test says which fix to drop.
describe.each([
  ...ATHENA,
  ...KMS,
  ...SQS,
  ...LOGS,
  ...LAMBDA,
  ...IAM,
  ...SECRETS_MANAGER,
  ...CLOUDTRAIL,
  ...EVENTS,
  ...EVENT_TARGETS,
  ...RAM,
  ...S3,
  ...SSM,
  ...CHANGES,
  ...AUTHORIZATION,
])('fix $fix', (fault) => {
  test(`drop fix ${fault.fix} when this fails: stock moto does not do what AWS does: ${fault.behaviour}`, async () => {
    expect(await fault.observe(clientSettings(stock.endpoint, stock.credentials), stock)).toEqual(fault.onStock);
  }, 20_000);

  test(`mends moto: ${fault.behaviour}`, async () => {
    expect(await fault.observe(clientSettings(fixed.endpoint, fixed.credentials), fixed)).toEqual(fault.mended);
  }, 20_000);
});
