import type { ManifestReader } from '../../../../src/contracts/manifest';
import { readersOf } from '../../../../src/programs/cli/audit/declared-readers';
import { trailEvent } from '../../../../src/programs/cli/audit/trail-events';

const OWN = '111122223333';
const READER: ManifestReader = { access: 'read', role: null, address: null, stack: null, account: null, arn: null, region: null };
const role = (account: string) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${account}:assumed-role/task/s`,
  sessionContext: { sessionIssuer: { userName: 'task', arn: `arn:aws:iam::${account}:role/app/task` } },
});
const user = (account: string) => ({ type: 'IAMUser', userName: 'task', arn: `arn:aws:iam::${account}:user/task` });

test.each<[string, object, Partial<ManifestReader>, string, boolean]>([
  ['the declared role', role(OWN), { role: 'task' }, 'task', true],
  ['a user of the name of the declared role', user(OWN), { role: 'task' }, 'user task', false],
  ['a role of another account', role('666666666666'), { role: 'task' }, 'task of account 666666666666', false],
  [
    'the declared role of another account',
    role('444455556666'),
    { role: 'task', account: '444455556666' },
    'task of account 444455556666',
    true,
  ],
  ['the declared user', user(OWN), { arn: `arn:aws:iam::${OWN}:user/task` }, 'user task', true],
  ['a role of the name of the declared user', role(OWN), { arn: `arn:aws:iam::${OWN}:user/task` }, 'task', false],
])('%s is told from namesakes', (_, userIdentity, declared, who, isDeclared) => {
  const record = { eventTime: '2026-11-28T12:00:00Z', eventName: 'Decrypt', userIdentity, requestParameters: { name: '/api/db' } };
  const rows = readersOf([{ name: '/api/db', readers: [{ ...READER, ...declared }] }], [trailEvent(JSON.stringify(record))!], true, OWN);
  expect(rows.filter(({ reads }) => reads > 0)).toMatchObject([{ who, declared: isDeclared }]);
});
