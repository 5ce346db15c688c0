import { awsSettings, configure, SETTINGS, validateSettings } from '../../../../src/programs/provider/core/settings';
import { seconds } from '../../../../src/programs/provider/core/settings-schema';
import { PROVIDER_VERSION } from '../../../../src/programs/provider/core/version';
import { Diagnostics } from '../../../../src/programs/provider/schema/diagnostics';
import { schemaType, validateValue } from '../../../../src/programs/provider/schema/schema';
import { Unknown, type CtyObject, type CtyValue } from '../../../../src/programs/provider/schema/types';
import { AwsStandIn } from '../../aws/aws-stand-in';
import { deleteParameter } from '../../aws/environment';
import { TerraformWithCoffer } from '../terraform-with-coffer';

const ROLE = 'arn:aws:iam::111122223333:role/deploy';

/** Settings as Terraform sends them: those that are not given are null, blocks none. */
function settings(given: Record<string, unknown> = {}): CtyObject {
  const [, members] = schemaType(SETTINGS) as ['object', Record<string, unknown>];
  return Object.fromEntries(Object.keys(members).map((name) => [name, (given[name] ?? (name in SETTINGS.blocks ? [] : null)) as CtyValue]));
}

/** A block, of which all that is not given is null. */
function block(name: keyof typeof SETTINGS.blocks, given: Record<string, unknown>): CtyObject {
  return Object.fromEntries(Object.keys(SETTINGS.blocks[name].attributes).map((member) => [member, (given[member] ?? null) as CtyValue]));
}

function faults(given: Record<string, unknown>): unknown[] {
  const diagnostics = new Diagnostics();
  validateValue(SETTINGS, settings(given), diagnostics);
  validateSettings(settings(given), diagnostics);
  return diagnostics.items.map(({ severity: _severity, ...rest }) => rest);
}

describe('settings that contradict each other are refused where they stand', () => {
  const webIdentity = (given: object) => [block('assume_role_with_web_identity', { role_arn: ROLE, ...given })];
  const at = (name: string) => ['assume_role_with_web_identity', 0, name];

  test.each<[string, Record<string, unknown>, unknown[]]>([
    [
      'no token',
      { assume_role_with_web_identity: webIdentity({}) },
      [
        {
          summary: 'No web identity token',
          detail: 'Give web_identity_token_file, or web_identity_token.',
          path: at('web_identity_token_file'),
        },
      ],
    ],
    [
      'an empty token',
      { assume_role_with_web_identity: webIdentity({ web_identity_token: '' }) },
      [
        {
          summary: 'No web identity token',
          detail: 'Give web_identity_token_file, or web_identity_token.',
          path: at('web_identity_token_file'),
        },
      ],
    ],
    [
      'two tokens',
      { assume_role_with_web_identity: webIdentity({ web_identity_token: 'CANARY-jwt', web_identity_token_file: '/t' }) },
      [
        {
          summary: 'Two web identity tokens',
          detail: 'Give web_identity_token or web_identity_token_file, not both.',
          path: at('web_identity_token_file'),
        },
      ],
    ],
    ['a token file', { assume_role_with_web_identity: webIdentity({ web_identity_token_file: '/t' }) }, []],
    ['a token that is known at apply', { assume_role_with_web_identity: webIdentity({ web_identity_token: Unknown.VALUE }) }, []],
    [
      'a token beside one that is known at apply',
      { assume_role_with_web_identity: webIdentity({ web_identity_token: Unknown.VALUE, web_identity_token_file: '/t' }) },
      [],
    ],
    [
      'half a key',
      { access_key: 'AKIA' },
      [
        {
          summary: 'access_key without secret_key',
          detail: 'An access key is both. Give secret_key too, or leave out access_key.',
          path: ['secret_key'],
        },
      ],
    ],
    [
      'the other half',
      { secret_key: 'CANARY', token: 'CANARY' },
      [
        {
          summary: 'secret_key without access_key',
          detail: 'An access key is both. Give access_key too, or leave out secret_key.',
          path: ['access_key'],
        },
        {
          summary: 'token without access_key',
          detail: 'An access key is both. Give access_key too, or leave out token.',
          path: ['access_key'],
        },
      ],
    ],
    ['a whole key', { access_key: 'AKIA', secret_key: Unknown.VALUE }, []],
    [
      'both lists of accounts',
      { allowed_account_ids: ['111122223333'], forbidden_account_ids: ['444455556666'] },
      [
        {
          summary: 'allowed_account_ids with forbidden_account_ids',
          detail: 'Accounts that are not allowed are forbidden. Leave out one of the two.',
          path: ['forbidden_account_ids'],
        },
      ],
    ],
    [
      'no account',
      { allowed_account_ids: ['1234'] },
      [
        {
          summary: 'Wrong account',
          detail: "'1234' is not the number of an AWS account: 12 digits, in quotes.",
          path: ['allowed_account_ids'],
        },
      ],
    ],
    ['an account that is known at apply', { allowed_account_ids: [Unknown.VALUE, '111122223333'] }, []],
    [
      'no role',
      { assume_role: [block('assume_role', { role_arn: 'deploy' })] },
      [
        {
          summary: 'Wrong role_arn',
          detail: "'deploy' is not the ARN of an IAM role, such as arn:aws:iam::123456789012:role/deploy.",
          path: ['assume_role', 0, 'role_arn'],
        },
      ],
    ],
    [
      'no duration, in the second role',
      { assume_role: [block('assume_role', { role_arn: ROLE }), block('assume_role', { role_arn: ROLE, duration: '13h' })] },
      [
        {
          summary: 'Wrong duration',
          detail: "'13h' is not a duration from 15m to 12h, such as 1h30m.",
          path: ['assume_role', 1, 'duration'],
        },
      ],
    ],
    [
      'no endpoint',
      { endpoints: [block('endpoints', { ssm: 'localhost:4566' })] },
      [
        {
          summary: 'Wrong endpoint',
          detail: "'localhost:4566' is not an address that begins with https:// or http://.",
          path: ['endpoints', 0, 'ssm'],
        },
      ],
    ],
    [
      'no yes or no',
      { skip_metadata_api_check: 'perhaps' },
      [{ summary: 'Wrong skip_metadata_api_check', detail: "'perhaps' is neither true nor false.", path: ['skip_metadata_api_check'] }],
    ],
    [
      'retries without end',
      { max_retries: 101 },
      [{ summary: 'Wrong max_retries', detail: 'max_retries is 101; it must be a whole number from 0 to 100.', path: ['max_retries'] }],
    ],
  ])('%s', (_what, given, expected) => {
    expect(faults(given)).toEqual(expected);
  });
});

