import { RamPrincipalAssociation } from '@cdktf/provider-aws/lib/ram-principal-association';
import { RamResourceAssociation } from '@cdktf/provider-aws/lib/ram-resource-association';
import { RamResourceShare } from '@cdktf/provider-aws/lib/ram-resource-share';
import { Op, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { VaultConfigurationError } from '../errors';
import type { SecretBase } from './secret-base';
import { ParameterTier } from '../contracts/parameter-tier';
import { dnsSuffixOf, partitionOf } from '../contracts/partitions';
import { SystemOfRecord } from '../contracts/system-of-record';
import type { KeyShares } from '../iam/key-shares';
import { keyUse, PARAMETER_CONTEXT } from '../iam/key-use';
import { DECRYPT, PARAMETER_ACTIONS, Access } from '../iam/parameter-actions';
import { render } from '../iam/policy-document';
import type { ParameterRecord } from '../systems-of-record/parameter-store/parameter-record';
import { AwsEnvironment } from '../terraform/aws-environment';
import { defaultAwsProvider, regionOf } from '../terraform/aws-provider';
import { recordsOf } from '../vault/manifest/app-manifest';

/** Other accounts that read a secret, where it is. */
export interface CrossAccountProps {
  /**
   * Accounts, 12 digits each, all of whose roles may read it that their own IAM lets.
   *
   * @default - none
   */
  readonly accounts?: string[];

  /**
   * ARNs of roles or users of other accounts, which alone of their account may decrypt it. AWS Resource Access Manager
   * shares the parameter with their account; the KMS key decides who of it reads the value.
   *
   * @default - none
   */
  readonly principals?: string[];

  /**
   * Whether accounts outside the organization can be shared with (RAM: Sharing with external accounts). Each has to accept
   * the share.
   *
   * @default false
   */
  readonly allowExternalPrincipals?: boolean;

  /**
   * With a vault key that is not the vault's own, whose policy Coffer does not write: whether that policy has the statement
   * already which the error of false prints.
   *
   * @default false
   */
  readonly keyPolicyAllows?: boolean;
}

/** What a secret knows when it is shared. */
export interface SharedSecret {
  readonly subject: string;
  readonly secret: SecretBase;
  readonly resource: ParameterRecord;
  readonly tier: ParameterTier | undefined;
  readonly keyArn: string;
  /** Shares of the key that encrypts it; undefined where its policy is not ours. */
  readonly keyShares: KeyShares | undefined;
  /** Whether every principal has to be named. */
  readonly onlyPrincipals: boolean;
}

/**
 * A secret that other accounts read: a RAM share of the parameter, and a statement in its key's policy for each of them.
 *
 * Only parameters of the advanced tier under a customer managed key can be shared (Systems Manager: Working with shared
 * parameters).
 *
 * @internal
 */
export class CrossAccountShare extends Construct {
  /** What a role there needs in a policy of its own. */
  public readonly readerPolicy: string;

  constructor(scope: Construct, id: string, shared: SharedSecret, props: CrossAccountProps) {
    super(scope, id);
    const { secret, resource } = shared;
    const consumers = checkConsumers(shared, props);
    const arn = secret.parameterArn;
    const { region, dnsSuffix } = AwsEnvironment.of(this);
    const place = { vault: secret._vault, systemOfRecord: SystemOfRecord.PARAMETER_STORE, name: secret.parameterName };
    for (const { account, principal } of consumers) recordsOf(this).read(place, { access: 'share', account, arn: principal });
    if (shared.keyShares) for (const consumer of consumers) shared.keyShares.add({ ...consumer, parameterArn: arn });
    else if (!props.keyPolicyAllows) throw foreignKey(shared, consumers);

    const share = new RamResourceShare(this, 'share', {
      name: `${secret._vault.vaultName}${secret.parameterName.replaceAll('/', '-')}`.slice(0, 256),
      allowExternalPrincipals: props.allowExternalPrincipals ?? false,
      tags: secret._vault.tags,
    });
    new RamResourceAssociation(this, 'parameter', {
      resourceArn: arn,
      resourceShareArn: share.arn,
      dependsOn: [resource],
      lifecycle: {
        precondition: [
          {
            condition: Op.gte(resource.version, 1),
            errorMessage:
              `${secret.parameterName} has no value yet, so that there is no parameter to share. Write its first value, ` +
              `then apply again.`,
          },
        ],
      },
    });
    for (const account of [...new Set(consumers.map((consumer) => consumer.account))].sort()) {
      new RamPrincipalAssociation(this, `account-${account}`, { principal: account, resourceShareArn: share.arn });
    }
    this.readerPolicy = render([
      { Sid: 'ReadSharedParameter', Effect: 'Allow', Action: PARAMETER_ACTIONS[Access.READ], Resource: arn },
      keyUse('DecryptThroughParameterStore', DECRYPT, shared.keyArn, `ssm.${region}.${dnsSuffix}`, {
        exactly: { [PARAMETER_CONTEXT]: arn },
      }),
    ]);
  }
}

/** @throws VaultConfigurationError where a secret is not shared */
export function readerPolicyOf(share: CrossAccountShare | undefined, subject: string): string {
  if (share) return share.readerPolicy;
  throw new VaultConfigurationError(
    subject,
    'it is not shared with any other account',
    'Give it crossAccount: { accounts } or { principals }.',
  );
}

interface Consumer {
  readonly account: string;
  readonly principal?: string;
}

function checkConsumers(
  { subject, secret, tier, onlyPrincipals }: SharedSecret,
  { accounts = [], principals = [] }: CrossAccountProps,
): Consumer[] {
  const refuse = (problem: string, remedy: string) => new VaultConfigurationError(subject, problem, remedy);
  if (tier !== ParameterTier.ADVANCED) {
    throw refuse(
      `crossAccount shares it, and its tier is ${tier ?? ParameterTier.STANDARD}: other accounts read parameters of the advanced tier only`,
      'Give it tier: ParameterTier.ADVANCED.',
    );
  }
  if (accounts.length + principals.length === 0) throw refuse('crossAccount names nobody', 'Name accounts or principals, or leave it out.');
  if (onlyPrincipals && accounts.length > 0) {
    throw refuse(
      `crossAccount has accounts (${accounts.join(', ')}), and who decrypts a bootstrap secret is named one by one`,
      'Name the roles in principals.',
    );
  }
  const consumers: Consumer[] = accounts.map((account) => {
    if (Token.isUnresolved(account) || !/^\d{12}$/.test(account)) {
      throw refuse(
        `crossAccount has account '${Token.isUnresolved(account) ? '(token)' : account}'`,
        'Write its 12 digits out, as a string.',
      );
    }
    return { account };
  });
  for (const principal of principals) {
    const account = Token.isUnresolved(principal)
      ? undefined
      : /^arn:[\w-]+:iam::(\d{12}):(?:role|user)\/[\w+=,.@/-]+$/.exec(principal)?.[1];
    if (account === undefined) {
      throw refuse(
        `crossAccount has principal '${
          Token.isUnresolved(principal) ? '(token)' : principal
        }', which is not the ARN of an IAM role or user written out`,
        'Write arn:aws:iam::<account>:role/<name>, with its path and without a session.',
      );
    }
    const [theirs, ours] = [principal.split(':')[1]!, knownPartition(secret)];
    if (ours !== undefined && theirs !== ours) {
      throw refuse(
        `crossAccount has principal '${principal}' of partition ${theirs}, and the secret is in ${ours}, between which nothing is shared`,
        'Write the value in a vault of that partition too.',
      );
    }
    if (accounts.includes(account)) {
      throw refuse(`crossAccount names account ${account} as a whole and '${principal}' of it`, 'Leave one of them out.');
    }
    consumers.push({ account, principal });
  }
  return consumers;
}

/** The partition that the secret is in, if its stack says its region. */
function knownPartition(secret: SecretBase): string | undefined {
  const region = regionOf(defaultAwsProvider(TerraformStack.of(secret)));
  return region === undefined ? undefined : partitionOf(region);
}

function foreignKey({ subject, secret }: SharedSecret, consumers: readonly Consumer[]): VaultConfigurationError {
  const partition = knownPartition(secret) ?? '<partition>';
  const domain = partition === '<partition>' ? '<domain of its services>' : dnsSuffixOf(partition);
  const statements = consumers.map(({ account, principal }) => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: {
      StringEquals: {
        'kms:CallerAccount': account,
        'kms:EncryptionContext:PARAMETER_ARN': `arn:${partition}:ssm:<region>:<account>:parameter${secret.parameterName}`,
        'kms:ViaService': `ssm.<region>.${domain}`,
      },
      ...(principal !== undefined && { ArnEquals: { 'aws:PrincipalArn': principal } }),
    },
  }));
  return new VaultConfigurationError(
    subject,
    "crossAccount needs a statement in the policy of the vault's key, and that key is not the vault's own",
    `Add ${statements.map((statement) => JSON.stringify(statement)).join(' and ')} to its policy, and say keyPolicyAllows: true.`,
  );
}
