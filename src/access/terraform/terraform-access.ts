import { propertyAccess, TerraformProvider, TerraformStack, TerraformVariable, Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkSettings, keyOf, providerFault } from './provider-settings';
import { StackSettingsReader } from './stack-blocks';
import { refuseStoredUses } from './stored-places';
import type { TerraformAccessProps } from './terraform-access-props';
import { declareTerraformRole } from './terraform-role';
import { isBootstrapService, isEnvironmentName, serviceFault } from '../../contracts/names';
import { SystemOfRecord } from '../../contracts/system-of-record';
import { terraformVariableFault, terraformVariableName } from '../../contracts/terraform-variables';
import { GrantError, SecretNameError, TerraformAccessError } from '../../errors';
import { GrantedRole, IGrantee, roleOf } from '../../iam/grantee';
import { EphemeralSecret } from '../../secret/ephemeral-secret';
import type { IReadableSecret, ISecret } from '../../secret/secret';
import { SECRETS } from '../../secret/secret-base';
import { EphemeralResource } from '../../terraform/ephemeral-resource';
import { StackSetup } from '../../terraform/stack-setup';
import { SynthChecks } from '../../terraform/synth-checks';
import { recordsOf } from '../../vault/manifest/app-manifest';
import { VaultCore } from '../../vault/vault-core';
import { ServiceAccess } from '../service-access';

/**
 * Bootstrap secrets, AWS credentials and other secrets for Terraform runs: the role that reads them, and their values for the
 * length of one run, in provider settings and write-only arguments. They get into neither plan nor state. Needs Terraform
 * 1.11 or later.
 *
 * The role reads each secret by its name. A bootstrap secret names it in `readers`, where it is declared; others are granted
 * by `value()`. Reading by path, or the history, is not in its rights.
 *
 * At synth, every use of an ephemeral value in the stack is looked at: what would keep it is refused, also by way of locals.
 *
 * Synth fails with
 * - GrantError where the role could not be made or granted, or a bootstrap secret does not name it;
 * - SecretNameError where a secret could feed no variable, or a service is none;
 * - TerraformAccessError where a provider could not be configured so;
 * - LiteralSecretError where a value would be stored, or is written out.
 */
export class TerraformAccess extends Construct {
  private readonly subject: string;
  private readonly vault: VaultCore;
  private readonly grantee?: IGrantee;
  private readonly granted?: GrantedRole;
  private readonly values = new Map<string, EphemeralSecret>();
  private readonly variables = new Map<string, TerraformVariable>();
  private readonly environments = new Map<string, EphemeralResource>();

  constructor(scope: Construct, id: string, props: TerraformAccessProps) {
    super(scope, id);
    const subject = (this.subject = `TerraformAccess '${this.node.path}'`);
    const vault = (this.vault = VaultCore.of(props.vault));
    this.grantee = this.roleFor(props);
    if (this.grantee) {
      this.granted = roleOf(this.grantee, subject);
      vault.admit(subject, this.granted);
      vault.refuseDeployer(subject, this.granted);
    }
    this.readServices(props.services ?? []);
    const stack = TerraformStack.of(this);
    SynthChecks.of(this).add(`ephemeral values of ${stack.node.path}`, (checked) => {
      // What asks is the setup of a stack, while it is written.
      if (checked === stack) refuseStoredUses(new StackSettingsReader(stack, (each) => each === StackSetup.of(stack)), subject);
    });
  }

  /**
   * The role of Terraform runs: `readers: [terraform.role]` of a bootstrap secret.
   *
   * Throws a GrantError if there is none.
   */
  public get role(): IGrantee {
    if (this.grantee) return this.grantee;
    throw new GrantError(this.subject, 'it has no role', 'Give it assumedBy, or role.');
  }

  /**
   * The value of a secret, as a token for this stack only. The role, if there is one, is let read it.
   *
   * Throws a GrantError if it is a bootstrap secret that does not name the role in its readers, or is of another stage.
   *
   * @param secret the secret
   */
  public value(secret: ISecret): string {
    return this.ephemeral(secret).value;
  }

