import { awsCallError } from '../../../src/programs/aws/errors';

const ACTIONS = {
  PutParameter: ['ssm:PutParameter', 'ssm:AddTagsToResource', 'kms:Encrypt'],
  GetParameter: ['ssm:GetParameter', 'kms:Decrypt'],
  DeleteParameter: ['ssm:DeleteParameter'],
  DescribeKey: ['kms:DescribeKey'],
  GetObject: ['s3:GetObject', 'kms:Decrypt'],
  HeadObject: ['s3:GetObject'],
  PutObject: ['s3:PutObject', 'kms:GenerateDataKey'],
  ListObjectsV2: ['s3:ListBucket'],
  AssumeRole: ['sts:AssumeRole'],
} as const;

type Operation = keyof typeof ACTIONS;

interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly status?: number;
  readonly [more: string]: unknown;
}

function told(
  operation: Operation,
  { name = 'UnknownError', message = 'UnknownError', status, ...more }: Thrown,
  retries = 0,
  secrets: readonly string[] = [],
): string {
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } }, more);
  return awsCallError(error, { operation, resource: '/api/key', actions: ACTIONS[operation] }, retries, secrets).message;
}

const CI = 'User: arn:aws:iam::111122223333:user/ci is not authorized to perform';
const NEEDS = 'The identity that runs Terraform needs';

