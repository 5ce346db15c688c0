import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformProvider, TerraformStack, Token } from 'cdktf';
import { ApplicationSecret, AwsCredentials, BootstrapSecret, SecretSource, SecretVault, access } from '../../../src';
import { CofferProvider } from '../../../src/bindings/provider';
import { thrownBy } from '../../support/errors';
import { manifestOf, secretOf } from '../../support/manifest';
import { newApp, newStack, only, synthesize } from '../../support/synth';

const ACCOUNT = '111122223333';
const PIPELINE = `arn:aws:iam::${ACCOUNT}:role/pipeline`;
const supplied = SecretSource.supplied();

interface Program {
  readonly app: App;
  readonly stack: TerraformStack;
  readonly vault: SecretVault;
}

function newProgram(deployers: string[] = []): Program {
  const app = newApp();
  const stack = newStack(app);
  return { app, stack, vault: new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', deployers }) };
}

/** A provider that there are no bindings for. */
class Postgresql extends TerraformProvider {
  constructor(scope: TerraformStack, id = 'postgresql') {
    super(scope, id, {
      terraformResourceType: 'postgresql',
      terraformGeneratorMetadata: { providerName: 'postgresql', providerVersion: '1.25.0' },
      terraformProviderSource: 'cyrilgdn/postgresql',
    });
  }

  protected synthesizeAttributes(): { [name: string]: unknown } {
    return { host: 'db.acme.internal' };
  }
}

describe('a role for Terraform runs', () => {
  test('is assumed by those who are named, reads bootstrap secrets that name it, and others by their values', () => {
    const { stack, vault } = newProgram();
    const terraform = new access.TerraformAccess(stack, 'terraform', { vault, assumedBy: [PIPELINE], sessionMinutes: 120 });
    const boot = new BootstrapSecret(stack, 'pg', {
      vault,
      system: 'postgresql',
      key: 'admin',
      source: supplied,
      readers: [terraform.role],
    });
    const other = new ApplicationSecret(stack, 'token', { vault, service: 'api', key: 'token', source: supplied });
    terraform.value(boot);
    terraform.value(other);
    const { resource, ephemeral } = synthesize(stack);
    const role = only(resource.aws_iam_role);
    expect(role).toMatchObject({ name: 'acme-dev-terraform-reader', max_session_duration: 7200 });
    expect(JSON.parse(role.assume_role_policy as string)).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'ThoseWhoAreNamed', Effect: 'Allow', Principal: { AWS: [PIPELINE] }, Action: 'sts:AssumeRole' }],
    });
    const policies = Object.values(resource.aws_iam_policy!).map(({ policy }) => policy as string);
    expect(policies.filter((policy) => policy.includes('parameter/bootstrap/postgresql/admin'))).toHaveLength(1);
    expect(policies.filter((policy) => policy.includes('parameter/api/token'))).toHaveLength(1);
    expect(policies.join()).not.toMatch(/GetParametersByPath|GetParameterHistory/);
    expect(
      Object.values(ephemeral!.coffer_secret!)
        .map(({ name }) => name as string)
        .sort(),
    ).toEqual(['/api/token', '/bootstrap/postgresql/admin']);
  });

  test('is a role of the program, if that is what it is given', () => {
    const { app, stack, vault } = newProgram();
    const role = new IamRole(stack, 'runs', { name: 'runs', assumeRolePolicy: '{}' });
    const terraform = new access.TerraformAccess(stack, 'terraform', { vault, role });
    const secret = new ApplicationSecret(stack, 'token', { vault, service: 'api', key: 'token', source: supplied });
    expect(terraform.role).toBe(role);
    terraform.value(secret);
    terraform.value(secret);
    expect(secretOf(manifestOf(app), 'api/token').readers).toMatchObject([{ access: 'read', role: 'runs' }]);
  });

  test('reads whole services, if it says so', () => {
    const { app, stack, vault } = newProgram();
    new access.TerraformAccess(stack, 'terraform', { vault, assumedBy: [PIPELINE], services: ['terraform'] });
    expect(manifestOf(app).stacks[0]!.services).toMatchObject([{ service: 'terraform', readers: [{ role: 'acme-dev-terraform-reader' }] }]);
  });
});

