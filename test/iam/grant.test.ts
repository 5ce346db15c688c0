import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Aspects, TerraformHclModule, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  ApplicationSecret,
  BootstrapSecret,
  CertificateAuthority,
  Grant,
  Grantee,
  MasterKey,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
} from '../../src';
import { resolved } from '../../src/terraform/resolved';
import { thrownBy } from '../support/errors';
import { type Configuration, newApp, newStack, synthesize } from '../support/synth';

const ADMIN = 'arn:aws:iam::111122223333:role/break-glass';
const AWAY = 'eu-central-1';

function newVault(scope: Construct): SecretVault {
  const stack = TerraformStack.of(scope);
  return new SecretVault(scope, 'vault', {
    namespace: 'acme',
    stage: 'dev',
    breakGlass: [ADMIN],
    deployers: ['arn:aws:iam::111122223333:role/deployer'],
    replication: { regions: [{ region: AWAY, provider: new AwsProvider(stack, 'away', { alias: AWAY, region: AWAY }) }] },
  });
}

function newSecret(vault: SecretVault, key = 'token', scope: Construct = TerraformStack.of(vault)): ApplicationSecret {
  return new ApplicationSecret(scope, `secret-${key}`, { vault, service: 'api', key, source: SecretSource.generated() });
}

const newRole = (scope: Construct, id = 'task') => new IamRole(scope, id, { name: id, assumeRolePolicy: '{}' });
const newQueue = (scope: Construct, id = 'queue') => new SqsQueue(scope, id, {});

/** What a resource waits for, by its type and the beginning of its id. */
function awaited({ resource }: Configuration, type: string, id: string): string[] {
  const [found, ...others] = Object.entries(resource[type]!).filter(([name]) => name.startsWith(id));
  expect(others).toEqual([]);
  return (found![1].depends_on ?? []) as string[];
}

/** Addresses of the attachments to a role that is declared. */
function attachmentsTo({ resource }: Configuration, role: string): string[] {
  return Object.entries(resource.aws_iam_role_policy_attachment!)
    .filter(([, block]) => block.role === `\${aws_iam_role.${role}.name}`)
    .map(([id]) => `aws_iam_role_policy_attachment.${id}`)
    .sort();
}

describe('a grant', () => {
  test('says what was granted, to whom, and by which policies', () => {
    const stack = newStack();
    const role = newRole(stack);
    const secret = newSecret(newVault(stack));
    const grant = secret.grantRead(role);
    expect(grant).toBeInstanceOf(Grant);
    expect([grant.subject, grant.access]).toEqual(["ApplicationSecret 'api/token'", 'read']);
    expect([grant.roleName, grant.roleArn].map((text) => resolved(stack, text))).toEqual([
      '${aws_iam_role.task.name}',
      '${aws_iam_role.task.arn}',
    ]);
    const [attachment, ...others] = grant.attachments;
    expect(others).toEqual([]);
    expect(attachment).toBeInstanceOf(IamRolePolicyAttachment);
    expect(resolved(stack, attachment!.policyArnInput!)).toMatch(/^\$\{aws_iam_policy\..+\.arn\}$/);
    expect(secret.grantWrite(role).access).toBe('write');
  });

  test('is no construct, so that a tree has nothing more for it', () => {
    const stack = newStack();
    const secret = newSecret(newVault(stack));
    const role = newRole(stack);
    const before = secret.node.findAll().length;
    secret.grantRead(role).applyBefore(newQueue(stack));
    expect(secret.node.findAll()).toHaveLength(before);
  });

  test('is there for whatever can be granted', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const role = newRole(stack);
    const authority = new CertificateAuthority(stack, 'ca', { vault, key: 'root', subject: { commonName: 'Acme' }, signers: [role] });
    const replicated = new ApplicationSecret(stack, 'copied', {
      vault,
      service: 'api',
      key: 'copied',
      source: SecretSource.generated(),
      replicaRegions: [AWAY],
    });
    const tls = new TlsCertificate(stack, 'tls', { vault, service: 'api', key: 'tls', authority, dnsNames: ['api.internal'] });
    const bootstrap = new BootstrapSecret(stack, 'boot', {
      vault,
      system: 'consul',
      key: 'token',
      source: SecretSource.supplied(),
      readers: [role, Grantee.fromRoleName(stack, 'other')],
    });
    const grants: [Grant, string, string][] = [
      [replicated.replicaIn(AWAY).grantRead(role), "ApplicationSecret 'api/copied'", 'read'],
      [tls.grantRead(role), "TlsCertificate 'api/tls'", 'read'],
      [TlsCertificate.fromName(stack, 'named', { vault, service: 'web', key: 'tls' }).grantRead(role), "TlsCertificate 'web/tls'", 'read'],
      [new SshKeyPair(stack, 'ssh', { vault, service: 'api', key: 'ssh' }).grantRead(role), "SshKeyPair 'api/ssh'", 'read'],
      [new MasterKey(stack, 'key', { vault, service: 'pki', key: 'key' }).grantRead(role), "MasterKey 'pki/key'", 'read'],
      [authority.signerGrants[0]!, "MasterKey 'pki/root'", 'read'],
      [bootstrap.readerGrants[0]!, "BootstrapSecret 'bootstrap/consul/token'", 'read'],
      [bootstrap.grantWrite(role), "BootstrapSecret 'bootstrap/consul/token'", 'write'],
    ];
    for (const [grant, subject, access] of grants) {
      expect([grant.subject, grant.access]).toEqual([subject, access]);
      expect(grant.attachments.length).toBeGreaterThan(0);
    }
    expect(bootstrap.readerGrants.map(({ roleName }) => resolved(stack, roleName))).toEqual(['${aws_iam_role.task.name}', 'other']);
    expect(() => synthesize(stack)).not.toThrow();
  });
});

