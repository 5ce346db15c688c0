import { session } from './aws-stand-in';
import { AwsEnvironment, deleteParameter, messageOf } from './environment';

const local = AwsEnvironment.forThisFile();
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' };
const ROLE = 'arn:aws:iam::111122223333:role/deploy';

function keys(name: string, id: string, more = ''): string {
  return `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = CANARY-${id}\n${more}`;
}

describe('the source of credentials, as hashicorp/aws chooses it', () => {
  beforeEach(() =>
    local.write('.aws/credentials', `${keys('default', 'AKIADEFAULT')}${keys('acme', 'AKIAACME')}${keys('other', 'AKIAOTHER')}`),
  );

  test('is the default profile where nothing is said', async () => {
    expect(await local.signedBy(local.clients())).toBe('AKIADEFAULT');
  });

  test.each(['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'])('is the profile of %s', async (variable) => {
    local.set({ [variable]: 'acme' });
    expect(await local.signedBy(local.clients())).toBe('AKIAACME');
  });

  test('is the keys of the environment before the profile of the environment, unlike in the SDK', async () => {
    local.set({ ...KEYS, AWS_PROFILE: 'acme' });
    expect(await local.signedBy(local.clients())).toBe('AKIAENV');
  });

  test('is the profile of the settings before the keys of the environment', async () => {
    local.set({ ...KEYS, AWS_PROFILE: 'acme' });
    expect(await local.signedBy(local.clients({ profile: 'other' }))).toBe('AKIAOTHER');
  });

  test('is the keys of the settings before all, with their session token', async () => {
    local.set({ ...KEYS, AWS_PROFILE: 'acme' });
    const keysOfSettings = { accessKeyId: 'AKIAGIVEN', secretAccessKey: 'CANARY-given', sessionToken: 'CANARY-token' };
    expect(await local.signedBy(local.clients({ keys: keysOfSettings, profile: 'other' }))).toBe('AKIAGIVEN');
    expect(local.aws.requests[0]!.headers['x-amz-security-token']).toBe('CANARY-token');
  });

  test('is the web identity of the environment before its profile', async () => {
    local.set({
      AWS_PROFILE: 'acme',
      AWS_WEB_IDENTITY_TOKEN_FILE: local.write('token', 'CANARY-jwt\n'),
      AWS_ROLE_ARN: ROLE,
      AWS_ROLE_SESSION_NAME: 'pod',
    });
    expect(await local.signedBy(local.clients())).toBe('ASIAWEB');
    const [request] = local.aws.of('AssumeRoleWithWebIdentity');
    expect(request!.fields).toMatchObject({ RoleArn: ROLE, RoleSessionName: 'pod', WebIdentityToken: 'CANARY-jwt' });
    expect(request!.headers.authorization).toBeUndefined();
  });

  test('is the container where no profile has any', async () => {
    local.write('.aws/credentials', '');
    local.aws.answer('GET /role', {
      json: {
        AccessKeyId: 'ASIATASK',
        SecretAccessKey: 'CANARY-task',
        Token: 'CANARY-token',
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      },
    });
    local.set({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${local.aws.endpoint}/role` });
    expect(await local.signedBy(local.clients())).toBe('ASIATASK');
  });

  test('is the container too for a named profile that only has a region', async () => {
    local.write('.aws/config', '[profile region-only]\nregion = eu-north-1\n');
    local.aws.answer('GET /role', {
      json: {
        AccessKeyId: 'ASIATASK',
        SecretAccessKey: 'CANARY-task',
        Token: 'CANARY-token',
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      },
    });
    local.set({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${local.aws.endpoint}/role` });
    expect(await local.signedBy(local.clients({ profile: 'region-only' }))).toBe('ASIATASK');
  });

  test('is never another one than the profile that was named', async () => {
    local.set(KEYS);
    expect(await messageOf(deleteParameter(local.clients({ profile: 'typo' })))).toBe(
      "No AWS profile 'typo': It is not in ~/.aws/config or ~/.aws/credentials. " +
        "Correct the provider's profile or AWS_PROFILE, or write the profile.",
    );
    expect(local.aws.requests).toEqual([]);
  });

  test('is told to be missing, with where it was looked for', async () => {
    local.write('.aws/credentials', '');
    expect(await messageOf(deleteParameter(local.clients()))).toBe(
      'No AWS credentials: DeleteParameter of /api/key needs credentials, and none were found in the environment, ' +
        'the shared config files, a web identity or the instance ' +
        '(the instance metadata service is switched off). Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ' +
        "or the provider's profile or assume_role.",
    );
  });
});

