import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { CiCdRole, CiCdRoleProps } from './ci-cd-role';
import { EphemeralRead, ephemeralReads } from './ephemeral-reads';
import { attachGiven, attachPolicy, listing } from './pipeline-policies';
import { checkService } from './services';
import type { TerraformState } from './terraform-state';
import { isBootstrapService } from '../../contracts/names';
import { EngineError, FederationError } from '../../errors';
import { PARAMETER_CONTEXT } from '../../iam/key-use';
import { oneOrMany, PolicyStatement } from '../../iam/policy-document';
import type { IReadableSecret, ISecret } from '../../secret/secret';
import { READABLE_SECRETS, type SecretBase, SECRETS } from '../../secret/secret-base';
import { AwsEnvironment } from '../../terraform/aws-environment';
import { SynthChecks } from '../../terraform/synth-checks';
import { parameterKeyArns } from '../../vault/bootstrap-key';
import { recordsOf } from '../../vault/manifest/app-manifest';
import { hasArn } from '../../vault/vault-checks';
import { refuseDeniedReads } from '../denied-grants';
import { ServiceAccess } from '../service-access';

/** A role that plans. */
export interface CiCdPlanRoleProps extends CiCdRoleProps {
  /** Where the states of the stacks are. */
  readonly state: TerraformState;

  /**
   * Stacks that the role plans.
   *
   * @default - the stack of the vault, if that is of this app
   */
  readonly stacks?: TerraformStack[];

  /**
   * Secrets that the stacks open in every plan, as EphemeralSecret does. The role reads exactly these, and the bootstrap
   * secrets whose `readers` name it. A bootstrap secret that is given here has to name it; of an imported vault, the program
   * that declares it has to, and names the role there.
   *
   * @default - none: the role decrypts nothing but the state
   */
  readonly ephemeralSecrets?: ISecret[];

  /**
   * Services that the stacks open in every plan, as KubernetesSecret does. The role reads these whole.
   *
   * @default - none
   */
  readonly ephemeralServices?: string[];

  /**
   * ARNs of managed policies by which a plan looks at what is deployed. Whatever they allow, the role decrypts nothing
   * but the state, and reads no objects but those of `readableObjects`.
   *
   * @default - ReadOnlyAccess of AWS
   */
  readonly managedPolicyArns?: string[];

  /**
   * ARNs of objects in buckets that a plan reads, such as those that the stacks declare.
   *
   * @default - none but the states
   */
  readonly readableObjects?: string[];
}

/**
 * The role of a pipeline that plans: it looks at all that is deployed, and decrypts no secret. Neither does a plan of
 * Coffer's secrets: refreshes ask for no values. The state is read with a key of its own.
 *
 * Terraform opens ephemeral resources in a plan, too. So synth refuses a plan role for a stack that reads secrets that
 * way, unless `ephemeralSecrets` and `ephemeralServices` name exactly what it reads, or a bootstrap secret names the role.
 *
 * Synth fails with
 * - FederationError where tokens of others would do, where a stack reads ephemerally what is not named here, or where a job
 *   of a pull request would read production;
 * - EngineError where the vault is without the coffer provider, and every plan decrypts;
 * - GrantError where the role's name is taken, a bootstrap secret does not name the role in its readers, or it is granted to
 *   read what is not named here, and so is denied it.
 */
export class CiCdPlanRole extends CiCdRole {
  private readonly secrets: readonly ISecret[];
  private readonly services: readonly string[];

