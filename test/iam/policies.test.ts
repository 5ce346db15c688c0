import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { ApplicationSecret, ParameterTier, SecretSource, SecretVault } from '../../src';
import { DeployedStack } from '../support/iam';
import { newStack, synthesize } from '../support/synth';

const DEPLOYER = 'arn:aws:iam::111122223333:role/deploy';
const ADMINISTRATOR = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

/** A stage, deployed: `reader` reads api/db_password, `writer` writes it; both leave api/other and web/db_password alone. */
function deployed(stage: string, account: string, keyId: string): DeployedStack {
  const stack = newStack(undefined, stage);
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage, deployers: [`arn:aws:iam::${account}:role/deploy`] });
  const secret = (service: string, key: string, tier?: ParameterTier) =>
    new ApplicationSecret(stack, `${service}-${key}`, { vault, service, key, tier, source: SecretSource.generated() });
  const own = secret('api', 'db_password');
  const large = secret('api', 'large', ParameterTier.ADVANCED);
  secret('api', 'other');
  secret('web', 'db_password');
  const reader = new IamRole(stack, 'reader', { assumeRolePolicy: '{}' });
  const writer = new IamRole(stack, 'writer', { assumeRolePolicy: '{}' });
  own.grantRead(reader);
  own.grantWrite(writer);
  large.grantWrite(writer);
  secret('api', 'standard', ParameterTier.STANDARD).grantWrite(writer);
  return new DeployedStack(synthesize(stack), { account, region: 'eu-west-1', keyId });
}

const dev = deployed('dev', '111122223333', '11111111-1111-1111-1111-111111111111');
const prod = deployed('prod', '444455556666', '22222222-2222-2222-2222-222222222222');
const sameAccountProd = deployed('prod', '111122223333', '22222222-2222-2222-2222-222222222222');

const OWN = '/api/db_password';
const [READER, WRITER] = [dev.roleArn('reader'), dev.roleArn('writer')];

/** Decides a call of one of the stage's own roles. */
async function ssm(role: 'reader' | 'writer', action: string, parameter: string, where = dev): Promise<string> {
  return dev.decide({ principal: dev.roleArn(role), policies: dev.policiesOf(role), action, resource: where.parameterArn(parameter) });
}

async function kms(
  role: 'reader' | 'writer',
  action: string,
  context: { readonly [key: string]: string },
  keyPolicy?: string,
): Promise<string> {
  return dev.decide({ principal: dev.roleArn(role), policies: dev.policiesOf(role), action, resource: dev.keyArn, context, keyPolicy });
}

/** What KMS knows of a call about the own secret, with some of it changed or missing. */
function changed(change: { readonly [key: string]: string | undefined }): { [key: string]: string } {
  const context = Object.entries({ ...dev.throughParameterStore(OWN), ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(context) as { [key: string]: string };
}

/** The policy of a key that leaves everything to IAM, as KMS gives it to a key that is made without one. */
const DELEGATING_KEY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' }],
});

