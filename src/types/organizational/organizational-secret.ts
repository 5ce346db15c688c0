import { Annotations, Token } from 'cdktf';
import { Construct } from 'constructs';
import { ItemDetails, OnePasswordItem } from './one-password-item';
import { OnePasswordVault } from './one-password-vault';
import { ONE_PASSWORD_VAULTS } from './one-password-vaults';
import type { OrganizationalSecretProps } from './organizational-secret-props';
import { OPEN_FIELD_TYPES, sectionBlocks } from './section-blocks';
import { Item } from '../../bindings/onepassword/item';
import { REMINDER_DAYS } from '../../contracts/rotation/periods';
import { SystemOfRecord } from '../../contracts/system-of-record';
import { OrganizationalSecretError, SecretNameError } from '../../errors';
import { SecretFormat } from '../../secret/generated-value';
import { checkSource, refuseRotated, SourceArguments } from '../../secret/secret-source';
import type { SourceContext } from '../../secret/source-context';
import { ephemeralRandom } from '../../systems-of-record/parameter-store/coffer-parameters';
import type { RandomValue } from '../../systems-of-record/parameter-store/parameter-record';
import { refuseValuesInState } from '../../terraform/no-value-in-state';
import { StackSetup } from '../../terraform/stack-setup';
import { SynthChecks } from '../../terraform/synth-checks';
import { DeclaredSecrets } from '../../vault/declared-secrets';
import { recordsOf } from '../../vault/manifest/app-manifest';

/**
 * A secret that people share, such as the login to a website that has no single sign-on: an item of 1Password for Teams.
 * It is the last resort. What a program reads is an ApplicationSecret, and whoever can have an account of their own needs
 * no shared one.
 *
 * The value goes through Terraform without being kept. A generated one is generated again in every run, and written only in the
 * run that makes the item or in which `generation` goes up; the same holds for a variable and its `version`. A supplied
 * one is typed into 1Password by people, and nothing here ever overwrites it: the item begins with a password of
 * 1Password's making, or with none.
 *
 * Who reads it is decided in 1Password, by who may open the vault. There is nothing to grant to a role, so there is no
 * `grantRead()`.
 *
 * The 1Password provider is called with the credentials of the environment (OP_SERVICE_ACCOUNT_TOKEN, or OP_CONNECT_HOST
 * and OP_CONNECT_TOKEN), unless the stack has an OnepasswordProvider. It reads whole items at each refresh, and keeps the
 * fields of all sections in the state. So plan and apply fail, and the state stays as it is, if people have added a
 * field for a secret, such as a one-time password: that goes into another item, which Terraform does not know. Only
 * `apply -refresh-only` and a plan that is saved by `-out` have it nevertheless. An item that exists is not imported, for
 * the same reason: plans are refused while the state or an import block holds its password or note. The guide "Taking over
 * what exists" says what to do instead.
 *
 * Items of one 1Password vault in a stack are planned and written one after the other, in the order of the program, since
 * 1Password refuses writes side by side.
 *
 * Needs Terraform 1.11 or later. Synth fails, in the constructor, with
 * - OrganizationalSecretError if it has no owner, or 1Password would not take it;
 * - SecretNameError if its name is none;
 * - DuplicateSecretError or TwoSystemsOfRecordError if the app declares it already, in whatever stage;
 * - LiteralSecretError if the source is a value, or a section has a field for one.
 */
export class OrganizationalSecret extends Construct {
  /** What the secret belongs to. */
  public readonly service: string;
  /** Key within its service. */
  public readonly key: string;
  /** Who answers for it. */
  public readonly owner: string;

  private readonly vaultId: string;
  private readonly kind: OnePasswordItem;
  private readonly resource: Item;