describe('names of variables', () => {
  const nameOf = (key: string) => {
    const { stack, vault } = newProgram();
    const terraform = new access.TerraformAccess(stack, 'terraform', { vault });
    return terraform.variableName(ApplicationSecret.fromName(stack, 'secret', { vault, service: 'terraform', key }));
  };

  test('are in upper case, with the beginning that Terraform wants once', () => {
    expect(nameOf('db-password')).toBe('TF_VAR_DB_PASSWORD');
    expect(nameOf('tf_var_db_password')).toBe('TF_VAR_DB_PASSWORD');
  });

  test('are refused where Terraform could have no such variable', () => {
    expect(thrownBy(() => nameOf('tf_var_2fa'))).toEqual({
      name: 'SecretNameError',
      message:
        "TerraformAccess 'dev/terraform': secret 'terraform/tf_var_2fa': key 'tf_var_2fa' stands for Terraform's variable 2FA, " +
        "and a variable cannot begin with a digit. Write 'tf_var__2fa'.",
    });
  });

  test('are those of variables that are ephemeral, sensitive and without a default', () => {
    const { stack, vault } = newProgram();
    const terraform = new access.TerraformAccess(stack, 'terraform', { vault });
    const secret = ApplicationSecret.fromName(stack, 'secret', { vault, service: 'terraform', key: 'tf_var_db_password' });
    expect(terraform.variable(secret)).toBe(terraform.variable(secret));
    expect(synthesize(stack).variable).toEqual({
      DB_PASSWORD: { type: 'string', sensitive: true, nullable: false, ephemeral: true },
    });
  });

  test('are not given to a secret whose variable chamber calls otherwise', () => {
    const { stack, vault } = newProgram();
    const terraform = new access.TerraformAccess(stack, 'terraform', { vault });
    const secret = ApplicationSecret.fromName(stack, 'secret', { vault, service: 'terraform', key: 'db_password' });
    expect(thrownBy(() => terraform.variable(secret))).toEqual({
      name: 'SecretNameError',
      message:
        "TerraformAccess 'dev/terraform': secret 'terraform/db_password' is DB_PASSWORD to chamber " +
        'exec, and Terraform takes TF_VAR_DB_PASSWORD. ' +
        "Name its key 'tf_var_db_password', or use value(), which needs no variable.",
    });
  });
});

describe('a provider', () => {
  test('is configured with a bootstrap secret, a key of one, or a variable of a service', () => {
    const { stack, vault } = newProgram();
    const terraform = new access.TerraformAccess(stack, 'terraform', { vault });
    const secret = BootstrapSecret.fromName(stack, 'pg', { vault, system: 'postgresql', key: 'admin' });
    terraform.configure(new Postgresql(stack), {
      username: terraform.jsonField(secret, 'user'),
      password: terraform.value(secret),
      'clientcert.0.key': terraform.environmentValue('global', 'CLIENT_KEY'),
    });
    const { provider, ephemeral } = synthesize(stack);
    expect(ephemeral).toEqual({
      coffer_secret: expect.anything() as object,
      coffer_environment: expect.anything() as object,
    });
    expect(only(ephemeral!.coffer_secret)).toEqual({ name: '/bootstrap/postgresql/admin' });
    expect(only(ephemeral!.coffer_environment)).toEqual({ services: ['global'] });
    expect(provider.postgresql).toMatchObject([
      {
        host: 'db.acme.internal',
        password: expect.stringMatching(/^\$\{ephemeral\.coffer_secret\.[\w-]+\.value\}$/) as string,
        username: expect.stringMatching(/^\$\{jsondecode\(ephemeral\.coffer_secret\.[\w-]+\.value\)\.user\}$/) as string,
      },
    ]);
  });

  test('of AWS is configured with AWS credentials', () => {
    const { stack, vault } = newProgram();
    const terraform = new access.TerraformAccess(stack, 'terraform', { vault });
    const aws = new AwsProvider(stack, 'uploader', { alias: 'uploader', region: 'eu-west-1' });
    terraform.configureAws(aws, AwsCredentials.fromName(stack, 'ci', { vault, service: 'ci' }));
    const { provider } = synthesize(stack);
    expect(provider.aws!.find(({ alias }) => alias === 'uploader')).toMatchObject({
      access_key: expect.stringMatching(/^\$\{jsondecode\(ephemeral\.[\w.-]+\.value\)\.AccessKeyId\}$/) as string,
      secret_key: expect.stringMatching(/^\$\{jsondecode\(ephemeral\.[\w.-]+\.value\)\.SecretAccessKey\}$/) as string,
    });
  });
});

