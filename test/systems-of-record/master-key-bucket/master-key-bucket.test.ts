import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { CertificateAuthority, Grantee, MasterKey, MasterKeyBucket, MasterKeyReplication, SecretVault, VaultKey } from '../../../src';
import { thrownBy } from '../../support/errors';
import { type Block, newStack, synthesize } from '../../support/synth';

const BREAK_GLASS = ['arn:aws:iam::111122223333:role/break-glass'];
const DEPLOYERS = ['arn:aws:iam::111122223333:role/deploy'];
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111';

interface BucketPolicy {
  readonly Statement: {
    readonly Sid: string;
    readonly NotResource?: string[];
    readonly Condition?: Record<string, Record<string, string[]>>;
  }[];
}

function bucketPolicy(resource: Record<string, Record<string, Block>>): BucketPolicy {
  const [, block] = Object.entries(resource.aws_s3_bucket_policy!).find(([id]) => !id.includes('log'))!;
  return JSON.parse(block.policy as string) as BucketPolicy;
}

test('a bucket whose deployers are named nowhere is refused, since its policy would deny them its updates and its destroy', () => {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: BREAK_GLASS });
  expect(thrownBy(() => new MasterKeyBucket(stack, 'keys', { vault }))).toEqual({
    name: 'VaultConfigurationError',
    message:
      "MasterKeyBucket 'dev/keys': deployers names nobody, so that the policy of the bucket would deny whoever deploys its " +
      'plans, updates and destroy. ' +
      "Name the roles that deploy, in deployers of the vault or of its MasterKeyBucket: ['arn:aws:iam::<account>:role/<name>'].",
  });
});

test('a vault whose key has a policy of its own names the deployers of its bucket there, and they never break the glass', () => {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: BREAK_GLASS, key: VaultKey.fromArn(KEY) });
  expect(thrownBy(() => new MasterKeyBucket(stack, 'other', { vault, deployers: BREAK_GLASS })).message).toContain(
    'is in both breakGlass and deployers',
  );
  const other = newStack();
  const its = new SecretVault(other, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: BREAK_GLASS, key: VaultKey.fromArn(KEY) });
  new MasterKeyBucket(other, 'keys', { vault: its, deployers: DEPLOYERS });
  const { Statement } = bucketPolicy(synthesize(other).resource);
  const saying = (sid: string) => Statement.find(({ Sid }) => Sid === sid);
  expect(saying('DeployersConfigure')!.Condition).toEqual({ ArnNotLike: { 'aws:PrincipalArn': DEPLOYERS } });
  // The simulator knows no calls through access points.
  expect(saying('NoAccessPoints')).toMatchObject({
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 's3:*',
    Condition: { Null: { 's3:DataAccessPointArn': 'false' } },
  });
});

test(
  'deployers whose ARN Terraform learns have to be roles before the policy is written, ' + 'which nobody else could change after that',
  () => {
    const stack = newStack();
    const me = new DataAwsCallerIdentity(stack, 'me');
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: BREAK_GLASS, key: VaultKey.fromArn(KEY) });
    new MasterKeyBucket(stack, 'keys', { vault, deployers: [me.arn] });
    const [, policy] = Object.entries(synthesize(stack).resource.aws_s3_bucket_policy!).find(([id]) => !id.includes('log'))!;
    expect((policy.lifecycle as { precondition: { condition: string }[] }).precondition.map(({ condition }) => condition)).toEqual([
      '${can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$", data.aws_caller_identity.me.arn))}',
    ]);
  },
);

test('a reader of several keys is held to all of them in one statement, also under two objects', () => {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: BREAK_GLASS, deployers: DEPLOYERS });
  const reader = new IamRole(stack, 'reader', { name: 'reader', assumeRolePolicy: '{}' });
  const other = new IamRole(stack, 'other', { name: 'other', assumeRolePolicy: '{}' });
  const master = (key: string) => new MasterKey(stack, key, { vault, service: 'pki', key });
  for (const key of ['one', 'two']) master(key).grantRead(reader);
  master('three').grantRead(Grantee.fromRoleName(stack, 'reader'));
  master('four').grantRead(other);
  const { Statement } = bucketPolicy(synthesize(stack).resource);
  const own = Statement.filter(({ Sid }) => Sid.startsWith('OwnObjectsOnly'));
  const held = own.map(({ NotResource, Condition }) => [
    Condition!.ArnEquals!['aws:PrincipalArn'],
    NotResource!.map((arn) => arn.replace(/^.*\//, '')),
  ]);
  expect(held).toEqual([
    [['${aws_iam_role.other.arn}'], ['four.pem']],
    [['${aws_iam_role.reader.arn}'], ['one.pem', 'three.pem', 'two.pem']],
  ]);
});

