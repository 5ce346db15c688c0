import { Fn, TerraformStack, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { recordsOf } from './manifest/app-manifest';
import { ReaderLocation } from './reader-location';
import type { Postcondition, ReachedVault } from './role-reach';
import type { SecretVaultAttributes } from './secret-vault-attributes';
import { StageIsolation } from './stage-isolation';
import type { IVault } from './vault';
import { checkDeployers, checkProvider } from './vault-checks';
import { VaultCore, type VaultSettings } from './vault-core';
import type { CofferUser } from './without-coffer';
import type { CofferProvider } from '../bindings/provider';
import { dnsSuffixOf, partitionOf } from '../contracts/partitions';
import { SecretEngine } from '../contracts/secret-engine';
import { VaultConfigurationError } from '../errors';
import { AwsEnvironment, type AwsLocation } from '../terraform/aws-environment';
import type { ProviderInstallation } from '../terraform/provider-installation';
import { StackSetup } from '../terraform/stack-setup';

const KEY_ARN = /^arn:(aws[a-z-]*):kms:([a-z0-9-]+):(\d{12}):key\/[\w-]+$/;
const ALIAS_ARN = /^arn:[\w-]+:kms:[\w-]+:\d{12}:(alias\/[\w/-]+)$/;

/**
 * A vault that another program declares, as users of this program see it. It makes nothing, takes no name and looks nothing up.
 *
 * @internal
 */
export class ImportedVault extends Construct implements IVault {
  public readonly namespace: string;
  public readonly stage: string;
  public readonly vaultName: string;
  public readonly keyArn: string;
  public readonly keyAlias: string;

  constructor(scope: Construct, id: string, attributes: SecretVaultAttributes) {
    super(scope, id);
    const core = new ImportedVaultCore(this, `SecretVault.fromAttributes '${this.node.path}'`, attributes);
    this.namespace = core.namespace;
    this.stage = core.stage;
    this.vaultName = core.vaultName;
    this.keyArn = core.keyArn;
    this.keyAlias = core.keyAlias;
  }
}

/** What constructs need of an imported vault: grants, and reading. */
class ImportedVaultCore extends VaultCore {
  public readonly imported = true;
  public readonly tags = undefined;
  public readonly deployers: readonly string[];
  public readonly names: { readonly accountWide: string };
  public readonly keyArn: string;
  public readonly keyAlias: string;
  public readonly usesCofferProvider: boolean;
  public readonly aws: AwsLocation;

  private readonly provider?: CofferProvider;
  private readonly installation?: ProviderInstallation;
  private readonly readers: ReaderLocation;

  constructor(construct: Construct & IVault, subject: string, attributes: SecretVaultAttributes) {
    super(construct, subject, attributes);
    StackSetup.of(construct); // which judges what only the whole program tells, such as the number of a role's policies
    const { keyArn } = attributes;
    this.aws = locationOf(construct, subject, keyArn);
    this.keyArn = keyArn;
    this.keyAlias = checkAlias(subject, attributes.keyAlias ?? `alias/${this.vaultName}-chamber`);
    this.usesCofferProvider = (attributes.engine ?? SecretEngine.COFFER) === SecretEngine.COFFER;
    this.names = { accountWide: this.vaultName };
    this.deployers = checkDeployers(subject, attributes.deployers ?? []);
    this.provider = checkProvider(subject, this.stack, attributes.provider);
    this.installation = attributes.installation;
    this.readers = new ReaderLocation(construct, this.aws, this.provider);
    recordsOf(construct).vault(this);
  }

  public get region(): string {
    return this.aws.region;
  }

  /** For what reads, since nothing is declared in an imported vault. */
  public settingsIn(scope: IConstruct, { subject }: CofferUser): VaultSettings {
    const stack = TerraformStack.of(scope);
    StageIsolation.of(scope).use(subject, stack, this.stage);
    const { provider } = this;
    if (provider && stack !== this.stack) {
      throw new VaultConfigurationError(
        subject,
        `the provider of vault ${this.vaultName} is in stack '${this.stack.node.path}', this is in stack '${stack.node.path}', ` +
          'and providers stay in their stack',
        'Import the vault in this stack too, by SecretVault.fromAttributes() with a provider of its own.',
      );
    }
    this.readers.add(stack, subject);
    const setup = StackSetup.of(stack);
    if (this.installation) setup.install(this.installation, subject);
    if (!provider) setup.ensureProvider();
    return { kmsKeyId: this.keyAlias, provider, account: `${stack.node.path}\n${provider?.alias ?? ''}` };
  }

  protected reached(): ReachedVault {
    const { construct, vaultName, deployers, keyArn, aws } = this;
    return {
      construct,
      vaultName,
      deployers,
      account: () => aws.account,
      knownAccount: () => (Token.isUnresolved(keyArn) ? undefined : aws.account),
      conditions: Token.isUnresolved(keyArn) ? [keyArnCondition(vaultName, keyArn)] : undefined,
    };
  }
}

/** Where the ARN of its key says that a vault is: a key, its alias and what it encrypts are of one account and region. */
function locationOf(construct: Construct, subject: string, keyArn: string): AwsLocation {
  if (typeof keyArn === 'string' && Token.isUnresolved(keyArn)) return locationAtApply(construct, keyArn);
  const [, partition, region, account] = KEY_ARN.exec(keyArn) ?? [];
  if (partition !== undefined && region !== undefined && account !== undefined) {
    if (partitionOf(region) !== partition) {
      throw new VaultConfigurationError(
        subject,
        `keyArn '${keyArn}' is of partition ${partition}, and region ${region} is in ${partitionOf(region)}`,
        `Write arn:${partitionOf(region)}:kms:${region}:… if the region is right.`,
      );
    }
    return { partition, region, account, dnsSuffix: dnsSuffixOf(partition) };
  }
  const alias = typeof keyArn === 'string' ? ALIAS_ARN.exec(keyArn)?.[1] : undefined;
  if (alias !== undefined) {
    throw new VaultConfigurationError(
      subject,
      `keyArn '${keyArn}' is the ARN of an alias, which a policy cannot name a key by`,
      `Write the ARN of its key: aws kms describe-key --key-id ${alias} --query KeyMetadata.Arn`,
    );
  }
  const received = typeof keyArn === 'string' ? `'${keyArn}', which is` : `${keyArn === null ? 'null' : typeof keyArn},`;
  throw new VaultConfigurationError(
    subject,
    `keyArn is ${received} not the ARN of a KMS key`,
    'Write arn:aws:kms:<region>:<account>:key/<key id>, keyArn of the vault in the program that declares it.',
  );
}

/** The same of an ARN that only Terraform knows. */
function locationAtApply(construct: Construct, keyArn: string): AwsLocation {
  const part = (index: number): string => Fn.element(Fn.split(':', keyArn), index) as string;
  return {
    partition: part(1),
    region: part(3),
    account: part(4),
    // A partition's domain is in no ARN. The provider knows that of its own partition, beyond which nothing is granted, and asks nobody.
    get dnsSuffix(): string {
      return AwsEnvironment.of(construct).dnsSuffix;
    },
  };
}

function keyArnCondition(vaultName: string, keyArn: string): Postcondition {
  return {
    condition: Fn.can(Fn.regex('^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9_-]+$', keyArn)),
    errorMessage:
      `keyArn of vault ${vaultName} is not the ARN of a KMS key, so that its grants would have no effect. ` +
      'Pass keyArn of the vault, and not the ARN of its alias.',
  };
}

function checkAlias(subject: string, alias: string): string {
  if (/^alias\/aws\//.test(alias)) {
    throw new VaultConfigurationError(
      subject,
      `keyAlias '${alias}' is a key that AWS keeps for a service, which everybody in the account may use`,
      'Write the alias of a key of your own.',
    );
  }
  if (typeof alias === 'string' && !Token.isUnresolved(alias) && /^alias\/[\w/-]{1,250}$/.test(alias)) return alias;
  throw new VaultConfigurationError(
    subject,
    `keyAlias '${Token.isUnresolved(alias) ? '(token)' : alias}' is not the name of an alias written out`,
    'Write it with its prefix, such as alias/parameter_store_key, or leave it out.',
  );
}
