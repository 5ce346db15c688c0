import { AccessProfile } from './access-profile';
import { CHAMBER_SERVICE } from '../../contracts/names';
import { keyUse, PARAMETER_CONTEXT } from '../../iam/key-use';
import { DECRYPT, ENCRYPT_ADVANCED, ENCRYPT_STANDARD } from '../../iam/parameter-actions';
import { oneOrMany, type PolicyStatement } from '../../iam/policy-document';
import { levelsOf, sidOfLevel } from '../service-levels';

/** The vault's side of a profile; values may be tokens. */
export interface ProfiledVault {
  readonly keyArn: string;
  /** `ssm.<region>.<domain>`. */
  readonly parameterStore: string;
  /** ARN of a parameter by its name. */
  readonly arn: (name: string) => string;
}

interface ProfileKind {
  /** What is done to parameters by their names. */
  readonly actions: readonly string[];
  /** Whether a service is read as a whole. */
  readonly byPath?: boolean;
  readonly decrypts?: boolean;
  readonly encrypts?: boolean;
  /** Whether chamber looks at its own settings for it. */
  readonly settings?: boolean;
  /** Whether it takes names, descriptions or version numbers. */
  readonly describes?: boolean;
}

const TAGGING = ['ssm:AddTagsToResource', 'ssm:ListTagsForResource', 'ssm:RemoveTagsFromResource'];

/** By what chamber 3 calls (its store/ssmstore.go). */
const KINDS: { readonly [profile in AccessProfile]: ProfileKind } = {
  [AccessProfile.EXEC]: { actions: [], byPath: true, decrypts: true },
  [AccessProfile.READ]: { actions: ['ssm:GetParameters'], decrypts: true, describes: true },
  [AccessProfile.WRITE]: {
    actions: ['ssm:GetParameters', 'ssm:PutParameter'],
    decrypts: true,
    encrypts: true,
    settings: true,
    describes: true,
  },
  [AccessProfile.ADMIN]: {
    actions: ['ssm:DeleteParameter', 'ssm:GetParameterHistory', 'ssm:GetParameters', 'ssm:PutParameter', ...TAGGING],
    byPath: true,
    decrypts: true,
    encrypts: true,
    settings: true,
    describes: true,
  },
  [AccessProfile.ROTATE]: {
    actions: ['ssm:GetParameterHistory', 'ssm:GetParameters', 'ssm:LabelParameterVersion', 'ssm:PutParameter'],
    decrypts: true,
    encrypts: true,
    describes: true,
  },
  // Without the key, a history is one of dates, people and ciphertexts.
  [AccessProfile.AUDIT]: { actions: ['ssm:GetParameterHistory', 'ssm:ListTagsForResource'], describes: true },
};

/** What changes a parameter, in the order of their names. */
const CHANGES = new Set([
  'ssm:AddTagsToResource',
  'ssm:DeleteParameter',
  'ssm:LabelParameterVersion',
  'ssm:PutParameter',
  'ssm:RemoveTagsFromResource',
]);

const SETTINGS = `/${CHAMBER_SERVICE}/store-config`;

/** How often a policy of a profile names a service. */
export function placesOf(profile: AccessProfile): number {
  const { actions, byPath, ...key } = KINDS[profile];
  const usesKey = key.decrypts || key.encrypts;
  return [actions.length > 0, byPath, byPath, usesKey, usesKey, changes(profile)].filter(Boolean).length;
}

/** Whether it takes the vault's key to decrypt. */
export function decrypts(profile: AccessProfile): boolean {
  return KINDS[profile].decrypts ?? false;
}

/** Whether it changes parameters, and so denies to change those below its services. */
export function changes(profile: AccessProfile): boolean {
  return KINDS[profile].actions.some((action) => CHANGES.has(action));
}

/** Characters that the statement for one more level of services takes, without the services, and a comma. */
export function levelLength(profile: AccessProfile, vault: ProfiledVault): number {
  const actions = keyActionsOf(KINDS[profile]);
  return actions.length === 0 ? 0 : JSON.stringify(usingKey(vault, actions, [], 9)).length + 1;
}

/** The statements of a profile for some services of a vault, one level of each: a service below another is a service of its own (R4). */
export function profileStatements(profile: AccessProfile, vault: ProfiledVault, services: readonly string[]): PolicyStatement[] {
  const kind = KINDS[profile];
  const sorted = [...services].sort();
  const paths = sorted.map((service) => vault.arn(`/${service}`));
  const [own, below] = [paths.map((path) => `${path}/*`), paths.map((path) => `${path}/*/*`)];
  const denied = kind.actions.filter((action) => CHANGES.has(action));
  const keyActions = keyActionsOf(kind);
  return [
    ...(kind.byPath
      ? [
          {
            Sid: 'ReadServices',
            Effect: 'Allow' as const,
            Action: 'ssm:GetParametersByPath',
            // The path as the caller writes it: chamber ends it with a slash, others do not.
            Resource: paths.flatMap((path) => [path, `${path}/`]),
            // Whoever may ask for a path gets the levels below it as well if he asks for them, which chamber does not.
            Condition: { StringNotEquals: { 'ssm:Recursive': 'true' } },
          },
        ]
      : []),
    ...(kind.actions.length > 0
      ? [{ Sid: 'UseParametersOfServices', Effect: 'Allow' as const, Action: kind.actions, Resource: oneOrMany(own) }]
      : []),
    // What is not there yet can only be named by a pattern, and patterns of resources do not end at a slash. The key keeps
    // values of other levels from being read; this keeps them from being replaced under another key, or deleted.
    ...(denied.length > 0 ? [{ Sid: 'NothingBelowServices', Effect: 'Deny' as const, Action: denied, Resource: oneOrMany(below) }] : []),
    ...(keyActions.length > 0 ? levelsOf(sorted).map((level, index) => usingKey(vault, keyActions, level, index)) : []),
    // A first `chamber write` asks which tags are required.
    ...(kind.settings
      ? [
          { Sid: 'ReadSettingsOfChamber', Effect: 'Allow' as const, Action: 'ssm:GetParameters', Resource: vault.arn(SETTINGS) },
          keyUse('DecryptSettingsOfChamber', DECRYPT, vault.keyArn, vault.parameterStore, {
            exactly: { [PARAMETER_CONTEXT]: vault.arn(SETTINGS) },
          }),
        ]
      : []),
    // IAM knows no resource for this action but `*` (Service Authorization Reference, Systems Manager). It tells names and
    // descriptions, of which one is chamber's version number, and never a value.
    ...(kind.describes ? [{ Sid: 'DescribeParameters', Effect: 'Allow' as const, Action: 'ssm:DescribeParameters', Resource: '*' }] : []),
  ];
}

function keyActionsOf(kind: ProfileKind): readonly string[] {
  return [...(kind.decrypts ? [DECRYPT] : []), ...(kind.encrypts ? [ENCRYPT_STANDARD, ENCRYPT_ADVANCED] : [])];
}

function usingKey(vault: ProfiledVault, actions: readonly string[], services: readonly string[], level: number): PolicyStatement {
  const paths = services.map((service) => vault.arn(`/${service}`));
  return keyUse(sidOfLevel('UseKeyForServices', level), oneOrMany(actions), vault.keyArn, vault.parameterStore, {
    like: { [PARAMETER_CONTEXT]: paths.map((path) => `${path}/*`) },
    notLike: { [PARAMETER_CONTEXT]: paths.map((path) => `${path}/*/*`) },
  });
}
