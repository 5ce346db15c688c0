import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Lazy, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { FederationError } from '../../errors';
import { DividedPolicies } from '../../iam/divided-policies';
import { keyUse, PARAMETER_CONTEXT } from '../../iam/key-use';
import { type ChunkItem, hashBits } from '../../iam/policy-chunks';
import * as policy from '../../iam/policy-document';
import { PolicyQuotas } from '../../iam/policy-quotas';
import type { VaultCore } from '../../vault/vault-core';

/** One managed policy of a role; what it says is asked for when everything is declared. */
export function attachPolicy(
  scope: Construct,
  id: string,
  of: {
    readonly role: string;
    readonly name: string;
    readonly description: string;
    readonly statements: () => readonly policy.PolicyStatement[];
  },
): void {
  const made = new IamPolicy(scope, id, {
    namePrefix: `${of.name.slice(0, 100)}-`,
    description: of.description,
    policy: Lazy.stringValue({ produce: () => policy.render(of.statements()) }),
    lifecycle: { createBeforeDestroy: true },
  });
  PolicyQuotas.of(scope).watch(made);
  attach(scope, `${id}-attachment`, of.role, made.arn);
}

/**
 * Policies that exist, each attached by itself.
 *
 * @throws FederationError where one of them is not the ARN of a policy
 */
export function attachGiven(scope: Construct, subject: string, role: string, arns: readonly string[]): void {
  arns.forEach((arn, index) => {
    if (!Token.isUnresolved(arn) && !/^arn:[\w-]+:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/.test(arn)) {
      throw new FederationError(
        subject,
        `managedPolicyArns has '${arn}', which is not the ARN of a policy`,
        'Write it like arn:aws:iam::aws:policy/ReadOnlyAccess.',
      );
    }
    attach(scope, `given-${index}`, role, arn);
  });
}

/** What the coffer provider asks in every plan: names, versions, tags and keys, never a value. */
export function listing(vault: VaultCore): policy.PolicyStatement[] {
  return [
    {
      Sid: 'ListWithoutValues',
      Effect: 'Allow',
      Action: ['ssm:DescribeParameters', 'tag:GetResources'],
      // IAM can allow both on everything only (Service Authorization Reference).
      Resource: '*',
    },
    { Sid: 'LookAtKey', Effect: 'Allow', Action: 'kms:DescribeKey', Resource: vault.keyArn },
  ];
}

type Service = ChunkItem & { readonly service: string };

const ESTIMATED_ARN = `arn:${policy.LONGEST_PARTITION}:ssm:${policy.LONGEST_REGION}:${policy.ANY_ACCOUNT}:parameter//*`;

/**
 * What deploying secrets takes: writing, tagging and deleting them, and encrypting. Nothing of it decrypts. As many
 * managed policies as the services need.
 */
export function allowWriting(
  scope: Construct,
  vault: VaultCore,
  role: { readonly name: string; readonly label: string },
  services: readonly string[],
): void {
  const statements = (keyArn: string, parameterStore: string, arns: readonly string[]): policy.PolicyStatement[] => [
    {
      Sid: 'WriteSecrets',
      Effect: 'Allow',
      Action: ['ssm:AddTagsToResource', 'ssm:DeleteParameter', 'ssm:ListTagsForResource', 'ssm:PutParameter', 'ssm:RemoveTagsFromResource'],
      Resource: arns,
    },
    keyUse('EncryptThroughParameterStore', ['kms:Encrypt', 'kms:GenerateDataKey'], keyArn, parameterStore, {
      like: { [PARAMETER_CONTEXT]: arns },
    }),
  ];
  const policies = new DividedPolicies<Service>(scope, {
    role: role.name,
    namePrefix: `${vault.vaultName}-write-services-${role.label.replace(/[^\w+=,.@-]/g, '').slice(0, 24)}-`,
    description: `Deploy secrets of ${vault.vaultName}`,
    statements: (items) =>
      statements(
        vault.keyArn,
        vault.parameterStore,
        items.map(({ service }) => vault.parameterArn(`/${service}/*`)),
      ),
    empty: statements(policy.LONGEST_KEY_ARN, `ssm.${policy.LONGEST_REGION}.${policy.LONGEST_DNS_SUFFIX}`, []),
    ids: { policy: 'write', attachment: 'write-attachment' },
  });
  for (const service of services) {
    // Each is named twice, with quotes and a comma.
    policies.add(service, { service, bits: hashBits(service), size: 2 * (ESTIMATED_ARN.length + service.length + 3) });
  }
}

function attach(scope: Construct, id: string, role: string, policyArn: string): void {
  new IamRolePolicyAttachment(scope, id, { role, policyArn, lifecycle: { createBeforeDestroy: true } });
}