  constructor(scope: Construct, id: string, props: CiCdPlanRoleProps) {
    super(scope, id, props, 'CiCdPlanRole');
    const { ephemeralSecrets = [], ephemeralServices = [], state, readableObjects = [] } = props;
    [this.secrets, this.services] = [ephemeralSecrets, ephemeralServices];
    if (!this._vault.usesCofferProvider) {
      throw new EngineError(
        this._subject,
        `vault ${this._vault.vaultName} is without the coffer provider, and every plan of hashicorp/aws decrypts its secrets`,
        'Plan with the role that deploys, behind an environment; or use SecretEngine.COFFER, which plans without decrypting.',
      );
    }
    this.checkState(state);
    if (this.secrets.length + this.services.length > 0) this.refuseProduction();
    attachPolicy(this, 'plan', {
      role: this.name,
      name: `${this._vault.vaultName}-plan-${this.node.id}`,
      description: `Plan ${this._vault.vaultName} without decrypting`,
      statements: () => [...state._statements(this, false), ...listing(this._vault), ...this.denied(state, readableObjects)],
      // One Deny says what is left out of it: two policies would deny each what the other one leaves out.
      remedy: 'Name fewer of keys, ephemeralSecrets, ephemeralServices and readableObjects, or plan the stacks with several roles.',
    });
    attachGiven(this, this._subject, this.name, props.managedPolicyArns ?? [readOnlyAccess(this)]);
    this.readEphemerally();
    this.refuseFurtherReads();
    const stacks = props.stacks ?? [this._vault.stack];
    SynthChecks.of(this).add(`plan role ${this.node.path}`, (stack) => {
      // Bootstrap secrets name the role after it is made.
      if (this.bootstrapNames().length > 0) this.refuseProduction();
      if (stacks.includes(stack)) this.checkReads(stack);
    });
  }

  /** The role's own policies deny it to decrypt what is not named here. */
  private refuseFurtherReads(): void {
    const remedy = 'Name it in ephemeralSecrets or ephemeralServices, or read it under a role of its own.';
    refuseDeniedReads({ scope: this, subject: this._subject, role: this._role(), remedy }, ({ vault, name, service }) => {
      if (vault.vaultName !== this._vault.vaultName) return true;
      if (service !== undefined) return !this.services.includes(service);
      return ![...this.secrets.map(({ parameterName }) => parameterName), ...this.bootstrapNames()].includes(name ?? '');
    });
  }

  private refuseProduction(): void {
    if (!this._isProduction) return;
    this._refusePullRequests(
      `the stacks read secrets of production vault ${this._vault.vaultName} in every plan`,
      'Plan pull requests against another stage, or move what reads ephemerally into a stack of its own.',
    );
  }

  private checkState({ _kmsKeyArn: key }: TerraformState): void {
    if (key === undefined || !hasArn(this, parameterKeyArns(this._vault), key)) return;
    throw new FederationError(
      this._subject,
      "the state's key is one of the vault's own, which the role never decrypts with",
      'Give states a key of their own.',
    );
  }

  /** What holds whatever other policies allow: ReadOnlyAccess, or one that somebody attaches later. */
  private denied(state: TerraformState, readableObjects: readonly string[]): PolicyStatement[] {
    const stateKeys = state._kmsKeyArn === undefined ? [] : [state._kmsKeyArn];
    const read = [
      ...this.secrets.map(({ parameterArn }) => parameterArn),
      ...this.bootstrapNames().map((name) => this._vault.parameterArn(name)),
      ...this.services.map((each) => this._vault.parameterArn(`/${each}/*`)),
    ];
    const objects = [...state._objects(this), ...readableObjects];
    // Holds without a context, too: what is not said to be one of these is none.
    const Condition = { StringNotLike: { [PARAMETER_CONTEXT]: oneOrMany([...new Set(read)]) } };
    // The key of another program's bootstrap secrets is not known here: then it is the context alone that tells them.
    if (this.secrets.some((secret) => isOfAnotherProgram(SECRETS.in(secret, this._subject)))) {
      return [
        { Sid: 'NeverDecrypt', Effect: 'Deny', Action: 'kms:ReEncryptFrom', ...allBut(stateKeys) },
        { Sid: 'DecryptWhatIsReadEphemerally', Effect: 'Deny', Action: 'kms:Decrypt', ...allBut(stateKeys), Condition },
        noOtherObjects(objects),
      ];
    }
    const vaultKeys = read.length === 0 ? [] : parameterKeyArns(this._vault);
    return [
      {
        Sid: 'NeverDecrypt',
        Effect: 'Deny',
        Action: ['kms:Decrypt', 'kms:ReEncryptFrom'],
        ...allBut([...stateKeys, ...vaultKeys]),
      },
      ...(vaultKeys.length === 0
        ? []
        : [
            {
              Sid: 'DecryptWhatIsReadEphemerally',
              Effect: 'Deny' as const,
              Action: 'kms:Decrypt',
              Resource: oneOrMany(vaultKeys),
              Condition,
            },
          ]),
      noOtherObjects(objects),
    ];
  }