describe('a profile', () => {
  test('runs its credential_process', async () => {
    const script = local.write(
      'bin/keys',
      '#!/bin/sh\necho \'{"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "CANARY-process"}\'\n',
      0o700,
    );
    local.write('.aws/config', `[profile acme]\ncredential_process = ${script}\n`);
    expect(await local.signedBy(local.clients({ profile: 'acme' }))).toBe('AKIAPROCESS');
  });

  test('whose credential_process fails is told, without what that wrote', async () => {
    const script = local.write('bin/keys', '#!/bin/sh\necho CANARY-output\necho CANARY-error >&2\nexit 3\n', 0o700);
    local.write('.aws/config', `[profile acme]\ncredential_process = ${script}\n`);
    expect(await messageOf(deleteParameter(local.clients({ profile: 'acme' })))).toBe(
      `Profile 'acme' gave no credentials: Command failed: ${script}. Correct the profile, or name another one.`,
    );
  });

  test('has its roles assumed one from the other, down to the keys at the end', async () => {
    local.write(
      '.aws/config',
      [
        `[profile prod]\nrole_arn = ${ROLE}\nsource_profile = hub\nexternal_id = acme-1\nduration_seconds = 1800\nrole_session_name = ci`,
        '[profile hub]\nrole_arn = arn:aws:iam::444455556666:role/hub\nsource_profile = base',
      ].join('\n'),
    );
    local.write('.aws/credentials', keys('base', 'AKIABASE'));
    local.aws.answer('AssumeRole', session('ASIAHUB'), session('ASIAPROD'));

    expect(await local.signedBy(local.clients({ profile: 'prod' }))).toBe('ASIAPROD');
    const [hub, prod] = local.aws.of('AssumeRole');
    expect(hub).toMatchObject({ accessKeyId: 'AKIABASE', fields: { RoleArn: 'arn:aws:iam::444455556666:role/hub' } });
    expect(prod).toMatchObject({
      accessKeyId: 'ASIAHUB',
      fields: { RoleArn: ROLE, ExternalId: 'acme-1', DurationSeconds: '1800', RoleSessionName: 'ci' },
    });
  });

  test('may be its own source', async () => {
    local.write('.aws/credentials', keys('acme', 'AKIAACME', `role_arn = ${ROLE}\nsource_profile = acme\n`));
    expect(await local.signedBy(local.clients({ profile: 'acme' }))).toBe('ASIAROLE');
    expect(local.aws.of('AssumeRole')[0]!.accessKeyId).toBe('AKIAACME');
  });

  test('may take its credentials from the environment', async () => {
    local.set(KEYS);
    local.write('.aws/config', `[profile acme]\nrole_arn = ${ROLE}\ncredential_source = Environment\n`);
    expect(await local.signedBy(local.clients({ profile: 'acme' }))).toBe('ASIAROLE');
    expect(local.aws.of('AssumeRole')[0]!.accessKeyId).toBe('AKIAENV');
  });

  test('has the role of its web identity token assumed', async () => {
    local.write('.aws/config', `[profile acme]\nrole_arn = ${ROLE}\nweb_identity_token_file = ${local.write('token', 'CANARY-jwt')}\n`);
    expect(await local.signedBy(local.clients({ profile: 'acme' }))).toBe('ASIAWEB');
    expect(local.aws.of('AssumeRoleWithWebIdentity')[0]!.fields).toMatchObject({ RoleArn: ROLE, WebIdentityToken: 'CANARY-jwt' });
  });

  test.each([
    [
      'names a source that is not there',
      '[profile acme]\nrole_arn = r\nsource_profile = typo',
      "No AWS profile 'typo': Profile 'acme' names it as source_profile. It is not in ~/.aws/config or ~/.aws/credentials. " +
        "Correct the provider's profile or AWS_PROFILE, or write the profile.",
    ],
    [
      'leads in a circle',
      '[profile acme]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nsource_profile = acme',
      "Profiles that lead in a circle: source_profile leads from 'acme' to 'b' to 'acme'. Let one of them have credentials.",
    ],
    [
      'asks for a code',
      '[profile acme]\nrole_arn = r\nsource_profile = b\nmfa_serial = m\n[profile b]',
      "Profile 'acme' asks for a code (mfa_serial): Terraform has nobody to ask. " +
        'Get a session first (aws sts get-session-token --serial-number …) and export its keys, or use a profile of IAM Identity Center.',
    ],
  ])('that %s is refused', async (_what, config, message) => {
    local.write('.aws/config', config);
    expect(await messageOf(deleteParameter(local.clients({ profile: 'acme' })))).toBe(message);
    expect(local.aws.requests).toEqual([]);
  });

  test('comes from any number of files, of which later ones win', async () => {
    const clients = local.clients({
      profile: 'acme',
      region: undefined,
      sharedConfigFiles: [
        local.write('one', `[profile acme]\nregion = eu-north-1\nrole_arn = ${ROLE}\nsource_profile = base`),
        local.write('two', '[profile acme]\nregion = eu-south-1\n'),
      ],
      sharedCredentialsFiles: [local.write('three', keys('base', 'AKIAFIRST')), local.write('four', keys('base', 'AKIASECOND'))],
    });
    delete process.env.AWS_REGION;
    expect(await local.signedBy(clients)).toBe('ASIAROLE');
    expect(local.aws.of('AssumeRole')[0]!.accessKeyId).toBe('AKIASECOND');
    expect(await clients.region()).toBe('eu-south-1');
    expect(local.aws.of('DeleteParameter')[0]!.headers.authorization).toContain('/eu-south-1/ssm/');
  });

  test('says where AWS is, also when it is named in the settings', async () => {
    local.write('.aws/config', `[profile acme]\nservices = local\n[services local]\nssm =\n  endpoint_url = ${local.aws.endpoint}\n`);
    local.write('.aws/credentials', keys('acme', 'AKIAACME'));
    delete process.env.AWS_ENDPOINT_URL;
    expect(await local.signedBy(local.clients({ profile: 'acme' }))).toBe('AKIAACME');
  });

  test('in a file that cannot be read is an error', async () => {
    expect(await messageOf(deleteParameter(local.clients({ sharedConfigFiles: ['/no/such/file'] })))).toBe(
      "The shared config file cannot be read: shared_config_files names '/no/such/file': ENOENT: no such file or directory, " +
        "open '/no/such/file'. Correct the path, or leave it out.",
    );
  });
});
