import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { BootstrapSecret, Grantee, IGrantee, SecretSource, SecretVault } from '../../src';
import { thrownBy } from '../support/errors';
import { type Call, DeployedStack } from '../support/iam';
import { newApp, newStack, only, synthesize } from '../support/synth';

const DEPLOYMENT = { account: '111122223333', region: 'eu-west-1', keyId: '11111111-1111-1111-1111-111111111111' };
const BREAK_GLASS = 'arn:aws:iam::111122223333:role/break-glass';
const NAME = '/bootstrap/hashicorp-vault/root_token';

function declare() {
  const stack = newStack(newApp(), 'prod');
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod', breakGlass: [BREAK_GLASS], deployers: ['arn:aws:iam::111122223333:role/deploy'] });
  const role = new IamRole(stack, 'terraform', { name: 'terraform', assumeRolePolicy: '{}' });
  const secret = new BootstrapSecret(stack, 'root-token', { vault, system: 'hashicorp-vault', key: 'root_token', source: SecretSource.supplied(), readers: [role] });
  return { stack, vault, role, secret };
}

describe('a bootstrap secret', () => {
  const { stack } = declare();
  const configuration = synthesize(stack);
  const deployed = new DeployedStack(configuration, DEPLOYMENT);

  test('is a parameter under /bootstrap, encrypted under a key of its own', () => {
    expect(only(configuration.resource.coffer_secret)).toMatchObject({ name: NAME, claim: 'prod/root-token' });
    expect(only(configuration.resource.coffer_secret).kms_key_id).toMatch(/^\$\{aws_kms_alias\.vault_bootstrap-key_alias_\w+\.name\}$/);
    expect(Object.values(configuration.resource.aws_kms_alias!).map(({ name }) => name as string).sort()).toEqual(['alias/acme-prod-bootstrap', 'alias/acme-prod-chamber']);
  });

  describe('is decrypted by the named roles and in emergencies, and by nobody else whatever IAM allows', () => {
    const keyId = Object.keys(configuration.resource.aws_kms_key!).find((id) => id.includes('bootstrap'))!;
    const [keyArn, keyPolicy] = [deployed.keyArnOf(keyId), deployed.policyOf('aws_kms_key', keyId)];
    const everything = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
    const terraform = deployed.roleArn('terraform');
    const policies = deployed.policiesOf('terraform');
    const through = deployed.throughParameterStore(NAME);
    const cases: [string, string, Omit<Call, 'policies'> & { readonly policies?: readonly string[] }][] = [
      ['Allowed', 'a named role reads the parameter', { principal: terraform, policies, action: 'ssm:GetParameter', resource: deployed.parameterArn(NAME) }],
      ['Allowed', 'and has it decrypted', { principal: terraform, policies, action: 'kms:Decrypt', resource: keyArn, context: through }],
      ['ImplicitlyDenied', 'it reads no other parameter', { principal: terraform, policies, action: 'ssm:GetParameter', resource: deployed.parameterArn('/bootstrap/hashicorp-vault/other') }],
      ['ImplicitlyDenied', 'nor all below a path', { principal: terraform, policies, action: 'ssm:GetParametersByPath', resource: deployed.parameterArn('/bootstrap') }],
      ['ImplicitlyDenied', 'nor its history', { principal: terraform, policies, action: 'ssm:GetParameterHistory', resource: deployed.parameterArn(NAME) }],
      ['ImplicitlyDenied', 'nor writes it', { principal: terraform, policies, action: 'ssm:PutParameter', resource: deployed.parameterArn(NAME) }],
      ['ImplicitlyDenied', 'nor decrypts another one', { principal: terraform, policies, action: 'kms:Decrypt', resource: keyArn, context: deployed.throughParameterStore('/bootstrap/other/x') }],
      ['ImplicitlyDenied', 'nor decrypts without Parameter Store', { principal: terraform, policies, action: 'kms:Decrypt', resource: keyArn, context: { 'kms:CallerAccount': DEPLOYMENT.account } }],
      ['Allowed', 'whoever breaks the glass decrypts', { principal: BREAK_GLASS, action: 'kms:Decrypt', resource: keyArn, context: through }],
      ['ExplicitlyDenied', 'an administrator does not', { principal: deployed.roleArn('admin'), action: 'kms:Decrypt', resource: keyArn, context: through }],
      ['ExplicitlyDenied', 'nor does whoever deploys', { principal: deployed.roleArn('deploy'), action: 'kms:Decrypt', resource: keyArn, context: through }],
      ['Allowed', 'who may encrypt all the same', { principal: deployed.roleArn('deploy'), action: 'kms:Encrypt', resource: keyArn, context: through }],
      ['ImplicitlyDenied', 'though not past Parameter Store', { principal: deployed.roleArn('deploy'), action: 'kms:Encrypt', resource: keyArn, context: { 'kms:CallerAccount': DEPLOYMENT.account } }],
      ['ImplicitlyDenied', 'and nobody hands the key on by a grant', { principal: deployed.roleArn('admin'), action: 'kms:CreateGrant', resource: keyArn }],
    ];

    test.each(cases)('%s: %s', async (decision, _name, call) => {
      expect(await deployed.decide({ policies: [everything], ...call, keyPolicy })).toBe(decision);
    });
  });

  test('is granted to nobody from elsewhere', () => {
    const { secret, role } = declare();
    expect(thrownBy(() => secret.grantRead(role))).toEqual({
      name: 'GrantError', message: "BootstrapSecret 'bootstrap/hashicorp-vault/root_token': who reads a bootstrap secret is decided where it is declared. Name the role in readers.",
    });
  });
});

describe('synth refuses', () => {
  interface Given {
    readonly readers?: (stack: ReturnType<typeof newStack>) => IGrantee[];
    readonly breakGlass?: string[];
    readonly deployers?: string[];
    readonly system?: string;
  }
  const declared = (props: Given) => {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: props.breakGlass, deployers: props.deployers });
    return thrownBy(() => new BootstrapSecret(stack, 'b', { vault, system: props.system ?? 'vault', key: 'token', source: SecretSource.supplied(), readers: props.readers?.(stack) }));
  };

  test('a secret that nobody could ever read', () => {
    expect(declared({})).toEqual({
      name: 'VaultConfigurationError',
      message: "BootstrapSecret 'bootstrap/vault/token': nobody could ever read it: readers is empty, and the vault has no breakGlass. "
        + 'Name the roles that Terraform runs under in readers, or breakGlass of the vault.',
    });
  });

  test('a system with levels', () => {
    expect(declared({ breakGlass: [BREAK_GLASS], system: 'a/b' }).message).toContain("system 'a/b' has a level of its own. Write one word, such as hashicorp-vault.");
  });

  test('a reader that is no role', () => {
    expect(declared({ readers: () => [{ name: 4 } as never] }).name).toBe('GrantError');
  });

  test('a reader to whom the key denies decryption', () => {
    const deployers = ['arn:aws:iam::111122223333:role/deploy'];
    const reader = { name: 'deploy', arn: deployers[0]! };
    expect(declared({ deployers, readers: () => [reader] }).message).toContain("reader 'deploy' is one of the vault's deployers, to whom the key's policy denies decryption");
    expect(declared({ deployers, readers: (stack) => [Grantee.fromRoleName(stack, 'terraform'), reader] }).name).toBe('GrantError');
  });
});