test.each<[Operation, string, Thrown, string]>([
  [
    'PutParameter',
    'a permission that AWS names',
    {
      name: 'AccessDeniedException',
      message:
        `${CI}: ssm:PutParameter on resource: arn:aws:ssm:eu-west-1:111122223333:parameter/api/key because no identity-based ` +
        `policy allows the ssm:PutParameter action`,
    },
    `PutParameter of /api/key was denied: AWS says: ${CI}: ssm:PutParameter on resource: ` +
      `arn:aws:ssm:eu-west-1:111122223333:parameter/api/key because no identity-based policy allows the ssm:PutParameter ` +
      `action. ${NEEDS} ssm:PutParameter, ssm:AddTagsToResource and kms:Encrypt.`,
  ],
  [
    'GetObject',
    'a permission that S3 does not name',
    { name: 'AccessDenied', message: 'Access Denied', status: 403 },
    `GetObject of /api/key was denied: AWS gives no reason (AccessDenied). ${NEEDS} s3:GetObject and kms:Decrypt.`,
  ],
  [
    'HeadObject',
    'a permission, in an answer without a body',
    { status: 403 },
    `HeadObject of /api/key was denied: AWS gives no reason (AccessDenied). ${NEEDS} s3:GetObject.`,
  ],
  [
    'DeleteParameter',
    'a service control policy',
    {
      name: 'AccessDeniedException',
      message: `${CI}: ssm:DeleteParameter on resource: r with an explicit deny in a service control policy`,
    },
    `DeleteParameter of /api/key was denied: AWS says: ${CI}: ssm:DeleteParameter on resource: ` +
      `r with an explicit deny in a service control policy. ${NEEDS} ssm:DeleteParameter. ` +
      `An explicit deny wins over every permission: it has to be lifted in the service control policy.`,
  ],
  [
    'DeleteParameter',
    'an explicit deny of its own',
    {
      name: 'AccessDeniedException',
      message: `${CI}: ssm:DeleteParameter on resource: r with an explicit deny in an identity-based policy`,
    },
    `DeleteParameter of /api/key was denied: AWS says: ${CI}: ssm:DeleteParameter on resource: ` +
      `r with an explicit deny in an identity-based policy. ${NEEDS} ssm:DeleteParameter. ` +
      `An explicit deny wins over every permission: it has to be lifted in the identity-based policy.`,
  ],
  [
    'GetParameter',
    'a permissions boundary',
    {
      name: 'AccessDeniedException',
      message: `${CI}: kms:Decrypt on resource: k because no permissions boundary allows the kms:Decrypt action`,
    },
    `GetParameter of /api/key was denied: AWS says: ${CI}: kms:Decrypt on resource: ` +
      `k because no permissions boundary allows the kms:Decrypt action. ${NEEDS} ssm:GetParameter and kms:Decrypt. ` +
      `The permissions boundary has to allow it too.`,
  ],
  [
    'GetParameter',
    'the policy of a key',
    {
      name: 'AccessDeniedException',
      message: `${CI}: kms:Decrypt on resource: k because no resource-based policy allows the kms:Decrypt action`,
    },
    `GetParameter of /api/key was denied: AWS says: ${CI}: kms:Decrypt on resource: ` +
      `k because no resource-based policy allows the kms:Decrypt action. ${NEEDS} ssm:GetParameter and kms:Decrypt. ` +
      `The resource-based policy has to allow it too.`,
  ],

  [
    'AssumeRole',
    'the trust policy of a role',
    { name: 'AccessDenied', message: `${CI}: sts:AssumeRole on resource: /api/key`, status: 403 },
    `The role /api/key cannot be assumed: AWS says: ${CI}: sts:AssumeRole on resource: ` +
      `/api/key. ${NEEDS} sts:AssumeRole on the role, and the role's trust policy has to name it and allow the same under ` +
      `its conditions, such as an external_id.`,
  ],
  [
    'GetObject',
    'credentials that expired',
    { name: 'ExpiredToken', message: 'The provided token has expired.', status: 400 },
    'AWS does not accept the credentials: GetObject of /api/key failed: The provided token has expired (ExpiredToken). ' +
      'Renew them, for example with aws sso login, and apply again.',
  ],
  [
    'PutParameter',
    'keys that do not exist',
    { name: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.', status: 400 },
    'AWS does not accept the credentials: PutParameter of /api/key failed: ' +
      'The security token included in the request is invalid (UnrecognizedClientException). Renew them, ' +
      'for example with aws sso login, and apply again.',
  ],
  [
    'GetObject',
    'keys that S3 does not know',
    { name: 'InvalidAccessKeyId', message: 'The AWS Access Key Id you provided does not exist in our records.', status: 403 },
    'AWS does not accept the credentials: GetObject of /api/key failed: The AWS Access Key Id you provided does not exist in ' +
      'our records (InvalidAccessKeyId). Renew them, for example with aws sso login, and apply again.',
  ],
  [
    'GetObject',
    'a clock that is wrong',
    { name: 'RequestTimeTooSkewed', message: 'The difference between the request time and the current time is too large.', status: 403 },
    'The clock of this machine is wrong: GetObject of /api/key failed: The difference between the request time and the ' +
      'current time is too large (RequestTimeTooSkewed). AWS takes signatures of the last few minutes only. Set the clock.',
  ],
  [
    'PutParameter',
    'a clock that is wrong, in other words',
    { name: 'InvalidSignatureException', message: 'Signature expired: 20261101T000000Z is now earlier than 20261101T010000Z', status: 400 },
    'The clock of this machine is wrong: PutParameter of /api/key failed: Signature expired: ' +
      '20261101T000000Z is now earlier than 20261101T010000Z (InvalidSignatureException). ' +
      'AWS takes signatures of the last few minutes only. Set the clock.',
  ],

  [
    'ListObjectsV2',
    'a bucket that is not there',
    { name: 'NoSuchBucket', message: 'The specified bucket does not exist', status: 404 },
    'ListObjectsV2 of /api/key failed: There is no such bucket (The specified bucket does not exist). Create it first, ' +
      'or correct its name.',
  ],
  [
    'GetObject',
    'a bucket in another region',
    {
      name: 'PermanentRedirect',
      message: 'The bucket you are attempting to access must be addressed using the specified endpoint.',
      status: 301,
      $response: { headers: { 'x-amz-bucket-region': 'eu-central-1' } },
    },
    'GetObject of /api/key went to the wrong region: The bucket is in eu-central-1. AWS says: ' +
      'The bucket you are attempting to access must be addressed using the specified endpoint (PermanentRedirect). ' +
      'Set the region of the provider that the bucket is used with.',
  ],
  [
    'HeadObject',
    'a bucket in another region, in an answer without a body',
    { status: 301, $response: { headers: { 'x-amz-bucket-region': 'eu-central-1' } } },
    'HeadObject of /api/key went to the wrong region: The bucket is in eu-central-1. AWS says: PermanentRedirect. ' +
      'Set the region of the provider that the bucket is used with.',
  ],
  [
    'PutObject',
    'a signature for another region',
    {
      name: 'AuthorizationHeaderMalformed',
      message: "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-1'",
      status: 400,
    },
    'PutObject of /api/key went to the wrong region: The bucket is in us-east-1. AWS says: ' +
      "The authorization header is malformed; the region 'eu-west-1' is wrong; " +
      "expecting 'us-east-1' (AuthorizationHeaderMalformed). Set the region of the provider that the bucket is used with.",
  ],
  [
    'PutObject',
    'an object that changed',
    { name: 'PreconditionFailed', message: 'At least one of the pre-conditions you specified did not hold', status: 412 },
    'PutObject of /api/key failed: AWS says: At least one of the pre-conditions you specified did not hold (PreconditionFailed).',
  ],

  [
    'PutObject',
    'a key that is disabled',
    { name: 'KMS.DisabledException', message: 'arn:aws:kms:eu-west-1:111122223333:key/k is disabled.', status: 400 },
    'PutObject of /api/key failed: its KMS key cannot be used: AWS says: ' +
      'arn:aws:kms:eu-west-1:111122223333:key/k is disabled (KMS.DisabledException). ' +
      'The key has to be in this account and region, or be named by its ARN, and be enabled (aws kms enable-key; ' +
      'cancel-key-deletion first if it waits for its deletion), and let the identity that runs Terraform use kms:GenerateDataKey.',
  ],
  [
    'PutParameter',
    'a key that is not there',
    { name: 'InvalidKeyId', message: "Invalid keyId 'alias/acme'", status: 400 },
    "PutParameter of /api/key failed: its KMS key cannot be used: AWS says: Invalid keyId 'alias/acme' (InvalidKeyId). " +
      'The key has to be in this account and region, or be named by its ARN, and be enabled (aws kms enable-key; ' +
      'cancel-key-deletion first if it waits for its deletion), and let the identity that runs Terraform use kms:Encrypt.',
  ],
  [
    'DescribeKey',
    'a key that is not there, in a call to KMS itself',
    { name: 'NotFoundException', message: 'Alias arn:aws:kms:eu-west-1:111122223333:alias/acme is not found.', status: 400 },
    'DescribeKey of /api/key failed: AWS says: Alias arn:aws:kms:eu-west-1:111122223333:alias/acme is not found (NotFoundException).',
  ],

  [
    'PutParameter',
    'throttling',
    { name: 'ThrottlingException', message: 'Rate exceeded', status: 400 },
    'PutParameter of /api/key was throttled: AWS still answered ThrottlingException after 0 retries with growing waits: ' +
      'Rate exceeded. Apply again, with a lower -parallelism or a higher max_retries, or raise the throughput quota of Parameter Store.',
  ],
  [
    'PutObject',
    'throttling of S3',
    { name: 'SlowDown', message: 'Please reduce your request rate.', status: 503 },
    'PutObject of /api/key was throttled: AWS still answered SlowDown after 0 retries with growing waits: ' +
      'Please reduce your request rate. Apply again, with a lower -parallelism or a higher max_retries.',
  ],
  [
    'GetParameter',
    'AWS that is in trouble',
    { name: 'InternalServerError', message: 'Try again', status: 500 },
    'GetParameter of /api/key failed: AWS did not answer properly after 0 retries: Try again (InternalServerError). ' +
      'Apply again: what was done stays.',
  ],
  [
    'GetParameter',
    'silence',
    { name: 'TimeoutError', message: 'Request timed out' },
    'GetParameter of /api/key failed: AWS did not answer properly after 0 retries: Request timed out (TimeoutError). ' +
      'Apply again: what was done stays.',
  ],

  [
    'GetParameter',
    'a region that is not there',
    { name: 'Error', code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND ssm.eu-west-9.amazonaws.com' },
    'GetParameter of /api/key failed: There is no such address: getaddrinfo ENOTFOUND ssm.eu-west-9.amazonaws.com. ' +
      "Check the provider's region and endpoints, and the network.",
  ],
  [
    'GetParameter',
    'no region',
    { name: 'RegionMissing', message: 'Region is missing' },
    "No AWS region: GetParameter of /api/key needs a region. Set the provider's region, AWS_REGION, or region in the profile.",
  ],
  [
    'GetParameter',
    'no credentials',
    { name: 'CredentialsProviderError', message: 'Could not load credentials from any providers' },
    'No AWS credentials: GetParameter of /api/key needs credentials, and none were found in the environment, ' +
      'the shared config files, a web identity or the instance (Could not load credentials from any providers). ' +
      "Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the provider's profile or assume_role.",
  ],
  [
    'GetParameter',
    'a certificate that is not trusted',
    {
      name: 'Error',
      code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      message: 'unable to get local issuer certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
    },
    'GetParameter of /api/key failed: The certificate that answered is not trusted: unable to get local issuer certificate. ' +
      'Where a proxy puts in its own, name the file of its certificates: custom_ca_bundle, or AWS_CA_BUNDLE.',
  ],
  [
    'GetParameter',
    'a wish to stop',
    { name: 'AbortError', message: 'Request aborted' },
    'Stopped: GetParameter of /api/key was stopped, as asked. Apply again to finish: what was done stays.',
  ],
  [
    'GetParameter',
    'anything else',
    { name: 'ParameterNotFound', message: 'Parameter /api/key not found.', status: 400 },
    'GetParameter of /api/key failed: AWS says: Parameter /api/key not found (ParameterNotFound).',
  ],
])('%s that fails for %s', (operation, _what, thrown, message) => {
  expect(told(operation, thrown)).toBe(message);
});

test('retries are counted', () => {
  expect(told('PutParameter', { name: 'TooManyUpdates', message: 'slow' }, 1)).toContain('after 1 retry with');
  expect(told('PutParameter', { name: 'InternalServerError', message: 'slow' }, 25)).toContain('after 25 retries: slow');
});

describe('a value that was sent', () => {
  test.each<[Operation, Thrown]>([
    ['PutParameter', { name: 'ValidationException', message: 'Value CANARY-err… is bad.' }],
    ['PutParameter', { name: 'Error', message: 'Unexpected: CANARY-errors' }],
    ['PutObject', { name: 'InvalidRequest', message: 'What is CANARY-err' }],
  ])('may be quoted in part: the text is withheld: %s %j', (operation, thrown) => {
    const message = told(operation, thrown, 0, ['CANARY-errors']);
    expect(message).toContain('(withheld, since it may quote the value)');
    expect(message).not.toContain('CANARY');
  });

  test.each<[Operation, Thrown]>([
    ['PutParameter', { name: 'AccessDeniedException', message: 'no CANARY-errors.' }],
    ['PutObject', { name: 'NoSuchBucket', message: 'no CANARY-errors.' }],
    ['PutParameter', { name: 'InvalidKeyId', message: 'no CANARY-errors.' }],
  ])('is cut out of texts that tell of other things: %s %j', (operation, thrown) => {
    expect(told(operation, thrown, 0, ['CANARY-errors'])).toContain('no (hidden)');
  });

  test('is not shown from an answer that could not be read', () => {
    expect(told('GetParameter', { name: 'SyntaxError', message: 'Unexpected CANARY-errors in JSON' })).not.toContain('CANARY');
  });
});

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'The certificate that answered is not trusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'The certificate that answered is not trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'The certificate that answered is not trusted'],
  ['CERT_HAS_EXPIRED', 'The certificate that answered is not trusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate that answered is not trusted'],
  ['ENOTFOUND', 'There is no such address'],
  ['ECONNRESET', 'AWS did not answer properly'],
])('%s is told by its code, whatever words the runtime has for it, and though a value was sent', (code, what) => {
  expect(told('PutParameter', { name: 'Error', code, message: 'words of another version' }, 0, ['CANARY-errors'])).toContain(`${what}`);
  expect(told('PutParameter', { name: 'Error', code, message: 'words of another version' }, 0, ['CANARY-errors'])).toContain(
    'words of another version',
  );
  expect(told('PutParameter', { name: 'Error', message: 'self-signed certificate, ENOTFOUND, ECONNRESET' })).not.toContain(what);
});

test('advice for those who start Node.js themselves is left out, and what came after it stays', () => {
  const message =
    'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca (through the ' +
    'proxy http://proxy:3128)';
  expect(told('GetParameter', { name: 'Error', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message })).toContain(
    'is not trusted: self-signed certificate (through the proxy http://proxy:3128). Where a proxy',
  );
});