describe('settings reach the AWS layer', () => {
  test('all of them', () => {
    const role = {
      role_arn: ROLE,
      session_name: 'ci',
      duration: '1h30m',
      policy: '{}',
      policy_arns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    };
    const session = {
      roleArn: ROLE,
      sessionName: 'ci',
      durationSeconds: 5400,
      policy: '{}',
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    };
    expect(
      awsSettings(
        settings({
          region: 'eu-west-1',
          sts_region: 'eu-south-1',
          profile: 'acme',
          shared_config_files: ['one'],
          shared_credentials_files: ['two', 'three'],
          access_key: 'AKIA',
          secret_key: 'CANARY-secret',
          token: 'CANARY-token',
          skip_metadata_api_check: 'true',
          allowed_account_ids: ['111122223333'],
          forbidden_account_ids: ['444455556666'],
          max_retries: 7,
          s3_use_path_style: true,
          use_fips_endpoint: true,
          use_dualstack_endpoint: false,
          http_proxy: 'http://proxy.example',
          https_proxy: '',
          no_proxy: '*',
          custom_ca_bundle: 'ca.pem',
          assume_role: [
            block('assume_role', {
              ...role,
              external_id: 'x',
              source_identity: 'jane',
              tags: { Team: 'a' },
              transitive_tag_keys: ['Team'],
            }),
          ],
          assume_role_with_web_identity: [block('assume_role_with_web_identity', { ...role, web_identity_token_file: '/t' })],
          endpoints: [block('endpoints', { s3: 'http://localhost:1' })],
        }),
        '1.11.4',
      ),
    ).toEqual({
      region: 'eu-west-1',
      stsRegion: 'eu-south-1',
      profile: 'acme',
      sharedConfigFiles: ['one'],
      sharedCredentialsFiles: ['two', 'three'],
      keys: { accessKeyId: 'AKIA', secretAccessKey: 'CANARY-secret', sessionToken: 'CANARY-token' },
      withoutInstanceMetadata: true,
      allowedAccountIds: ['111122223333'],
      forbiddenAccountIds: ['444455556666'],
      maxRetries: 7,
      s3UsePathStyle: true,
      useFipsEndpoint: true,
      useDualstackEndpoint: false,
      proxies: { http: 'http://proxy.example', https: '', none: '*' },
      caBundle: 'ca.pem',
      assumeRoles: [{ ...session, externalId: 'x', sourceIdentity: 'jane', tags: { Team: 'a' }, transitiveTagKeys: ['Team'] }],
      webIdentity: { ...session, token: undefined, tokenFile: '/t' },
      endpoints: { s3: 'http://localhost:1' },
      userAgent: ['terraform-provider-coffer', PROVIDER_VERSION],
      terraformVersion: '1.11.4',
      appendUserAgent: undefined,
      onCall: expect.any(Function) as unknown,
    });
  });

  test('and none where none is given, or a role is empty', () => {
    const {
      userAgent: _userAgent,
      onCall: _onCall,
      ...rest
    } = awsSettings(settings({ region: '', assume_role: [block('assume_role', { role_arn: '' })] }));
    const given = Object.entries(rest).filter(([, value]) => value !== undefined);
    expect(given).toEqual([
      ['assumeRoles', []],
      ['proxies', { http: undefined, https: undefined, none: undefined }],
    ]);
  });

  test('but not while one is known at apply only', () => {
    expect(configure(settings({ region: Unknown.VALUE }))).toBeUndefined();
  });

  test.each([
    ['15m', 900],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['900s', 900],
    ['2h', 7200],
    ['900000ms', 900],
    ['', NaN],
    ['15', NaN],
    ['1 h', NaN],
  ])('%s is %d seconds', (text, expected) => {
    expect(seconds(text)).toBe(expected);
  });
});

