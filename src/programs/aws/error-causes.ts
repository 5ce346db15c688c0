import { isNoAddress, isNotTrusted, REGION_MISSING } from './connection-errors';
import type { AwsOperation } from './operation';
import type { FailureKind } from './retry';

/** A failed call, as far as its cause can be told from it. */
export interface Failure {
  /** AWS's code, or the SDK's. */
  readonly code: string;
  /** As it came: for looking into, not for showing. */
  readonly message: string;
  /** The message as it may be shown, without a full stop. */
  readonly said: string;
  /** The operation and what it was done to. */
  readonly where: string;
  readonly call: AwsOperation;
  readonly kind: FailureKind;
  readonly retries: number;
  /** The region that AWS names. */
  readonly region: string | undefined;
}

type Explanation = readonly [summary: string, detail: string];
type Cause = (failure: Failure) => Explanation | undefined;

/** What to tell of a failed call: the first cause that fits. */
export function explain(failure: Failure): Explanation {
  for (const cause of CAUSES) {
    const explanation = cause(failure);
    if (explanation) return explanation;
  }
  // Without a code it is not AWS that speaks, but what is between.
  return [`${failure.where} failed`, failure.code === 'Error' ? `${failure.said}.` : `AWS says: ${words(failure)}.`];
}

const stopped: Cause = ({ code, where }) =>
  code === 'AbortError' ? ['Stopped', `${where} was stopped, as asked. Apply again to finish: what was done stays.`] : undefined;

const noCredentials: Cause = ({ code, where, said }) => {
  if (!/^Credentials(Provider)?Error$/.test(code)) return undefined;
  return [
    'No AWS credentials',
    `${where} needs credentials, and none were found in the environment, the shared config files, a web identity or the instance ` +
      `(${said}). Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the provider's profile or assume_role.`,
  ];
};

const noRegion: Cause = ({ code, where }) =>
  code === REGION_MISSING
    ? ['No AWS region', `${where} needs a region. Set the provider's region, AWS_REGION, or region in the profile.`]
    : undefined;

const noAddress: Cause = ({ code, where, said }) =>
  isNoAddress(code)
    ? [`${where} failed`, `There is no such address: ${said}. Check the provider's region and endpoints, and the network.`]
    : undefined;

const notTrusted: Cause = ({ code, where, said }) =>
  isNotTrusted(code)
    ? [
        `${where} failed`,
        `The certificate that answered is not trusted: ${said}. Where a proxy puts in its own, name the file of its certificates: ` +
          'custom_ca_bundle, or AWS_CA_BUNDLE.',
      ]
    : undefined;

/** What a session is given beside its name: IAM wants an action of its own for it, of both sides. */
const CARRIED: readonly (readonly [action: string, what: string, setting: string])[] = [
  ['sts:SetSourceIdentity', 'a source identity', 'source_identity'],
  ['sts:TagSession', 'session tags', 'tags'],
];

const refusesWhatSessionCarries: Cause = ({ code, message, call, said }) => {
  if (call.operation !== 'AssumeRole' || !/AccessDenied/.test(code)) return undefined;
  const carried = CARRIED.find(([action]) => message.includes(action));
  if (!carried) return undefined;
  const [action, what, setting] = carried;
  return [
    `The role ${call.resource} cannot be assumed with ${what}`,
    `AWS says: ${said}. The role's trust policy has to allow ${action} to this caller, and for this very value if it has a condition on it; ` +
      `so have the caller's own policies. Add it, or leave ${setting} out.${denied(message)}`,
  ];
};

const noRole: Cause = ({ code, message, call, said }) => {
  if (call.operation === 'AssumeRoleWithWebIdentity' && /AccessDenied|InvalidIdentityToken|IDPRejectedClaim|ExpiredToken/.test(code)) {
    return [
      `The role ${call.resource} cannot be assumed with the web identity token`,
      `AWS says: ${said} (${code}). The token has to be fresh, of an identity provider that IAM in the role's account knows, and its ` +
        "audience and subject have to be those of the role's trust policy, which allows sts:AssumeRoleWithWebIdentity.",
    ];
  }
  if (call.operation === 'AssumeRole' && /ExpiredToken/.test(code)) return undefined;
  if (!/AccessDenied/.test(code) || !(call.operation === 'AssumeRole' || /sts:AssumeRole/.test(message))) return undefined;
  const actions = call.operation === 'AssumeRole' ? call.actions : ['sts:AssumeRole'];
  const which = call.operation === 'AssumeRole' ? ` ${call.resource}` : '';
  return [
    `The role${which} cannot be assumed`,
    `AWS says: ${said}. The identity that runs Terraform needs ${list(actions)} on the role, and the role's trust policy has to name it ` +
      `and allow the same under its conditions, such as an external_id.${denied(message)}`,
  ];
};

const notAllowed: Cause = ({ code, message, call, where, said }) => {
  if (!/AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError/.test(code)) return undefined;
  const reason = /^(access denied|unknownerror)?$/i.test(said) ? `AWS gives no reason (${code})` : `AWS says: ${said}`;
  return [`${where} was denied`, `${reason}. The identity that runs Terraform needs ${list(call.actions)}.${denied(message)}`];
};