  /**
   * One key of a JSON secret, as a token for this stack only.
   *
   * @param secret the secret
   * @param key key of the object
   */
  public jsonField(secret: ISecret, key: string): string {
    return this.ephemeral(secret).jsonField(key);
  }

  /**
   * A variable of a service as `chamber exec` has it, as a token for this stack only: the whole service is read, by the
   * ephemeral `coffer_environment`. For services of other programs, whose secrets this one does not name.
   *
   * Throws a SecretNameError if it is no name of a service or variable.
   *
   * @param service service, such as terraform; not one of bootstrap secrets
   * @param variable name of the variable, such as TF_VAR_DB_PASSWORD
   */
  public environmentValue(service: string, variable: string): string {
    this.checkService(service);
    if (!isEnvironmentName(variable) || variable !== variable.toUpperCase()) {
      throw new SecretNameError(
        this.subject,
        `'${Token.isUnresolved(variable) ? '(token)' : variable}' is no variable of chamber exec, which writes all names in upper case`,
        'Write it like DB_PASSWORD.',
      );
    }
    let environment = this.environments.get(service);
    if (!environment) {
      const { provider } = this.vault.settingsIn(this, {
        subject: this.subject,
        needsCofferSince: 'values are read by its ephemeral coffer_environment',
      });
      environment = new EphemeralResource(this, `environment-${service.replace(/\//g, ':')}`, {
        type: 'coffer_environment',
        config: { services: [service] },
        provider,
      });
      this.environments.set(service, environment);
    }
    return Token.asString(propertyAccess(environment.attribute('variables'), [variable]));
  }

  /**
   * The environment variable by which Terraform takes the variable that a secret feeds: TF_VAR_<NAME> in upper case, as
   * `chamber exec` writes it.
   *
   * Throws a SecretNameError if its key stands for no variable of Terraform's.
   *
   * @param secret the secret
   */
  public variableName(secret: ISecret): string {
    const fault = terraformVariableFault(secret.key);
    if (fault) throw new SecretNameError(this.subject, `secret '${secret.service}/${secret.key}': ${fault.problem}`, fault.remedy);
    return terraformVariableName(secret.key);
  }

  /**
   * The Terraform variable that a secret feeds by `chamber exec <service> -- terraform apply`: in upper case, ephemeral,
   * sensitive and without a default.
   *
   * Throws a SecretNameError if chamber would give it another name.
   *
   * @param secret the secret; its key begins with tf_var_, by which chamber gives its variable the name that Terraform looks for
   */
  public variable(secret: ISecret): TerraformVariable {
    const name = this.variableName(secret);
    if (secret.environmentName !== name) {
      throw new SecretNameError(
        this.subject,
        `secret '${secret.service}/${secret.key}' is ${secret.environmentName} to chamber exec, and Terraform takes ${name}`,
        `Name its key '${name.toLowerCase()}', or use value(), which needs no variable.`,
      );
    }
    const own = name.slice('TF_VAR_'.length);
    const known = this.variables.get(own);
    if (known) return known;
    const variable = new TerraformVariable(TerraformStack.of(this), own, { type: 'string', sensitive: true, nullable: false });
    variable.overrideLogicalId(own);
    // Terraform's own mark, which cdktf does not know: the value gets into neither plan nor state.
    variable.addOverride('ephemeral', true);
    this.variables.set(own, variable);
    return variable;
  }

  /**
   * Configures a provider of this stack with values: `terraform.configure(postgresql, { password: terraform.value(secret) })`.
   *
   * Throws a TerraformAccessError if that is no provider, or could not be configured so. Throws a LiteralSecretError if a value is written
   * out.
   *
   * @param provider the provider. The stack's aws and coffer without alias cannot be: they read the secrets.
   * @param settings settings by their names in Terraform
   */
  public configure(provider: TerraformProvider, settings: { [name: string]: string }): void {
    const fault = providerFault(this, provider, this.vault);
    if (fault) throw new TerraformAccessError(this.subject, fault.problem, fault.remedy);
    checkSettings(this.subject, provider, settings);
    for (const [name, value] of Object.entries(settings)) provider.addOverride(name, value);
  }