describe('with AWS', () => {
  let aws: AwsStandIn;
  const environment = { ...process.env };

  beforeAll(async () => {
    aws = await AwsStandIn.start();
  });
  beforeEach(() => {
    aws.reset();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env', TF_APPEND_USER_AGENT: 'Jenkins/1' });
  });
  afterEach(() => {
    process.env = { ...environment };
  });
  afterAll(() => aws.stop());

  test('calls say where they come from, and overrides are what settings cannot say', async () => {
    aws.answer('DeleteParameter', 'silence', { json: {} });
    const coffer = configure(settings({ region: 'eu-west-1', endpoints: [block('endpoints', { ssm: aws.endpoint })] }), '1.11.4', {
      requestTimeoutMs: 100,
    });
    await deleteParameter(coffer!.aws);
    expect(aws.operations()).toEqual(['DeleteParameter', 'DeleteParameter']);
    expect(aws.requests[1]!.headers['user-agent']).toMatch(
      new RegExp(`^Terraform/1\\.11\\.4 terraform-provider-coffer/${PROVIDER_VERSION} aws-sdk-js/.* Jenkins/1$`),
    );
  });

  test('Terraform shows faults where they stand, and an account that is not allowed before anything is done in it', async () => {
    const terraform = await TerraformWithCoffer.start(aws.endpoint);
    try {
      const secret = 'resource "coffer_secret" "key" {\n name = "/api/key"\n generate = {}\n}';
      terraform.configure(
        secret,
        'assume_role_with_web_identity {\n role_arn = "arn:aws:iam::111122223333:role/ci"\n web_identity_token = ' +
          '"CANARY-jwt"\n web_identity_token_file = "/t"\n}',
      );
      const refused = await terraform.run(['validate', '-no-color']);
      expect(refused.stderr).toContain('Error: Two web identity tokens');
      expect(refused.stderr).toMatch(/on main\.tf line \d+, in provider "coffer":/);
      expect(refused.stderr).toContain('web_identity_token_file = "/t"');
      expect(refused.output).not.toContain('CANARY');

      terraform.configure(
        secret,
        'allowed_account_ids = ["999988887777"]\n assume_role {\n role_arn = "arn:aws:iam::111122223333:role/hub"\n}\n ' +
          'assume_role {\n role_arn = "arn:aws:iam::111122223333:role/deploy"\n external_id = "acme"\n}',
      );
      expect(await terraform.applyError()).toMatch(
        /^Error: AWS account 111122223333 is not allowed The credentials are those of .*, and allowed_account_ids has 999988887777 only\./,
      );
      expect(aws.requests.map(({ operation, fields }) => [operation, fields.RoleArn, fields.ExternalId])).toEqual([
        ['AssumeRole', 'arn:aws:iam::111122223333:role/hub', undefined],
        ['AssumeRole', ROLE, 'acme'],
        ['GetCallerIdentity', undefined, undefined],
      ]);
      for (const { headers } of aws.requests) {
        expect(headers['user-agent']).toMatch(/^Terraform\/\d+\.\d+\.\d+\S* terraform-provider-coffer\//);
      }
    } finally {
      terraform.stop();
    }
  });
});
