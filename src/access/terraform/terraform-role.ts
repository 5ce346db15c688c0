import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { GrantError } from '../../errors';
import { render } from '../../iam/policy-document';
import { claimRoleName } from '../../iam/role-name';
import { checkWholeNumber } from '../../terraform/whole-number';
import type { VaultCore } from '../../vault/vault-core';

/** The role to make. */
export interface TerraformRoleProps {
  readonly assumedBy: readonly string[];
  readonly roleName?: string;
  readonly sessionMinutes?: number;
}

/** A role for Terraform runs, which those that are named assume and nobody else. */
export function declareTerraformRole(scope: Construct, subject: string, vault: VaultCore, props: TerraformRoleProps): IamRole {
  const refuse = (problem: string, remedy: string) => new GrantError(subject, problem, remedy);
  const principals = checkPrincipals(props.assumedBy, refuse);
  const name = claimRoleName(scope, subject, props.roleName ?? `${vault.names.accountWide}-terraform-reader`);
  const minutes = checkWholeNumber(
    props.sessionMinutes ?? 60,
    { name: 'sessionMinutes', least: 60, most: 720, unit: 'minutes', knownAtSynth: true },
    refuse,
  );
  return new IamRole(scope, 'role', {
    name,
    description: `Terraform runs that read secrets of ${vault.vaultName}`,
    assumeRolePolicy: render([
      {
        Sid: 'ThoseWhoAreNamed',
        Effect: 'Allow',
        Principal: { AWS: [...principals].sort() },
        Action: 'sts:AssumeRole',
      },
    ]),
    maxSessionDuration: minutes * 60,
    tags: vault.tags,
  });
}

/** Roles and users by their ARNs: the root of an account would let in whoever IAM there lets assume it (R9). */
function checkPrincipals(arns: readonly string[], refuse: (problem: string, remedy: string) => GrantError): readonly string[] {
  const remedy = 'Name each role or user: arn:aws:iam::<account>:role/<name>.';
  if (!Array.isArray(arns) || Token.isUnresolved(arns) || arns.length === 0) {
    throw refuse('assumedBy names nobody, or is known only at apply', remedy);
  }
  for (const arn of arns as readonly string[]) {
    // A role of the program's own is known at apply.
    if (Token.isUnresolved(arn) || /^arn:[\w-]+:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+$/.test(arn)) continue;
    const why = /:root$/.test(arn) ? 'is a whole account' : /[*?]/.test(arn) ? 'has a wildcard' : 'is not the ARN of an IAM role or user';
    throw refuse(`assumedBy has '${arn}', which ${why}`, remedy);
  }
  return arns as readonly string[];
}