const wrongTime: Cause = ({ code, message, where, said }) => {
  if (!/RequestTimeTooSkewed|RequestInTheFuture|RequestExpired/.test(code) && !/Signature (expired|not yet current)/.test(message)) {
    return undefined;
  }
  return [
    'The clock of this machine is wrong',
    `${where} failed: ${said} (${code}). AWS takes signatures of the last few minutes only. Set the clock.`,
  ];
};

const REFUSED_CREDENTIALS = new RegExp(
  [
    'ExpiredToken',
    'TokenRefreshRequired',
    'InvalidToken',
    'InvalidClientTokenId',
    'UnrecognizedClient',
    'InvalidAccessKeyId',
    'InvalidSignature',
    'SignatureDoesNotMatch',
    'AuthFailure',
  ].join('|'),
);

const refusedCredentials: Cause = ({ code, where, said }) => {
  if (!REFUSED_CREDENTIALS.test(code)) return undefined;
  return [
    'AWS does not accept the credentials',
    `${where} failed: ${said} (${code}). Renew them, for example with aws sso login, and apply again.`,
  ];
};

const wrongRegion: Cause = (failure) => {
  const { code, message, region, where } = failure;
  if (!/^(PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/.test(code)) {
    return undefined;
  }
  const actual = region ?? /expecting '([\w-]+)'/.exec(message)?.[1];
  return [
    `${where} went to the wrong region`,
    `${actual === undefined ? 'The bucket is in another region' : `The bucket is in ${actual}`}. AWS says: ${words(failure)}. Set the ` +
      'region of the provider that the bucket is used with.',
  ];
};

const noBucket: Cause = ({ code, where, said }) =>
  code === 'NoSuchBucket' ? [`${where} failed`, `There is no such bucket (${said}). Create it first, or correct its name.`] : undefined;

// Of other services' calls: a call to KMS itself says plainly what it is about.
const unusableKey: Cause = ({ code, call, where, said }) => {
  if (call.actions.every((action) => action.startsWith('kms:'))) return undefined;
  if (!/^InvalidKeyId$|^KMS\.|^KMSInvalidState|^DisabledException$|KMSKeyNotAccessible|KeyUnavailable/.test(code)) return undefined;
  const action = call.actions.filter((name) => name.startsWith('kms:'));
  return [
    `${where} failed: its KMS key cannot be used`,
    `AWS says: ${said} (${code}). The key has to be in this account and region, or be named by its ARN, and be enabled (aws kms ` +
      'enable-key; cancel-key-deletion first if it waits for its deletion)' +
      `${action.length === 0 ? '' : `, and let the identity that runs Terraform use ${list(action)}`}.`,
  ];
};

const throttled: Cause = ({ kind, code, call, retries, where, said }) => {
  if (kind !== 'throttled') return undefined;
  return [
    `${where} was throttled`,
    `AWS still answered ${code} after ${times(retries)} with growing waits: ${said}. ` +
      'Apply again, with a lower -parallelism or a higher ' +
      `max_retries${call.actions[0]?.startsWith('ssm:') ? ', or raise the throughput quota of Parameter Store' : ''}.`,
  ];
};

const transient: Cause = ({ kind, code, retries, where, said }) =>
  kind === 'transient'
    ? [`${where} failed`, `AWS did not answer properly after ${times(retries)}: ${said} (${code}). Apply again: what was done stays.`]
    : undefined;

const CAUSES: readonly Cause[] = [
  stopped,
  noCredentials,
  noRegion,
  noAddress,
  notTrusted,
  wrongTime,
  refusesWhatSessionCarries,
  noRole,
  notAllowed,
  refusedCredentials,
  wrongRegion,
  noBucket,
  unusableKey,
  throttled,
  transient,
];

const LIMIT = new RegExp(
  'because no ((?:service control|resource control|session|VPC endpoint|resource-based|role trust) policy|permissions boundary) allows',
  'i',
);

/** What wins over the permissions of an identity, where AWS names it. */
function denied(message: string): string {
  const explicit = /explicit deny(?: in an? ([a-z -]+(?:policy|boundary)))?/i.exec(message);
  if (explicit) {
    return (
      ' An explicit deny wins over every permission: it has to be lifted ' +
      `${explicit[1] === undefined ? 'where it is' : `in the ${explicit[1]}`}.`
    );
  }
  const limit = LIMIT.exec(message);
  return limit ? ` The ${limit[1]} has to allow it too.` : '';
}

/** What AWS said, with its code: S3 says nothing more than that to a HEAD. */
function words({ said, code }: Failure): string {
  return said === 'UnknownError' ? code : `${said} (${code})`;
}

function times(retries: number): string {
  return retries === 1 ? '1 retry' : `${retries} retries`;
}

function list(actions: readonly string[]): string {
  return actions.length < 2 ? actions.join('') : `${actions.slice(0, -1).join(', ')} and ${actions.at(-1)}`;
}
