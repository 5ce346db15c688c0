import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { type TerraformStack, TerraformVariable } from 'cdktf';
import {
  ApplicationSecret,
  BootstrapSecret,
  CertificateAuthority,
  MasterKeyBucket,
  MasterKeyReplication,
  ParameterTier,
  Rotation,
  SecretEngine,
  SecretRotator,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
  access,
  audit,
  kubernetes,
} from '../../src';
import { type Configuration, newStack, synthesize } from '../support/synth';

const ACCOUNT = '111122223333';

/** A stack with every option that makes something in AWS, as the example with everything would be too slow to deploy with. */
export function synthesizeOptions(): Configuration {
  const stack = newStack(undefined, 'options');
  const provider = new AwsProvider(stack, 'frankfurt', { region: 'eu-central-1', alias: 'frankfurt' });
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'prod',
    breakGlass: [`arn:aws:iam::${ACCOUNT}:role/break-glass`],
    deployers: [`arn:aws:iam::${ACCOUNT}:role/deploy`],
    replication: { regions: [{ region: 'eu-central-1', provider }] },
  });
  new MasterKeyBucket(stack, 'master-keys', {
    vault,
    objectLockDays: 30,
    replication: MasterKeyReplication.toRegion({ region: 'eu-central-1', provider }),
  });
  new SecretRotator(stack, 'rotator', { vault, network: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] } });
  const role = new IamRole(stack, 'task', { name: 'task', assumeRolePolicy: JSON.stringify({ Statement: [] }) });

  const watched = new audit.AuditTrail(stack, 'audit', { vaults: [vault], events: true });
  new audit.AuditQueries(stack, 'queries', { audit: watched }).grantQuery(role);
  new audit.AuditQueries(stack, 'imported-queries', { vaults: [vault], logs: { bucketName: 'logs' } });
  const byRule = audit.TrailSource.organization({
    trailArn: `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/all`,
    organizationId: 'o-exampleorgid',
  });
  new audit.AuditTrail(stack, 'organization', { vaults: [vault], trail: byRule });

  const terraform = new access.TerraformAccess(stack, 'terraform', {
    vault,
    assumedBy: [`arn:aws:iam::${ACCOUNT}:role/pipeline`],
    services: ['worker'],
  });
  terraform.value(new ApplicationSecret(stack, 'run', { vault, service: 'run', key: 'token', source: SecretSource.supplied() }));
  const crossAccount = { accounts: ['444455556666'], principals: ['arn:aws:iam::777788889999:role/reader'] };
  const replicaRegions = ['eu-central-1'];
  const shared = new ApplicationSecret(stack, 'shared', {
    vault,
    service: 'api',
    key: 'shared',
    source: SecretSource.generated(),
    tier: ParameterTier.ADVANCED,
    replicaRegions,
    crossAccount,
  });
  shared.grantRead(role);
  shared.replicaIn('eu-central-1').grantRead(role);
  new BootstrapSecret(stack, 'token', {
    vault,
    system: 'hashicorp-vault',
    key: 'token',
    source: SecretSource.supplied(),
    replicaRegions,
    rotation: Rotation.reminder(),
  });
  new ApplicationSecret(stack, 'session', {
    vault,
    service: 'web',
    key: 'session',
    source: SecretSource.rotated(),
    rotation: Rotation.random({}),
  });
  const admin = new ApplicationSecret(stack, 'admin', { vault, service: 'database', key: 'admin', source: SecretSource.supplied() });
  new ApplicationSecret(stack, 'user', {
    vault,
    service: 'api',
    key: 'db',
    source: SecretSource.rotated(),
    rotation: Rotation.postgresql({ host: 'db.example.com', username: 'api', admin }),
  });
  const authority = new CertificateAuthority(stack, 'root', { vault, key: 'root', subject: { commonName: 'Acme Root' } });
  new TlsCertificate(stack, 'tls', { vault, service: 'api', key: 'tls', authority, dnsNames: ['api.example.com'], renewal: {} });
  new SshKeyPair(stack, 'ssh', { vault, service: 'ci', key: 'deploy_key', rotation: {} });
  declareDevelopers(stack, vault);
  declarePipelines(stack, vault, admin);
  declareCluster(stack, vault);
  return synthesize(stack);
}