describe('what uses a secret', () => {
  test('waits for the policies, at and below the construct, whenever it was added', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const role = newRole(stack);
    const service = new Construct(stack, 'service');
    newQueue(service, 'before');
    newSecret(vault).grantRead(role).applyBefore(service);
    newQueue(new Construct(service, 'deep'), 'after');
    new TerraformHclModule(service, 'module', { source: './module', skipAssetCreationFromLocalModules: true });
    new DataAwsCallerIdentity(service, 'who');
    newQueue(stack, 'beside');
    Aspects.of(stack).add({ visit: (node) => (node === service ? void newQueue(service, 'by-aspect') : undefined) });

    const configuration = synthesize(stack);

    const attachments = attachmentsTo(configuration, 'task');
    expect(attachments).toHaveLength(1);
    for (const id of ['service_before', 'service_deep_after', 'service_by-aspect']) {
      expect(awaited(configuration, 'aws_sqs_queue', id)).toEqual(attachments);
    }
    const { module, data } = configuration as Configuration & { module: Configuration['resource'][string] };
    expect(Object.values(module).map((block) => block.depends_on as unknown)).toEqual([attachments]);
    // With a dependency, Terraform would put the read off to every apply that changes the policies.
    expect(Object.entries(data!.aws_caller_identity!).find(([id]) => id.startsWith('service_who'))![1].depends_on).toBeUndefined();
    expect(awaited(configuration, 'aws_sqs_queue', 'beside')).toEqual([]);
  });

  test('waits for policies that the grant is divided into later, each listed once, beside what it waited for already', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const role = newRole(stack);
    const queue = new SqsQueue(stack, 'queue', { dependsOn: [newQueue(stack, 'first')] });
    const first = newSecret(vault).grantRead(role);
    first.applyBefore(queue);
    for (let index = 0; index < 60; index++) {
      const grant = newSecret(vault, `a_rather_long_key_for_a_secret_${index}`).grantRead(role);
      if (index === 30) grant.applyBefore(queue);
    }

    const configuration = synthesize(stack);

    const attachments = attachmentsTo(configuration, 'task');
    expect(attachments.length).toBeGreaterThan(2);
    expect(first.attachments).toHaveLength(attachments.length);
    const [own, ...policies] = awaited(configuration, 'aws_sqs_queue', 'queue');
    expect(own).toBe('aws_sqs_queue.first');
    expect(policies.sort()).toEqual(attachments);
  });

  test("waits for the policy of a master key's bucket too, which names its readers", () => {
    const stack = newStack();
    const key = new MasterKey(stack, 'key', { vault: newVault(stack), service: 'pki', key: 'root' });
    key.grantRead(newRole(stack)).applyBefore(newQueue(stack));
    expect(awaited(synthesize(stack), 'aws_sqs_queue', 'queue')).toEqual([
      expect.stringMatching(/^aws_iam_role_policy_attachment\./),
      expect.stringMatching(/^aws_s3_bucket_versioning\./),
      expect.stringMatching(/^aws_s3_bucket_policy\./),
    ]);
  });

  test('may be a thousand secrets of one construct, or constructs within one another', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const role = newRole(stack);
    const outer = new Construct(stack, 'outer');
    const inner = new Construct(outer, 'inner');
    newQueue(inner);
    for (let index = 0; index < 1000; index++) {
      ApplicationSecret.fromName(stack, `s${index}`, { vault, service: 's', key: `k${index % 200}` })
        .grantRead(role)
        .applyBefore(index % 2 === 0 ? outer : inner);
    }
    const configuration = synthesize(stack);
    expect(awaited(configuration, 'aws_sqs_queue', 'outer_inner').sort()).toEqual(attachmentsTo(configuration, 'task'));
  });

  test('may be a secret of the vault itself', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const service = new Construct(stack, 'service');
    newSecret(vault, 'own', service).grantRead(newRole(stack)).applyBefore(service);
    const configuration = synthesize(stack);
    expect(awaited(configuration, 'coffer_secret', 'service')).toEqual(attachmentsTo(configuration, 'task'));
  });
});

