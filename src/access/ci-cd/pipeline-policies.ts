import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Lazy, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { isBootstrapService } from '../../contracts/names';
import { FederationError } from '../../errors';
import { DividedPolicies } from '../../iam/divided-policies';
import { keyUse, PARAMETER_CONTEXT } from '../../iam/key-use';
import { type ChunkItem, hashBits } from '../../iam/policy-chunks';
import * as policy from '../../iam/policy-document';
import { PolicyQuotas } from '../../iam/policy-quotas';
import { BootstrapKey, parameterKeyArns } from '../../vault/bootstrap-key';
import type { VaultCore } from '../../vault/vault-core';
import { isBelow, levelsOf, sidOfLevel } from '../service-levels';

/** One managed policy of a role; what it says is asked for when everything is declared. */
export function attachPolicy(
  scope: Construct,
  id: string,
  of: {
    readonly role: string;
    readonly name: string;
    readonly description: string;
    readonly statements: () => readonly policy.PolicyStatement[];
    /** What to do if they are too long for one policy. */
    readonly remedy: string;
  },
): void {
  const made = new IamPolicy(scope, id, {
    namePrefix: `${of.name.slice(0, 100)}-`,
    description: of.description,
    policy: Lazy.stringValue({ produce: () => policy.render(of.statements()) }),
    lifecycle: { createBeforeDestroy: true },
  });
  PolicyQuotas.of(scope).watch(made, of.remedy);
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
    { Sid: 'LookAtKey', Effect: 'Allow', Action: 'kms:DescribeKey', Resource: policy.oneOrMany(parameterKeyArns(vault)) },
  ];
}

type Service = ChunkItem & { readonly service: string };

const ESTIMATED_ARN = `arn:${policy.LONGEST_PARTITION}:ssm:${policy.LONGEST_REGION}:${policy.ANY_ACCOUNT}:parameter//*`;
const WRITE_ACTIONS = [
  'ssm:AddTagsToResource',
  'ssm:DeleteParameter',
  'ssm:ListTagsForResource',
  'ssm:PutParameter',
  'ssm:RemoveTagsFromResource',
];

/** Services whose values one statement on a key is about. */
interface Encrypted {
  readonly sid: string;
  readonly bootstrap: boolean;
  readonly services: readonly string[];
}

/**
 * What deploying secrets takes: writing, tagging and deleting them, and encrypting. Nothing of it decrypts, and nothing is
 * about services below those that are named, unless they are named too. As many managed policies as the services need.
 */
export function allowWriting(
  scope: Construct,
  vault: VaultCore,
  role: { readonly name: string; readonly label: string },
  services: readonly string[],
): void {
  const encrypted = encryptedTogether(services);
  const denied = deniedBelow(services);
  const policies = new DividedPolicies<Service>(scope, {
    role: role.name,
    namePrefix: `${vault.vaultName}-write-services-${role.label.replace(/[^\w+=,.@-]/g, '').slice(0, 24)}-`,
    description: `Deploy secrets of ${vault.vaultName}`,
    statements: (items) => {
      const arnsOf = (named: readonly string[], end: string) => named.map((service) => vault.parameterArn(`/${service}${end}`));
      const named = items.map(({ service }) => service);
      const below = arnsOf(
        named.filter((service) => denied.includes(service)),
        '/*/*',
      );
      return [
        ...writing(arnsOf(named, '/*'), below).filter(({ Resource }) => Resource?.length !== 0),
        ...encrypted.flatMap((group) => {
          const own = named.filter((service) => group.services.includes(service));
          const keyArn = (group.bootstrap ? BootstrapKey.part.find(vault)?.keyArn : undefined) ?? vault.keyArn;
          return own.length === 0 ? [] : [encrypting(group, keyArn, vault.parameterStore, arnsOf(own, '/*'), arnsOf(own, '/*/*'))];
        }),
      ];
    },
    empty: [
      ...writing([], []),
      ...encrypted.map((group) =>
        encrypting(group, policy.LONGEST_KEY_ARN, `ssm.${policy.LONGEST_REGION}.${policy.LONGEST_DNS_SUFFIX}`, [], []),
      ),
    ],
    ids: { policy: 'write', attachment: 'write-attachment' },
  });
  for (const service of services) {
    // Each is named four times, twice with what is below it, with quotes and a comma.
    policies.add(service, { service, bits: hashBits(service), size: 4 * (ESTIMATED_ARN.length + service.length + 4) });
  }
}

/** The services below which all changes are denied. A Deny there would deny a service that is named, too. */
export function deniedBelow(services: readonly string[]): readonly string[] {
  return services.filter((service) => !services.some((other) => isBelow(other, service)));
}

function writing(own: readonly string[], below: readonly string[]): policy.PolicyStatement[] {
  return [
    { Sid: 'WriteSecrets', Effect: 'Allow', Action: WRITE_ACTIONS, Resource: own },
    // Patterns of resources do not end at a slash.
    { Sid: 'NothingBelowServices', Effect: 'Deny', Action: WRITE_ACTIONS, Resource: below },
  ];
}

function encrypting(
  { sid }: Encrypted,
  keyArn: string,
  parameterStore: string,
  own: readonly string[],
  below: readonly string[],
): policy.PolicyStatement {
  return keyUse(sid, ['kms:Encrypt', 'kms:GenerateDataKey'], keyArn, parameterStore, {
    like: { [PARAMETER_CONTEXT]: own },
    notLike: { [PARAMETER_CONTEXT]: below },
  });
}

/** By key, and by level: what is below one service is never a service of its own level. */
function encryptedTogether(services: readonly string[]): Encrypted[] {
  return [true, false].flatMap((bootstrap) => {
    const own = services.filter((service) => isBootstrapService(service) === bootstrap);
    if (own.length === 0) return [];
    const sid = `Encrypt${bootstrap ? 'Bootstrap' : ''}ThroughParameterStore`;
    return levelsOf([...new Set(own)]).map((level, index) => ({ sid: sidOfLevel(sid, index), bootstrap, services: level }));
  });
}

function attach(scope: Construct, id: string, role: string, policyArn: string): void {
  new IamRolePolicyAttachment(scope, id, { role, policyArn, lifecycle: { createBeforeDestroy: true } });
}