/** What people and other consumers are given, in every way that there is. */
function declareDevelopers(stack: TerraformStack, vault: SecretVault): void {
  const profiles = Object.values(access.AccessProfile);
  const common = { vault, services: ['worker'], profiles, allowProduction: true, sourceAddresses: ['203.0.113.0/24'] };
  const { mfa, identityCenter, permissionSet } = access.DeveloperSignIn;
  new access.LocalDevelopment(stack, 'developers', {
    signIn: mfa({ principals: [`arn:aws:iam::${ACCOUNT}:user/dora`], sessionTags: ['team'] }),
    ...common,
  });
  const signIn = identityCenter({ permissionSet: 'Developer', account: ACCOUNT, mfaEnforcedByIdentityCenter: true });
  new access.LocalDevelopment(stack, 'chained', { signIn, roleName: 'chained', ...common });
  new access.LocalDevelopment(stack, 'set', {
    signIn: permissionSet({
      permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1111222233334444/ps-5555666677778888',
      instanceArn: 'arn:aws:sso:::instance/ssoins-1111222233334444',
      mfaEnforcedByIdentityCenter: true,
    }),
    ...common,
    profiles: [access.AccessProfile.EXEC],
  });
  const token = ApplicationSecret.fromName(stack, 'elsewhere', { vault, service: 'worker', key: 'token' });
  new access.EcsRestart(stack, 'restart', { vault, secrets: [token], clusterName: 'apps', serviceName: 'worker' });
  new access.ProfilePolicies(stack, 'profiles', { vault, services: ['worker'], profile: access.AccessProfile.ADMIN });
}

/** Roles of pipelines: one with each kind of pattern in its trust policy, and every option of plans. */
function declarePipelines(stack: TerraformStack, vault: SecretVault, opened: ApplicationSecret): void {
  const repository = { owner: 'acme', ownerId: 7, repository: 'api', repositoryId: 42 };
  const state = access.TerraformState.s3({
    bucket: 'acme-states',
    keys: ['acme/prod.tfstate'],
    kmsKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/00000000-0000-0000-0000-000000000000`,
  });
  const identity = access.OidcIdentity.github({ ...repository, environment: 'prod' });
  const pullRequest = access.OidcIdentity.github({ ...repository, pullRequest: true });
  new access.CiCdAccess(stack, 'ci', { vault, identity, services: ['worker'], sessionName: 'gha-*' });
  new access.CiCdPlanRole(stack, 'plan', { vault, identity: pullRequest, state, stacks: [] });
  const ephemeral = { ephemeralSecrets: [opened], ephemeralServices: ['worker'], stacks: [] };
  new access.CiCdPlanRole(stack, 'plan-reading', { vault, identity, state: access.TerraformState.elsewhere(), ...ephemeral });
  new access.CiCdDeployRole(stack, 'deploy', { vault, identity, state, services: ['worker'] });
}

/** What a cluster has in AWS, by either identity. */
function declareCluster(stack: TerraformStack, vault: SecretVault): void {
  new KubernetesProvider(stack, 'kubernetes', {});
  const output = kubernetes.ManifestOutput.resources();
  const oidcProviderArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE`;
  const { KubernetesAccess, KubernetesIdentity } = kubernetes;
  const api = new KubernetesAccess(stack, 'cluster-api', {
    vault,
    namespace: 'api',
    services: ['worker'],
    identity: KubernetesIdentity.irsa(oidcProviderArn),
    output,
  });
  new KubernetesAccess(stack, 'cluster-web', {
    vault,
    namespace: 'web',
    services: ['worker'],
    identity: KubernetesIdentity.podIdentity({
      operatorRoleArn: `arn:aws:iam::${ACCOUNT}:role/eso`,
      clusterArn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod`,
    }),
    output,
  });
  new kubernetes.SecretChangeQueue(stack, 'cluster-changes', {
    vault,
    services: ['api'],
    externalSecrets: [api.externalSecret!],
    serviceAccount: new kubernetes.ServiceAccountRole(stack, 'reloader', {
      vault,
      oidcProviderArn,
      namespace: 'eso',
      serviceAccount: 'reloader',
    }),
    output,
  });
}

/** A stack without the coffer provider. */
export function synthesizeAwsOnly(): Configuration {
  const stack = newStack(undefined, 'aws-only');
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod', engine: SecretEngine.AWS_ONLY });
  const secret = new ApplicationSecret(stack, 'secret', {
    vault,
    service: 'api',
    key: 'token',
    source: SecretSource.fromVariable(new TerraformVariable(stack, 'token', { type: 'string' })),
  });
  const role = new IamRole(stack, 'task', { name: 'task', assumeRolePolicy: JSON.stringify({ Statement: [] }) });
  secret.grantRead(role);
  secret.grantWrite(role);
  return synthesize(stack);
}