describe('an order that Terraform could not keep is refused:', () => {
  const message = (act: () => unknown) => thrownBy(act);
  const remedy = 'Pass a construct that holds only what uses the secret: put that below a construct of its own.';

  test.each<[string, (service: Construct) => Construct]>([
    ['the role itself', (service) => newRole(service)],
    ['a construct around the role', (service) => newRole(new Construct(service, 'inner'))],
  ])('%s', (_what, declare) => {
    const stack = newStack();
    const service = new Construct(stack, 'service');
    const role = declare(service) as IamRole;
    const grant = newSecret(newVault(stack)).grantRead(role);
    expect(message(() => grant.applyBefore(service))).toEqual({
      name: 'GrantError',
      message:
        `Grant of ApplicationSecret 'api/token': role 'task', '${role.node.path}', is below 'dev/service' that is to wait for ` +
        `its policies, so that each would wait for the other. ${remedy}`,
    });
    expect(message(() => grant.applyBefore(role)).message).toContain('is the same construct that is to wait');
  });

  test('the scope of a role known by name, below which its policies are', () => {
    const stack = newStack();
    const service = new Construct(stack, 'service');
    const grant = newSecret(newVault(stack)).grantRead(Grantee.fromRoleName(service, 'ci'));
    expect(message(() => grant.applyBefore(service)).message).toContain("its policy, 'dev/service/");
  });

  test('a construct around the vault', () => {
    const stack = newStack();
    const service = new Construct(stack, 'service');
    const grant = newSecret(newVault(service), 'token', stack).grantRead(newRole(stack));
    expect(message(() => grant.applyBefore(service)).message).toContain("its vault, 'dev/service/vault', is below 'dev/service'");
  });

  test('the stack, and the app', () => {
    const stack = newStack();
    const grant = newSecret(newVault(stack)).grantRead(newRole(stack));
    expect(message(() => grant.applyBefore(stack))).toEqual({
      name: 'GrantError',
      message:
        "Grant of ApplicationSecret 'api/token': applyBefore() received stack 'dev', which holds the role and its policies too. " +
        'Put what uses the secret below a construct of its own in the stack, and pass that.',
    });
    expect(message(() => grant.applyBefore(stack.node.root)).message).toContain('applyBefore() received the app');
    expect(message(() => grant.applyBefore('queue' as unknown as Construct)).message).toContain('received no construct');
  });

  test('what is in another stack, where stacks are ordered instead', () => {
    const app = newApp();
    const [secrets, services] = [newStack(app, 'secrets'), newStack(app, 'services')];
    const grant = newSecret(newVault(secrets)).grantRead(newRole(secrets));
    expect(message(() => grant.applyBefore(newQueue(services)))).toEqual({
      name: 'GrantError',
      message:
        "Grant of ApplicationSecret 'api/token': its policies are attached in stack 'secrets', and 'services/queue' is in stack " +
        "'services', and Terraform orders what is in one stack. Have the stacks deployed in order, by addDependency() of stack " +
        "'services', or declare both in one stack.",
    });
    // The policies are where the role is, whatever stack the secret is in.
    const abroad = newSecret(newVault(services), 'abroad', services).grantRead(newRole(secrets, 'abroad'));
    expect(() => abroad.applyBefore(newQueue(secrets))).not.toThrow();
  });

  test('a role of the same name that is declared below the construct afterwards', () => {
    const stack = newStack();
    const service = new Construct(stack, 'service');
    newSecret(newVault(stack)).grantRead(Grantee.fromRoleName(stack, 'task')).applyBefore(service);
    newRole(service);
    expect(message(() => synthesize(stack)).message).toContain("role 'task', 'dev/service/task', is below 'dev/service'");
  });

  test('what the role refers to, through whatever else', () => {
    const stack = newStack();
    const service = new Construct(stack, 'service');
    const queue = newQueue(service);
    const boundary = new IamPolicy(stack, 'boundary', { policy: queue.arn });
    const role = new IamRole(stack, 'task', { assumeRolePolicy: '{}', permissionsBoundary: boundary.arn });
    newSecret(newVault(stack)).grantRead(role).applyBefore(service);
    expect(message(() => synthesize(stack))).toEqual({
      name: 'GrantError',
      message:
        "Grant of ApplicationSecret 'api/token': what its policies refer to, 'dev/service/queue', is below 'dev/service' that is " +
        `to wait for its policies, so that each would wait for the other. ${remedy}`,
    });
  });
});