test('a bootstrap secret of an imported vault is read by a role that its own program names in readers', () => {
  const stack = newStack();
  const vault = SecretVault.fromAttributes(stack, 'vault', {
    namespace: 'acme',
    stage: 'dev',
    keyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-1111-1111-1111-111111111111`,
  });
  const role = new IamRole(stack, 'runs', { name: 'runs', assumeRolePolicy: '{}' });
  const terraform = new access.TerraformAccess(stack, 'terraform', { vault, role });
  const value = terraform.value(BootstrapSecret.fromName(stack, 'pg', { vault, system: 'postgresql', key: 'admin' }));
  terraform.configure(new Postgresql(stack), { password: value });
  const { ephemeral, resource } = synthesize(stack);
  expect(JSON.stringify(ephemeral)).toContain('/bootstrap/postgresql/admin');
  // What lets the role read it is in the other program.
  expect(resource?.aws_iam_policy).toBeUndefined();
});

describe('what is refused', () => {
  const subject = "TerraformAccess 'dev/terraform'";
  const make = (props: Partial<access.TerraformAccessProps>, program = newProgram()) =>
    new access.TerraformAccess(program.stack, 'terraform', { vault: program.vault, ...props });

  test.each<[string, Partial<access.TerraformAccessProps>, string]>([
    [
      'nobody in assumedBy',
      { assumedBy: [] },
      'assumedBy names nobody, or is known only at apply. Name each role or user: arn:aws:iam::<account>:role/<name>.',
    ],
    [
      'a whole account',
      { assumedBy: [`arn:aws:iam::${ACCOUNT}:root`] },
      `assumedBy has 'arn:aws:iam::${ACCOUNT}:root', which is a whole account. Name each role or user: arn:aws:iam::<account>:role/<name>.`,
    ],
    [
      'a wildcard',
      { assumedBy: ['*'] },
      "assumedBy has '*', which has a wildcard. Name each role or user: arn:aws:iam::<account>:role/<name>.",
    ],
    [
      'what is no ARN',
      { assumedBy: ['pipeline'] },
      "assumedBy has 'pipeline', which is not the ARN of an IAM role or user. Name each role or user: arn:aws:iam::<account>:role/<name>.",
    ],
    [
      'a name that IAM would not take',
      { assumedBy: [PIPELINE], roleName: 'a b' },
      "the role's name 'a b' is not 1 to 64 letters, digits and any of _+=,.@- (it has 3 characters). Give roleName one that is.",
    ],
    [
      'a session that IAM would not take',
      { assumedBy: [PIPELINE], sessionMinutes: 30 },
      'sessionMinutes is 30. Write a whole number of minutes from 60 to 720.',
    ],
    [
      'a name for no role',
      { roleName: 'x' },
      'roleName and sessionMinutes are of a role that is made here, and it has no assumedBy. Say who ' +
        'assumes the role in assumedBy, or leave them out.',
    ],
    [
      'two roles',
      { assumedBy: [PIPELINE], role: { name: 'x', arn: `arn:aws:iam::${ACCOUNT}:role/x` } },
      'it has role and assumedBy. Leave one of them out.',
    ],
    ['services for nobody', { services: ['terraform'] }, 'it has services and no role that reads them. Give it assumedBy, or role.'],
    [
      'bootstrap secrets as a service',
      { assumedBy: [PIPELINE], services: ['bootstrap/postgresql'] },
      "service 'bootstrap/postgresql' is one of bootstrap secrets, which are read by their names " +
        'only. Name the role in readers of each secret, and use value().',
    ],
  ])('%s', (_what, props, text) => {
    expect(thrownBy(() => make(props))).toEqual({ name: 'GrantError', message: `${subject}: ${text}` });
  });

  test('a service that chamber could not read', () => {
    expect(thrownBy(() => make({ assumedBy: [PIPELINE], services: ['Api'] })).name).toBe('SecretNameError');
    expect(thrownBy(() => make({}).environmentValue(Token.asString({ resolve: () => 'x' }), 'X'))).toEqual({
      name: 'SecretNameError',
      message: `${subject}: a service is known only at apply. Write it out.`,
    });
  });

  test('a variable that chamber would not write', () => {
    expect(thrownBy(() => make({}).environmentValue('api', 'db_password'))).toEqual({
      name: 'SecretNameError',
      message: `${subject}: 'db_password' is no variable of chamber exec, which writes all names in upper case. Write it like DB_PASSWORD.`,
    });
  });

  test('a role that two of them would make', () => {
    const program = newProgram();
    make({ assumedBy: [PIPELINE] }, program);
    expect(thrownBy(() => new access.TerraformAccess(program.stack, 'second', { vault: program.vault, assumedBy: [PIPELINE] }))).toEqual({
      name: 'GrantError',
      message:
        "TerraformAccess 'dev/second': its role would be named 'acme-dev-terraform-reader', which is " +
        "that of TerraformAccess 'dev/terraform'. " +
        'Give one of them a roleName of its own.',
    });
  });

  test('a role in another stack than the vault', () => {
    const { app, vault } = newProgram();
    expect(thrownBy(() => new access.TerraformAccess(newStack(app, 'run'), 'terraform', { vault, assumedBy: [PIPELINE] }))).toEqual({
      name: 'GrantError',
      message:
        "TerraformAccess 'run/terraform': it makes a role and is in stack 'run', its vault in stack " +
        "'dev'. Declare it in the stack of the vault.",
    });
  });

  test("a role of the vault's deployers", () => {
    const program = newProgram([`arn:aws:iam::${ACCOUNT}:role/deployer`]);
    const role = { name: 'deployer', arn: `arn:aws:iam::${ACCOUNT}:role/deployer` };
    expect(thrownBy(() => make({ role }, program)).message).toContain("reader 'deployer' is one of the vault's deployers");
  });

  test('the role of one that has none', () => {
    expect(thrownBy(() => make({}).role)).toEqual({
      name: 'GrantError',
      message: `${subject}: it has no role. Give it assumedBy, or role.`,
    });
  });

  test('a bootstrap secret that does not name the role', () => {
    const program = newProgram();
    const { stack, vault } = program;
    const terraform = make({ assumedBy: [PIPELINE] }, program);
    const other = new IamRole(stack, 'other', { name: 'other', assumeRolePolicy: '{}' });
    const secret = new BootstrapSecret(stack, 'pg', { vault, system: 'postgresql', key: 'admin', source: supplied, readers: [other] });
    expect(thrownBy(() => terraform.value(secret))).toEqual({
      name: 'GrantError',
      message:
        `${subject}: bootstrap secret 'bootstrap/postgresql/admin' does not name role 'role' in its readers, ` +
        'and the policy of its key denies it to others. Write readers: [terraform.role] where it is declared.',
    });
  });

  test('a secret of another vault, and so of another stage', () => {
    const program = newProgram();
    const prod = newStack(program.app, 'prod');
    const vault = new SecretVault(prod, 'vault', { namespace: 'acme', stage: 'prod' });
    const secret = new ApplicationSecret(prod, 'token', { vault, service: 'api', key: 'token', source: supplied });
    expect(thrownBy(() => make({}, program).value(secret))).toEqual({
      name: 'GrantError',
      message:
        `${subject}: secret 'api/token' is of vault acme-prod at 'prod/vault', not of its own. Use a ` + `TerraformAccess for each vault.`,
    });
  });

  const configured = (
    provider: (program: Program) => TerraformProvider,
    settings?: { [name: string]: string },
    how: 'configure' | 'configureAws' = 'configure',
  ) => {
    const program = newProgram();
    const terraform = make({}, program);
    const secret = AwsCredentials.fromName(program.stack, 'ci', { vault: program.vault, service: 'ci' });
    const given = provider(program);
    return thrownBy(() =>
      how === 'configure'
        ? terraform.configure(given, settings ?? { password: terraform.value(secret) })
        : terraform.configureAws(given, secret),
    );
  };

  test.each<[string, (program: Program) => TerraformProvider, string]>([
    [
      'a resource',
      ({ stack }) => new IamRole(stack, 'web', { assumeRolePolicy: '{}' }) as unknown as TerraformProvider,
      "'dev/web' is no provider, and what else there is in a stack keeps its arguments in the state. " +
        'Pass a provider, or give value() to a write-only argument of a resource.',
    ],
    [
      'a provider of another stack',
      ({ app }) => new Postgresql(newStack(app, 'other')),
      "provider 'other/postgresql' is in stack 'other', and ephemeral values are of stack 'dev' " +
        'alone. Declare a TerraformAccess in the stack of the provider.',
    ],
    [
      "the stack's AwsProvider",
      ({ stack }) => stack.node.findChild('aws') as AwsProvider,
      "provider 'dev/aws' is the one by which the secrets are read, so that it would wait for itself. " +
        'Declare another one with an alias, and give that to the resources that need it.',
    ],
  ])('%s in place of a provider', (_what, provider, text) => {
    expect(configured(provider)).toEqual({ name: 'TerraformAccessError', message: `${subject}: ${text}` });
  });

  test('the coffer provider of the vault', () => {
    const app = newApp();
    const stack = newStack(app);
    const provider = new CofferProvider(stack, 'coffer', { alias: 'own', region: 'eu-west-1' });
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', provider });
    const terraform = new access.TerraformAccess(stack, 'terraform', { vault });
    expect(thrownBy(() => terraform.configure(provider, { token: '${var.x}' })).message).toContain('so that it would wait for itself');
  });

  test('a provider of something else for AWS credentials', () => {
    expect(configured(({ stack }) => new Postgresql(stack), undefined, 'configureAws')).toEqual({
      name: 'TerraformAccessError',
      message: `${subject}: 'dev/postgresql' is a provider of postgresql, not of aws. Pass an AwsProvider.`,
    });
  });

  test('settings that are none', () => {
    expect(configured(({ stack }) => new Postgresql(stack), {})).toEqual({
      name: 'TerraformAccessError',
      message: `${subject}: settings of provider 'dev/postgresql' are empty. Name one, such as { password }.`,
    });
    expect(configured(({ stack }) => new Postgresql(stack), { 'Pass word': '${var.x}' })).toEqual({
      name: 'TerraformAccessError',
      message:
        `${subject}: 'Pass word' is no setting of a provider as Terraform writes it. Write it like ` +
        `client_secret, or assume_role.0.external_id within a block.`,
    });
  });

  test('a value that is written out, without its being repeated', () => {
    expect(configured(({ stack }) => new Postgresql(stack), { password: 'CANARY-written-out' })).toEqual({
      name: 'LiteralSecretError',
      message:
        `${subject}: password of provider 'dev/postgresql' is written out in the program, so it would be in the synthesized output ` +
        '(it is kept out of this message). Give it value(), jsonField() or environmentValue().',
    });
  });
});