  /**
   * Configures an AwsProvider with AWS credentials: it calls AWS under their user.
   *
   * Throws a TerraformAccessError if it is no AwsProvider, or has no alias.
   *
   * @param provider an AwsProvider with an alias
   * @param credentials an AwsCredentials, or another secret of that form: JSON with AccessKeyId and SecretAccessKey
   */
  public configureAws(provider: TerraformProvider, credentials: ISecret): void {
    const fault = providerFault(this, provider, this.vault, 'aws');
    if (fault) throw new TerraformAccessError(this.subject, fault.problem, fault.remedy);
    provider.addOverride('access_key', keyOf(this.ephemeral(credentials), 'AccessKeyId'));
    provider.addOverride('secret_key', keyOf(this.ephemeral(credentials), 'SecretAccessKey'));
  }

  private roleFor({ role, assumedBy, roleName, sessionMinutes }: TerraformAccessProps): IGrantee | undefined {
    if (role && assumedBy) throw new GrantError(this.subject, 'it has role and assumedBy', 'Leave one of them out.');
    if (assumedBy) {
      this.vault.requireOwnStack(this, (problem, remedy) => new GrantError(this.subject, problem, remedy), 'it makes a role and is');
      return declareTerraformRole(this, this.subject, this.vault, { assumedBy, roleName, sessionMinutes });
    }
    if (roleName !== undefined || sessionMinutes !== undefined) {
      throw new GrantError(
        this.subject,
        'roleName and sessionMinutes are of a role that is made here, and it has no assumedBy',
        'Say who assumes the role in assumedBy, or leave them out.',
      );
    }
    return role;
  }

  private readServices(services: readonly string[]): void {
    if (services.length === 0) return;
    if (!this.granted) throw new GrantError(this.subject, 'it has services and no role that reads them', 'Give it assumedBy, or role.');
    const access = new ServiceAccess(this, 'services', this.vault, this.granted);
    for (const service of services) {
      this.checkService(service);
      access.allow(this.subject, service);
    }
  }

  private checkService(service: string): void {
    const fault = Token.isUnresolved(service)
      ? { problem: 'a service is known only at apply', remedy: 'Write it out.' }
      : serviceFault(service);
    if (fault) throw new SecretNameError(this.subject, fault.problem, fault.remedy);
    if (!isBootstrapService(service)) return;
    throw new GrantError(
      this.subject,
      `service '${service}' is one of bootstrap secrets, which are read by their names only`,
      'Name the role in readers of each secret, and use value().',
    );
  }

  private ephemeral(secret: ISecret): EphemeralSecret {
    const { parameterName } = secret;
    let ephemeral = this.values.get(parameterName);
    if (!ephemeral) {
      this.grant(secret);
      ephemeral = new EphemeralSecret(this, `value-${parameterName.slice(1).replace(/\//g, ':')}`, { secret });
      this.values.set(parameterName, ephemeral);
    }
    return ephemeral;
  }

  private grant(secret: ISecret): void {
    const name = `${secret.service}/${secret.key}`;
    const own = SECRETS.in(secret, this.subject);
    const core = own?._vault ?? this.vault;
    if (!core.is(this.vault)) {
      throw new GrantError(
        this.subject,
        `secret '${name}' is of vault ${core.vaultName} at '${core.construct.node.path}', not of its own`,
        'Use a TerraformAccess for each vault.',
      );
    }
    if (!this.grantee || !this.granted) return;
    if (!isBootstrapService(secret.service)) {
      (secret as IReadableSecret).grantRead(this.grantee);
      return;
    }
    // Another program declares it with its readers, and this one cannot know them. If they leave the role out, AWS denies it.
    if (core.imported) return;
    const place = { vault: this.vault, systemOfRecord: SystemOfRecord.PARAMETER_STORE, name: secret.parameterName };
    const readers = recordsOf(this).readersOf(place, secret.service);
    if (readers.some(({ role }) => role?.keys.some((key) => this.granted!.keys.includes(key)))) return;
    throw new GrantError(
      this.subject,
      `bootstrap secret '${name}' does not name role '${this.granted.label}' in its readers, and the policy of its key denies it to others`,
      'Write readers: [terraform.role] where it is declared.',
    );
  }
}