  constructor(scope: Construct, id: string, props: OrganizationalSecretProps) {
    super(scope, id);
    const { service, key } = props;
    const subject = `OrganizationalSecret '${nameOf(service, key)}'`;
    checkNames(subject, service, key);
    checkVault(subject, props.vault);
    this.service = service;
    this.key = key;
    this.owner = checkOwner(subject, props.owner);
    this.kind = props.item ?? OnePasswordItem.login();
    const tags = tagsOf(subject, props);
    const section = sectionBlocks(subject, props.sections ?? []);
    const title = checkTitle(subject, props.title ?? `${service}/${key}`);
    const value = refuseRotated(checkSource(props.source, subject), subject)._render(this.sourceContext(subject));
    const secrets = DeclaredSecrets.of(this);
    secrets.declareForOrganization({ subject, path: this.node.path, service, key, systemOfRecord: SystemOfRecord.ONE_PASSWORD });

    recordsOf(this).add({
      construct: this,
      type: 'OrganizationalSecret',
      service,
      key,
      systemOfRecord: SystemOfRecord.ONE_PASSWORD,
      name: title,
      owner: this.owner,
    });
    const reminder = props.reminder?.rotator._remind(`${service}/${key}`, props.reminder.afterDays ?? REMINDER_DAYS);
    if (reminder) recordsOf(this).rotate(this, reminder);

    const vault = props.vault._in(this);
    this.vaultId = vault.id;
    this.resource = vault.add(
      (dependsOn) =>
        new Item(this, 'Default', {
          vault: vault.id,
          category: this.kind._category,
          title,
          ...this.kind._details,
          tags,
          section: section.length > 0 ? section : undefined,
          ...this.valueArguments(value),
          dependsOn,
          lifecycle: {
            preventDestroy: props.deletionProtection ?? true,
            ignoreChanges: peoplesOwn(this.kind),
            postcondition: [{ condition: NO_SECRET_FIELD, errorMessage: secretFieldMessage(subject) }],
          },
        }),
    );
    refuseValuesInState(this.resource, subject, {
      computed: ['password'],
      optional: ['note_value'],
      thing: 'the item in 1Password',
      takeOver: 'apply, which makes a new item, copy the value over in 1Password, and delete the old item there',
    });
    if (!props.onlyPeopleReadIt) this.warnOfPrograms(subject, value);
  }

  /** Identifier of the item in its vault, as a token. */
  public get itemId(): string {
    return this.resource.uuid;
  }

  /** Where the value is, as `op read` takes it (1Password: Secret reference syntax), as a token. It is no secret. */
  public get secretReference(): string {
    return `op://${this.vaultId}/${this.resource.uuid}/${this.kind._value === 'note' ? 'notesPlain' : 'password'}`;
  }

  /**
   * The write-only arguments. Both versions are always there: without its version the provider reads the password, or
   * the note, of the item into the state at each refresh, whoever wrote it. Version 0 writes nothing that is there.
   */
  private valueArguments({ generate, valueWo, valueWoVersion }: SourceArguments) {
    let [value, version] = [valueWo ?? '', valueWoVersion ?? 0];
    if (generate) {
      const { generation, ...random } = generate;
      value = this.random('value', random);
      version = generation!;
    }
    if (this.kind._value === 'note') return { noteValueWo: value, noteValueWoVersion: version };
    return { passwordWo: value, passwordWoVersion: version, noteValueWo: '', noteValueWoVersion: 0 };
  }

  private sourceContext(subject: string): SourceContext {
    return { scope: this, subject, maximumBytes: MAX_BYTES, random: (id, value) => this.random(id, value) };
  }

  private random(id: string, value: RandomValue): string {
    StackSetup.of(this).ensureProvider();
    return ephemeralRandom(this, id, value);
  }

  /** At the end of synth, since secrets of the service may be declared later. */
  private warnOfPrograms(subject: string, { generate }: SourceArguments): void {
    let told = false;
    SynthChecks.of(this).add(`reader of ${this.node.path}`, () => {
      const sign = told
        ? undefined
        : signOfProgram(this, generate?.format, DeclaredSecrets.of(this).has(this.service, SystemOfRecord.PARAMETER_STORE));
      if (sign === undefined) return;
      told = true;
      Annotations.of(this).addWarning(
        `${subject} looks like a secret of a program: ${sign}. 1Password is the last resort, for what people share. ` +
          `Declare an ApplicationSecret, or say onlyPeopleReadIt: true.`,
      );
    });
  }
}

/** As long as values are elsewhere. 1Password takes more. */
const MAX_BYTES = 4096;

const DETAILS: readonly (keyof ItemDetails)[] = ['type', 'hostname', 'port', 'database', 'username', 'url'];

/**
 * What a later plan leaves as it is in 1Password: sections, since the provider would take out what people have added to
 * them, and what the program says nothing about. Of a database item everything: see OnePasswordItem.database().
 */
function peoplesOwn({ _category, _details }: OnePasswordItem): string[] {
  if (_category === 'database') return ['section', ...DETAILS, 'title', 'tags'];
  return ['section', ...DETAILS.filter((name) => _details[name] === undefined)];
}

/**
 * Judged on what a plan would leave in the state: a plan that fails leaves nothing there. A field of a type that the provider does not know
 * has none.
 */
const NO_SECRET_FIELD = `\${alltrue([for section in self.section : alltrue([for field in section.field : contains(${JSON.stringify(
  OPEN_FIELD_TYPES,
)}, coalesce(field.type, "?"))])])}`;

