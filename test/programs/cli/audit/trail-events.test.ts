import { trailEvent } from '../../../../src/programs/cli/audit/trail-events';

const ARN = 'arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/api/db';
const record = (more: object) =>
  trailEvent(JSON.stringify({ eventTime: '2026-11-28T12:00:00Z', eventName: 'Decrypt', userIdentity: { type: 'Root' }, ...more }));

describe('a record of CloudTrail', () => {
  test.each(['null', '1', '"text"', 'no JSON'])('that is %s is passed over', (text) => {
    expect(trailEvent(text)).toBeUndefined();
  });

  test.each([
    ['a name', { name: '/api/db' }],
    ['a name with a version', { name: '/api/db:3' }],
    ['an ARN of another partition', { name: ARN }],
    ['an ARN with a label', { name: `${ARN}:current` }],
    ['a list', { names: ['/api/db'] }],
    ['the encryption context', { encryptionContext: { PARAMETER_ARN: ARN } }],
  ])('names a parameter by %s', (_, requestParameters) => {
    expect(record({ requestParameters })).toMatchObject({ names: ['/api/db'], who: 'root', denied: false });
  });

  test('that IAM refused names it in the message alone', () => {
    const errorMessage = `User: arn:aws:iam::1:user/eve is not authorized to perform: ssm:PutParameter on resource: ${ARN} because no policy allows it`;
    expect(record({ errorCode: 'AccessDenied', errorMessage, requestParameters: null })).toMatchObject({
      names: ['/api/db'],
      denied: true,
    });
  });

  test.each([
    ['of other encrypted things', { requestParameters: { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::bucket' } } }],
    ['without parameters', { requestParameters: null }],
    ['without an identity and a time', { eventTime: undefined, requestParameters: { name: '/api/db' } }],
  ])('%s is none of ours', (_, more) => {
    expect(record(more)).toBeUndefined();
    expect(trailEvent('{')).toBeUndefined();
  });

  test.each([
    [
      { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/api/i-1', sessionContext: { sessionIssuer: { userName: 'api' } } },
      { who: 'api/i-1', role: 'api' },
    ],
    [{ type: 'IAMUser', userName: 'eve', arn: 'arn:aws:iam::1:user/team/eve' }, { who: 'eve' }],
    [{ type: 'AWSService', invokedBy: 'ssm.amazonaws.com' }, { who: 'ssm.amazonaws.com' }],
    [{ type: 'AWSAccount', accountId: '222233334444' }, { who: 'account 222233334444' }],
    [
      { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/api/s', sessionContext: { sourceIdentity: 'ada' } },
      { who: 'api/s', role: 'api', sourceIdentity: 'ada' },
    ],
  ])('of %j says who', (userIdentity, caller) => {
    expect(record({ userIdentity, requestParameters: { name: '/api/db' } })).toMatchObject(caller);
  });
});
