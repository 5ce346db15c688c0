import type { OnePasswordItem } from './one-password-item';
import type { OnePasswordSection } from './one-password-section';
import type { OnePasswordVault } from './one-password-vault';
import type { SecretRotator } from '../../rotation/secret-rotator';
import type { SecretSource } from '../../secret/secret-source';

/** Who is reminded to replace a secret that people share. */
export interface OrganizationalReminder {
  /**
   * Rotator of any vault, whose topic tells: `vault.rotator`. 1Password does not tell how old a value is, so that it reminds at a fixed
   * rate.
   */
  readonly rotator: SecretRotator;

  /**
   * Days between reminders, 1 to 365.
   *
   * @default 90
   */
  readonly afterDays?: number;
}

/** A secret that people of the organization share. */
export interface OrganizationalSecretProps {
  /** Vault of 1Password that the item is in. Another one later makes another item. */
  readonly vault: OnePasswordVault;

  /**
   * What the secret belongs to, such as datadog: lowercase letters, digits, '_', '-' and '.', with '/' between levels. It has
   * no stage: no vault of the app may have the same service and key.
   */
  readonly service: string;

  /** Key within the service, such as admin: lowercase letters, digits, '_', '-' and '.'. */
  readonly key: string;

  /**
   * Who answers for it and is asked when somebody leaves: a person or a team, 1 to 64 letters, digits, spaces and any of
   * ._@+-. It becomes the tag `owner/<owner>`.
   */
  readonly owner: string;

  /** Where the value comes from. */
  readonly source: SecretSource;

  /**
   * What kind of item it is, and what that says besides the value.
   *
   * @default OnePasswordItem.login()
   */
  readonly item?: OnePasswordItem;

  /**
   * Title of the item, as people find it.
   *
   * @default - `<service>/<key>`
   */
  readonly title?: string;

  /**
   * Whether whoever leaves still knows the value, so that it has to be changed. It adds the tag
   * `rotate when someone leaves`, by which 1Password lists what there is to do.
   *
   * @default true
   */
  readonly rotateWhenSomeoneLeaves?: boolean;

  /**
   * Who is reminded to replace it, and how often.
   *
   * @default - nobody
   */
  readonly reminder?: OrganizationalReminder;

  /**
   * Sections of the item, for what is no secret. They are written when the item is made; from then on they are the
   * people's, and later changes here have no effect.
   *
   * @default - none
   */
  readonly sections?: OnePasswordSection[];

  /**
   * Tags of the item besides `owner/...`, `rotate when someone leaves` and `coffer/<service>/<key>`. A '/' nests them.
   *
   * @default - none
   */
  readonly tags?: string[];

  /**
   * Refuse a plan that would delete the item, or make another one in its place. To delete it, apply with false first.
   *
   * Terraform keeps this in the program only (Terraform: prevent_destroy): a secret that is taken out of the program is
   * deleted all the same. 1Password keeps deleted items for a while, under Recently Deleted.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Say that no program reads it, if synth warns that it looks as if one did.
   *
   * @default false
   */
  readonly onlyPeopleReadIt?: boolean;
}
