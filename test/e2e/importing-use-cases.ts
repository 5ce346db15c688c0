import { join } from 'node:path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { App, type TerraformStack } from 'cdktf';
import { access, ApplicationSecret, EphemeralResource, Grantee, kubernetes, SecretVault } from '../../src';
import { newStack } from '../support/synth';

export interface ImportedFrom {
  readonly keyArn: string;
  readonly account: string;
  /** Of an OIDC provider that is in the account. */
  readonly issuer: string;
  /** ARN of a policy that lets plans look at what there is. */
  readonly looks: string;
  readonly folder: string;
}

/** Every use case, of a vault that another program declares: its service `api` with a secret `token`. */
export function declareUseCases({ keyArn, account, issuer, looks, folder }: ImportedFrom): TerraformStack {
  const stack = newStack();
  const vault = SecretVault.fromAttributes(stack, 'vault', { namespace: 'acme', stage: 'dev', keyArn });
  const token = ApplicationSecret.fromName(stack, 'token', { vault, service: 'api', key: 'token' });
  const role = (name: string) => new IamRole(stack, name, { name: `acme-dev-${name}`, assumeRolePolicy: TRUST });
  const services = ['api'];

  new access.LocalDevelopment(stack, 'developers', {
    vault,
    services,
    signIn: access.DeveloperSignIn.mfa({ principals: [`arn:aws:iam::${account}:user/dora`] }),
    folder: join(folder, 'app'),
  });
  new access.TerraformAccess(stack, 'terraform', { vault, services, assumedBy: [`arn:aws:iam::${account}:role/pipeline`] });
  new kubernetes.KubernetesAccess(stack, 'cluster', {
    vault,
    namespace: 'api',
    services,
    identity: kubernetes.KubernetesIdentity.irsa(`arn:aws:iam::${account}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE`),
    output: kubernetes.ManifestOutput.files(join(folder, 'manifests')),
  });
  access.EcsSecret.of(token, role('execution'));
  const layer = `arn:aws:lambda:eu-west-1:${account}:layer:AWS-Parameters-and-Secrets-Lambda-Extension:12`;
  new access.LambdaParameters({ secrets: [token], role: role('function'), layerArn: layer });
  new access.InstanceSecrets({ vault, services, role: role('instances'), unit: 'api.service', command: '/usr/local/bin/api' });
  // No service has to be there: its ARN is made of names, and nothing calls it before a secret changes.
  new access.EcsRestart(stack, 'restart', { vault, secrets: [token], clusterName: 'apps', serviceName: 'api' });
  for (const profile of [access.AccessProfile.EXEC, access.AccessProfile.AUDIT]) {
    access.AccessProfiles.grant(Grantee.fromRole(role(`profile-${profile}`)), { vault, services, profile });
  }
  new access.ProfilePolicies(stack, 'read', { vault, services, profile: access.AccessProfile.READ });
  new access.CofferManifest(App.of(stack), { file: join(folder, 'coffer.manifest.json') });

  const repository = { owner: 'acme', ownerId: 7, repository: 'api', repositoryId: 42 };
  const identity = access.OidcIdentity.github({ ...repository, environment: 'dev' });
  const lookedUp = access.OidcProvider.lookup();
  const given = access.OidcProvider.fromArn(`arn:aws:iam::${account}:oidc-provider/${issuer.replace('https://', '')}`);
  new access.CiCdAccess(stack, 'looked-up', { vault, identity, services, provider: lookedUp });
  new access.CiCdAccess(stack, 'given', { vault, identity, services, provider: given });
  const state = access.TerraformState.elsewhere();
  new access.CiCdDeployRole(stack, 'deploy-elsewhere', { vault, identity, services, state, provider: lookedUp });

  // Opened in every plan, and by no other role that plans than the one that names it.
  new EphemeralResource(stack, 'opened', { type: 'aws_ssm_parameter', config: { arn: token.parameterArn } });
  new access.CiCdPlanRole(stack, 'reading', {
    vault,
    identity: access.OidcIdentity.github({ ...repository, pullRequest: true }),
    state,
    provider: lookedUp,
    stacks: [stack],
    ephemeralSecrets: [token],
    managedPolicyArns: [looks],
  });
  return stack;
}

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
});