test('readers of the same keys share a statement, and whoever deploys and signs, or breaks the glass, is held to none', () => {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: BREAK_GLASS, deployers: DEPLOYERS });
  const role = (name: string) => new IamRole(stack, name, { name, assumeRolePolicy: '{}' });
  const [one, two, three, signer] = ['one', 'two', 'three', 'signer'].map(role) as [IamRole, IamRole, IamRole, IamRole];
  const [first, second] = ['first', 'second'].map((key) => new MasterKey(stack, key, { vault, service: 'pki', key })) as [
    MasterKey,
    MasterKey,
  ];
  for (const reader of [one, two, signer]) first.grantRead(reader);
  second.grantRead(three);
  new CertificateAuthority(stack, 'root', { vault, key: 'root', subject: { commonName: 'Acme Root' }, signers: [signer] });
  const { Statement } = bucketPolicy(synthesize(stack).resource);
  const own = Statement.filter(({ Sid }) => Sid.startsWith('OwnObjectsOnly'));
  const objects = (key: string) => [expect.stringMatching(`/pki/${key}\\.pem$`) as string];
  expect(own.map(({ NotResource, Condition }) => [Condition!.ArnEquals!['aws:PrincipalArn'], NotResource])).toEqual([
    [['${aws_iam_role.one.arn}', '${aws_iam_role.two.arn}'], objects('first')],
    [['${aws_iam_role.three.arn}'], objects('second')],
  ]);
  expect(Statement.find(({ Sid }) => Sid === 'DeployersConfigure')!.Condition!.ArnNotLike!['aws:PrincipalArn']).toEqual([
    ...DEPLOYERS,
    '${aws_iam_role.signer.arn}',
  ]);
});

test('the policy comes after all that it guards, and so goes first: where that is refused, nothing else goes', () => {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: BREAK_GLASS, deployers: DEPLOYERS });
  const provider = new AwsProvider(stack, 'far', { alias: 'far', region: 'eu-central-1' });
  new MasterKeyBucket(stack, 'keys', {
    vault,
    objectLockDays: 30,
    replication: MasterKeyReplication.toRegion({ region: 'eu-central-1', provider }),
  });
  const { resource } = synthesize(stack);
  const all = Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([id, block]) => [`${type}.${id}`, JSON.stringify(block)] as const),
  );
  /** All that has to be there before something, at first or second hand. */
  const before = (address: string, found = new Set<string>()): Set<string> => {
    const text = all.find(([each]) => each === address)![1];
    for (const [each] of all) {
      if (each === address || found.has(each) || !new RegExp(`${each.replace(/[.-]/g, '\\$&')}(?![\\w-])`).test(text)) continue;
      before(each, found.add(each));
    }
    return found;
  };
  const policies = all
    .map(([address]) => address)
    .filter((address) => /^aws_s3_bucket_policy\.keys_(replication_copy_)?policy/.test(address));
  expect(policies).toHaveLength(2);
  const guarded = new Set(policies.flatMap((address) => [...before(address)]));
  const buckets = all.map(([address]) => address).filter((address) => address.startsWith('aws_s3_bucket') && !policies.includes(address));
  expect(buckets.length).toBeGreaterThan(20);
  expect(buckets.filter((address) => !guarded.has(address))).toEqual([]);
});

describe('a break-glass role of IAM Identity Center, which cannot show AWS a second factor,', () => {
  const SSO = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_BreakGlass_0123456789abcdef';
  const declare = (breakGlass: string[], more: { vault?: boolean; bucket?: boolean } = {}) => {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', {
      namespace: 'acme',
      stage: 'dev',
      breakGlass,
      deployers: DEPLOYERS,
      mfaEnforcedByIdentityCenter: more.vault,
    });
    new MasterKeyBucket(stack, 'keys', { vault, mfaEnforcedByIdentityCenter: more.bucket });
    return stack;
  };
  const asked = (stack: ReturnType<typeof newStack>) =>
    bucketPolicy(synthesize(stack).resource).Statement.find(({ Sid }) => Sid === 'BreakGlassWithSecondFactor')?.Condition!.ArnLike![
      'aws:PrincipalArn'
    ];

  test('is refused, with the ways that work', () => {
    for (const more of [{}, { vault: false }, { vault: true, bucket: false }]) {
      expect(thrownBy(() => declare([...BREAK_GLASS, SSO], more))).toEqual({
        name: 'VaultConfigurationError',
        message:
          `MasterKeyBucket 'dev/keys': breakGlass has '${SSO}', a role of IAM Identity Center, ` +
          `whose sessions cannot show AWS a second factor, which the policy of the bucket asks for. ` +
          'Name an IAM role whose trust policy wants aws:MultiFactorAuthPresent, or an IAM user with an MFA device. ' +
          'Or have Identity Center ask for a second factor at every sign-in, and say mfaEnforcedByIdentityCenter: true.',
      });
    }
  });

  test('is let in where Identity Center is said to ask for one, and the others still show theirs', () => {
    expect(asked(declare([...BREAK_GLASS, SSO], { vault: true }))).toEqual(BREAK_GLASS);
    expect(asked(declare([SSO], { bucket: true }))).toBeUndefined();
    const { Statement } = bucketPolicy(synthesize(declare([SSO], { bucket: true })).resource);
    expect(Statement.find(({ Sid }) => Sid === 'ReadByNameOnly')!.Condition!.ArnNotLike!['aws:PrincipalArn']).toEqual([SSO, ...DEPLOYERS]);
  });

  test('is found by Terraform where only apply knows its ARN', () => {
    const stack = newStack();
    const role = new IamRole(stack, 'glass', { name: 'glass', assumeRolePolicy: '{}' });
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: [role.arn], deployers: DEPLOYERS });
    new MasterKeyBucket(stack, 'keys', { vault });
    const [, policy] = Object.entries(synthesize(stack).resource.aws_s3_bucket_policy!).find(([id]) => !id.includes('log'))!;
    expect((policy.lifecycle as { precondition: { condition: string }[] }).precondition.map(({ condition }) => condition)).toEqual([
      '${!can(regex(":role/aws-reserved/sso[.]amazonaws[.]com/", aws_iam_role.glass.arn))}',
    ]);
  });
});