describe('a role that may read a secret', () => {
  test.each(['ssm:GetParameter', 'ssm:GetParameters'])('reads it by %s', async (action) => {
    expect(await ssm('reader', action, OWN)).toBe('Allowed');
  });

  test('decrypts it through Parameter Store', async () => {
    expect(await kms('reader', 'kms:Decrypt', dev.throughParameterStore(OWN))).toBe('Allowed');
    expect(await kms('reader', 'kms:Decrypt', dev.throughParameterStore(OWN), DELEGATING_KEY)).toBe('Allowed');
  });

  test.each([
    ['another key of the service', '/api/other'],
    ['the same key of another service', '/web/db_password'],
    ['a key below its own', `${OWN}/more`],
    ['a key that only begins like its own', `${OWN}2`],
  ])('does not read %s', async (_, parameter) => {
    expect(await ssm('reader', 'ssm:GetParameter', parameter)).toBe('ImplicitlyDenied');
    expect(await kms('reader', 'kms:Decrypt', dev.throughParameterStore(parameter))).toBe('ImplicitlyDenied');
  });

  test('does not read the same secret of another stage in another account', async () => {
    expect(await ssm('reader', 'ssm:GetParameter', OWN, prod)).toBe('ImplicitlyDenied');
    const call = { principal: READER, policies: dev.policiesOf('reader'), action: 'kms:Decrypt', resource: prod.keyArn };
    expect(await prod.decide({ ...call, context: prod.throughParameterStore(OWN, '111122223333') })).toBe('ImplicitlyDenied');
  });

  test('does not decrypt under the key of another stage in the same account', async () => {
    const call = { principal: READER, policies: dev.policiesOf('reader'), action: 'kms:Decrypt', resource: sameAccountProd.keyArn };
    expect(await sameAccountProd.decide({ ...call, context: sameAccountProd.throughParameterStore(OWN) })).toBe('ImplicitlyDenied');
  });

  test.each([
    'ssm:PutParameter',
    'ssm:DeleteParameter',
    'ssm:GetParameterHistory',
    'ssm:GetParametersByPath',
    'ssm:LabelParameterVersion',
    'ssm:AddTagsToResource',
  ])('has no %s', async (action) => {
    expect(await ssm('reader', action, OWN)).toBe('ImplicitlyDenied');
  });

  test.each(['kms:Encrypt', 'kms:GenerateDataKey'])('has no %s', async (action) => {
    expect(await kms('reader', action, dev.throughParameterStore(OWN))).toBe('ImplicitlyDenied');
  });

  test.each([
    ['without Parameter Store in between', { 'kms:ViaService': undefined }],
    ['through another service', { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' }],
    ['through Parameter Store of another region', { 'kms:ViaService': 'ssm.us-east-1.amazonaws.com' }],
    ["with another parameter's context", { 'kms:EncryptionContext:PARAMETER_ARN': dev.parameterArn('/api/other') }],
    ['without a context', { 'kms:EncryptionContext:PARAMETER_ARN': undefined }],
  ])('does not decrypt %s', async (_, change) => {
    expect(await kms('reader', 'kms:Decrypt', changed(change))).toBe('ImplicitlyDenied');
    // Its own policy is enough: a vault may use a key that leaves everything to IAM.
    expect(await kms('reader', 'kms:Decrypt', changed(change), DELEGATING_KEY)).toBe('ImplicitlyDenied');
  });
});

describe('a role that may write a secret', () => {
  test('writes it', async () => {
    expect(await ssm('writer', 'ssm:PutParameter', OWN)).toBe('Allowed');
    expect(await kms('writer', 'kms:Encrypt', dev.throughParameterStore(OWN))).toBe('Allowed');
  });

  test('writes one of the advanced tier, which takes a data key', async () => {
    expect(await ssm('writer', 'ssm:PutParameter', '/api/large')).toBe('Allowed');
    expect(await kms('writer', 'kms:GenerateDataKey', dev.throughParameterStore('/api/large'))).toBe('Allowed');
  });

  test('gets no data key for one of the standard tier, and no direct encryption for one of the advanced tier', async () => {
    for (const parameter of [OWN, '/api/standard']) {
      expect(await kms('writer', 'kms:GenerateDataKey', dev.throughParameterStore(parameter))).toBe('ImplicitlyDenied');
    }
    expect(await kms('writer', 'kms:Encrypt', dev.throughParameterStore('/api/large'))).toBe('ImplicitlyDenied');
  });

  test('finds out its version number without reading it', async () => {
    const call = { principal: WRITER, policies: dev.policiesOf('writer'), action: 'ssm:DescribeParameters', resource: '*' };
    expect(await dev.decide(call)).toBe('Allowed');
  });

  test.each([
    'ssm:GetParameter',
    'ssm:GetParameters',
    'ssm:GetParametersByPath',
    'ssm:GetParameterHistory',
    'ssm:DeleteParameter',
    'ssm:DeleteParameters',
  ])('has no %s', async (action) => {
    expect(await ssm('writer', action, OWN)).toBe('ImplicitlyDenied');
  });

  test('does not decrypt', async () => {
    expect(await kms('writer', 'kms:Decrypt', dev.throughParameterStore(OWN))).toBe('ImplicitlyDenied');
  });

  test.each(['/api/other', '/web/db_password'])('does not write %s', async (parameter) => {
    expect(await ssm('writer', 'ssm:PutParameter', parameter)).toBe('ImplicitlyDenied');
    expect(await kms('writer', 'kms:Encrypt', dev.throughParameterStore(parameter))).toBe('ImplicitlyDenied');
  });

  test('does not encrypt without Parameter Store in between', async () => {
    expect(await kms('writer', 'kms:Encrypt', changed({ 'kms:ViaService': undefined }))).toBe('ImplicitlyDenied');
    expect(await kms('writer', 'kms:Encrypt', changed({ 'kms:ViaService': undefined }), DELEGATING_KEY)).toBe('ImplicitlyDenied');
  });
});

describe("a vault's key", () => {
  const administrator = { policies: [ADMINISTRATOR], resource: dev.keyArn };

  test('never decrypts for a role that deploys, though it has AdministratorAccess', async () => {
    const call = { ...administrator, principal: DEPLOYER, action: 'kms:Decrypt', context: dev.throughParameterStore(OWN) };
    expect(await dev.decide(call)).toBe('ExplicitlyDenied');
  });

  test('encrypts for a role that deploys, and describes itself to it', async () => {
    const call = { ...administrator, principal: DEPLOYER };
    expect(await dev.decide({ ...call, action: 'kms:Encrypt', context: dev.throughParameterStore(OWN) })).toBe('Allowed');
    expect(await dev.decide({ ...call, action: 'kms:DescribeKey' })).toBe('Allowed');
  });

  test('is administered by IAM of its account', async () => {
    for (const action of ['kms:PutKeyPolicy', 'kms:CancelKeyDeletion', 'kms:EnableKeyRotation', 'kms:TagResource']) {
      expect(await dev.decide({ ...administrator, principal: dev.roleArn('administrator'), action })).toBe('Allowed');
    }
  });

  const losses = ['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:DeleteAlias', 'kms:UpdateAlias'];

  test.each(losses)('refuses %s to everybody, until an apply has turned its protection off', async (action) => {
    const stack = newStack(undefined, 'unprotected');
    new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', deployers: [DEPLOYER], deletionProtection: false });
    const unprotected = new DeployedStack(synthesize(stack), {
      account: '111122223333',
      region: 'eu-west-1',
      keyId: '11111111-1111-1111-1111-111111111111',
    });
    for (const principal of [dev.roleArn('administrator'), DEPLOYER, 'arn:aws:iam::111122223333:root']) {
      expect(await dev.decide({ ...administrator, principal, action })).toBe('ExplicitlyDenied');
      expect(await dev.decide({ ...administrator, principal, action: 'kms:PutKeyPolicy' })).toBe('Allowed');
      expect(await unprotected.decide({ ...administrator, principal, action, resource: unprotected.keyArn })).toBe('Allowed');
    }
  });

  const uses = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];

  test.each(uses)('does %s for an administrator through Parameter Store', async (action) => {
    expect(await dev.decide({ ...administrator, principal: dev.roleArn('administrator'), action, context: changed({}) })).toBe('Allowed');
  });

  test.each(
    uses.flatMap(
      (action) =>
        [
          [action, 'without Parameter Store in between', { 'kms:ViaService': undefined }],
          [action, 'through Parameter Store of another region', { 'kms:ViaService': 'ssm.us-east-1.amazonaws.com' }],
          [action, 'for a parameter of another account', { 'kms:EncryptionContext:PARAMETER_ARN': prod.parameterArn(OWN) }],
          [action, 'for nothing that is a parameter', { 'kms:EncryptionContext:PARAMETER_ARN': undefined }],
          [action, 'on behalf of another account', { 'kms:CallerAccount': '999988887777' }],
        ] as const,
    ),
  )('does no %s for an administrator %s', async (action, _, change) => {
    expect(await dev.decide({ ...administrator, principal: dev.roleArn('administrator'), action, context: changed(change) })).toBe(
      'ImplicitlyDenied',
    );
  });

  test.each(['kms:CreateGrant', 'kms:ReEncryptFrom', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:GenerateDataKeyPair'])(
    'does no %s for anyone: it would lead around Parameter Store',
    async (action) => {
      expect(await dev.decide({ ...administrator, principal: dev.roleArn('administrator'), action })).toBe('ImplicitlyDenied');
    },
  );

  test('does nothing for an administrator of another account, who calls from there', async () => {
    const outsider = { ...administrator, principal: 'arn:aws:iam::999988887777:role/admin' };
    for (const action of ['kms:Decrypt', 'kms:DescribeKey', 'kms:PutKeyPolicy']) {
      const context = action === 'kms:Decrypt' ? dev.throughParameterStore(OWN, '999988887777') : {};
      expect(await dev.decide({ ...outsider, action, context })).toBe('ImplicitlyDenied');
    }
  });
});

test('no statement of a role names the resource * but the one that reads version numbers', () => {
  const statements = ['reader', 'writer']
    .flatMap((role) => dev.policiesOf(role))
    .flatMap((policy) => (JSON.parse(policy) as { Statement: { Action: string | string[]; Resource: string | string[] }[] }).Statement);
  expect(statements.filter(({ Resource }) => Resource.includes('*')).map(({ Action }) => Action)).toEqual(['ssm:DescribeParameters']);
  expect(JSON.stringify(statements.filter(({ Action }) => Action !== 'ssm:DescribeParameters'))).not.toContain('*');
});
