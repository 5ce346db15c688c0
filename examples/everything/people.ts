import { join } from 'node:path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { TerraformOutput } from 'cdktf';
import { access, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';
import { written } from './settings';

/** Users of the stage's account. */
const DEVELOPERS = ['dora'];

export interface PeopleProps {
  readonly vault: SecretVault;
  readonly account: string;
  /** Whether developers have secrets of the stage on their machines. */
  readonly developed: boolean;
  /** Who changes what the service worker starts with. */
  readonly operators: IamRole;
}

/** Who reads and writes secrets by hand: developers, operators and auditors. */
export function letPeopleIn(stack: Construct, { vault, account, developed, operators }: PeopleProps): void {
  if (developed) {
    const developers = new access.LocalDevelopment(stack, 'developers', {
      vault,
      services: ['global', 'api'],
      profiles: [access.AccessProfile.EXEC, access.AccessProfile.READ],
      signIn: access.DeveloperSignIn.mfa({ principals: DEVELOPERS.map((name) => `arn:aws:iam::${account}:user/${name}`), sessionHours: 8 }),
      folder: join(written, 'app'),
    });
    new TerraformOutput(stack, 'developers_role', { value: developers.role!.arn, description: 'For role_arn in ~/.aws/config' });
  }
  // chamber write worker …, list and delete.
  access.AccessProfiles.grant(operators, { vault, services: ['worker'], profile: access.AccessProfile.ADMIN });
  // Histories without values, for whoever is given the policies.
  const audit = new access.ProfilePolicies(stack, 'audit-profile', {
    vault,
    services: ['api', 'global', 'web', 'worker'],
    profile: access.AccessProfile.AUDIT,
  });
  new TerraformOutput(stack, 'audit_policies', { value: audit.policyArns, description: 'For the permission set of auditors' });
}