  private readEphemerally(): void {
    for (const secret of this.secrets) {
      const own = SECRETS.in(secret, this._subject);
      // Another program declares it with its readers, and gives them what it takes. If they leave the role out, AWS denies it.
      if (own && isOfAnotherProgram(own)) continue;
      // Its readers may be named later, where it is declared.
      if (own && READABLE_SECRETS.in(own, this._subject) === undefined && own._type.endsWith('.fromName')) {
        SynthChecks.of(this).add(`reader ${this.node.path} ${own.parameterName}`, () => {
          if (!this.bootstrapNames().includes(own.parameterName)) own._grantReadFor(this);
        });
      } else if (own) {
        own._grantReadFor(this);
      } else {
        (secret as IReadableSecret).grantRead(this);
      }
    }
    if (this.services.length === 0) return;
    this._vault.refuseDeployer(this._subject, this._role());
    const access = new ServiceAccess(this, 'services', this._vault, this._role());
    for (const service of this.services) {
      checkService(this._subject, service);
      access.allow(this._subject, service);
    }
  }

  /** The bootstrap secrets of the vault whose readers name the role. */
  private bootstrapNames(): string[] {
    const records = recordsOf(this);
    const { keys } = this._role();
    return records
      .placesRead()
      .filter((place) => place.vault === this._vault && place.name.startsWith(BOOTSTRAP))
      .filter((place) => records.readersOf(place, '').some(({ role }) => role?.keys.some((key) => keys.includes(key))))
      .map(({ name }) => name);
  }

  private checkReads(stack: TerraformStack): void {
    const unnamed = ephemeralReads(stack).find((read) => !this.names(read));
    if (!unnamed) return;
    const what = unnamed.parameter ?? (unnamed.services ? `service ${unnamed.services.join(', ')}` : 'a secret that only apply knows');
    throw new FederationError(
      this._subject,
      `stack '${stack.node.path}' opens ${what} in every plan, at '${unnamed.by}', and the role decrypts no secret`,
      'Move that into a stack of its own, which another role plans and deploys; or have this role read exactly that: ' +
        (what.startsWith(BOOTSTRAP)
          ? 'name it in the readers of the bootstrap secret.'
          : 'ephemeralSecrets with the secret, or ephemeralServices with the services.'),
    );
  }

  private names({ parameter, services }: EphemeralRead): boolean {
    if (services) return services.every((service) => this.services.includes(service));
    return [...this.secrets.map(({ parameterName }) => parameterName), ...this.bootstrapNames()].some(
      (name) => name === parameter || (parameter?.endsWith(`:parameter${name}`) ?? false),
    );
  }
}

/** Names of bootstrap secrets begin with it. */
const BOOTSTRAP = '/bootstrap/';

/** Objects are where other states are, and whatever else ReadOnlyAccess opens. */
function noOtherObjects(objects: readonly string[]): PolicyStatement {
  return { Sid: 'NoOtherObjects', Effect: 'Deny', Action: ['s3:GetObject', 's3:GetObjectVersion'], ...allBut(objects) };
}

/** Whether a secret is a bootstrap secret of a vault that this program imports. */
function isOfAnotherProgram(secret: SecretBase | undefined): boolean {
  return secret !== undefined && secret._vault.imported && isBootstrapService(secret.service);
}

/** A Deny of all resources but some. */
function allBut(arns: readonly string[]): Pick<PolicyStatement, 'Resource' | 'NotResource'> {
  return arns.length === 0 ? { Resource: '*' } : { NotResource: [...new Set(arns)] };
}

function readOnlyAccess(scope: Construct): string {
  return `arn:${AwsEnvironment.of(scope).partition}:iam::aws:policy/ReadOnlyAccess`;
}