function secretFieldMessage(subject: string): string {
  return (
    `${subject}: somebody has added a field to it in 1Password that may hold a secret, such as a one-time password, ` +
    `and Terraform would keep its value in the state. ` +
    'Move the field to another item in 1Password, and run this again.'
  );
}

const PROGRAMS_WORDS =
  /(?:^|[._-])(token|api[._-]?key|access[._-]?key|client[._-]?secret|private[._-]?key|webhook|dsn|database[._-]?url|connection[._-]?string)$/;

/** What makes a secret look as if a program read it; undefined where nothing does. */
function signOfProgram(
  { service, key }: OrganizationalSecret,
  format: string | undefined,
  programsUseService: boolean,
): string | undefined {
  if (programsUseService) return `programs have other secrets of service '${service}' in ${SystemOfRecord.PARAMETER_STORE}`;
  if (format !== undefined && format !== SecretFormat.PASSWORD) return `its value is generated as ${format}, which nobody types`;
  const word = PROGRAMS_WORDS.exec(key)?.[1];
  return word === undefined ? undefined : `its key ends with '${word}'`;
}

function nameOf(service: string, key: string): string {
  return Token.isUnresolved(service) || Token.isUnresolved(key) ? '(token)' : `${service}/${key}`;
}

/** Chamber's form of names, though not its reserved ones: `aws` is a service of the organization like any other. */
function checkNames(subject: string, service: string, key: string): void {
  const known = typeof service === 'string' && typeof key === 'string' && !Token.isUnresolved(service) && !Token.isUnresolved(key);
  if (!known) {
    throw new SecretNameError(
      subject,
      'the service or the key is not a string known at synth',
      'Write both out, so that checks can name the secret.',
    );
  }
  if (!/^[a-z0-9_.-]+(\/[a-z0-9_.-]+)*$/.test(service)) {
    throw new SecretNameError(
      subject,
      `service '${service}' is not made of lowercase letters, digits, '_', '-' and '.', with '/' between levels`,
      'Name it like datadog or mail/campaigns.',
    );
  }
  if (!/^[a-z0-9_.-]+$/.test(key)) {
    throw new SecretNameError(subject, `key '${key}' is not made of lowercase letters, digits, '_', '-' and '.'`, 'Name it like admin.');
  }
}

function checkVault(subject: string, vault: OnePasswordVault): void {
  if (ONE_PASSWORD_VAULTS.in(vault, subject)) return;
  throw new OrganizationalSecretError(
    subject,
    'vault is not a vault of 1Password',
    "Write OnePasswordVault.fromName('Infrastructure') or OnePasswordVault.fromId(). A SecretVault is in AWS, for what programs read.",
  );
}

function checkOwner(subject: string, owner: string): string {
  if (owner === undefined || owner === null || owner === '') {
    throw new OrganizationalSecretError(
      subject,
      `it has no owner (received ${owner === '' ? "''" : owner}), so nobody would know whom to ask, or who changes it when somebody leaves`,
      "Write owner: a person or a team, such as 'platform team' or 'ada@example.com'.",
    );
  }
  if (typeof owner === 'string' && !Token.isUnresolved(owner) && /^[\p{L}\p{N}._@+-][\p{L}\p{N} ._@+-]{0,63}$/u.test(owner)) return owner;
  throw new OrganizationalSecretError(
    subject,
    `owner '${Token.isUnresolved(owner) ? '(token)' : owner}' is not 1 to 64 letters, digits, spaces and any of ._@+-`,
    "Write it like 'platform team' or 'ada@example.com'.",
  );
}

function checkTitle(subject: string, title: string): string {
  if (typeof title === 'string' && title.trim() !== '') return title;
  throw new OrganizationalSecretError(subject, 'its title is empty', 'Write how people find it, or leave it out.');
}

function tagsOf(subject: string, { owner, service, key, rotateWhenSomeoneLeaves = true, tags = [] }: OrganizationalSecretProps): string[] {
  for (const tag of tags) {
    if (typeof tag !== 'string' || tag.trim() === '') {
      throw new OrganizationalSecretError(subject, 'one of its tags is empty', 'Leave it out.');
    }
    const reserved = /^(owner|coffer)(\/|$)|^rotate when someone leaves$/i.exec(tag)?.[0];
    if (reserved) {
      throw new OrganizationalSecretError(
        subject,
        `tag '${tag}' begins with '${reserved}', which Coffer writes itself`,
        'Set owner and rotateWhenSomeoneLeaves, or choose another tag.',
      );
    }
  }
  const all = [`owner/${owner}`, ...(rotateWhenSomeoneLeaves ? ['rotate when someone leaves'] : []), `coffer/${service}/${key}`, ...tags];
  return [...new Set(all)];
}
