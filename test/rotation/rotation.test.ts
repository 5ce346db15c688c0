import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import {
  ApplicationSecret,
  AwsCredentials,
  BootstrapSecret,
  CertificateAuthority,
  DatabaseSecretForm,
  DatabaseUsers,
  OrganizationalSecret,
  ParameterTier,
  RateUnit,
  Rotation,
  RotationSchedule,
  SecretFormat,
  SecretRotator,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
} from '../../src';
import { OnePasswordVault } from '../../src/types/organizational';
import { newApp, newStack, synthesize, type Block, type Configuration } from '../support/synth';

const newVault = (stack = newStack()) => ({
  stack,
  vault: new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'dev',
    breakGlass: ['arn:aws:iam::111122223333:role/break-glass'],
    deployers: ['arn:aws:iam::111122223333:role/deploy'],
  }),
});
const generated = SecretSource.generated();
const parameter = ({ resource }: Configuration, name: string): Block =>
  Object.values(resource.coffer_secret!).find((secret) => secret.name === name)!;
const plan = (configuration: Configuration, secret: string) => parameter(configuration, `/_coffer/rotation/acme-dev${secret}`);
const schedule = ({ resource }: Configuration, name: string) =>
  Object.values(resource.aws_scheduler_schedule!).find((each) => each.name === name)!;

interface Statement {
  readonly Sid: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: object;
}

const statementsOf = (policies: readonly string[]) =>
  policies.flatMap((policy) => (JSON.parse(policy) as { Statement: Statement[] }).Statement);

describe('a secret with a rotation', () => {
  const { stack, vault } = newVault();
  for (const key of ['jwt_key', 'session_key']) {
    new ApplicationSecret(stack, key, { vault, service: 'api', key, source: generated, rotation: Rotation.random({ afterDays: 30 }) });
  }
  const configuration = synthesize(stack);
  const { resource } = configuration;

  test('has a schedule of its own, at a time of day that follows from its name', () => {
    expect(Object.keys(resource.aws_lambda_function!)).toHaveLength(1);
    expect(JSON.parse(schedule(configuration, 'api.jwt_key').target.input)).toEqual({
      rotate: '/api/jwt_key',
      scheduled: '<aws.scheduler.scheduled-time>',
      afterDays: 30,
      plan: expect.stringMatching(/^\$\{local\.\w*rotation-digest\w*\}$/) as string,
    });
    const times = ['api.jwt_key', 'api.session_key', 'coffer-check'].map(
      (name) => schedule(configuration, name).schedule_expression as string,
    );
    expect(new Set(times).size).toBe(3);
    for (const time of times) expect(time).toMatch(/^cron\(\d{1,2} \d{1,2} \* \* \? \*\)$/);
  });

  test('has a plan that says what the function does, and no value', () => {
    expect(plan(configuration, '/api/jwt_key').value_wo).toContain(
      '"strategy" = "random", "settings" = {"format" = "password", "length" = 32}, "everyDays" = 30',
    );
  });

  test(
    'has a function that runs in the newest runtime that Terraform knows, and is traced, ' + 'limited and cut off from nothing that failed',
    () => {
      const [rotator] = Object.values(resource.aws_lambda_function!);
      expect(rotator).toMatchObject({
        runtime: 'nodejs22.x',
        architectures: ['arm64'],
        tracing_config: { mode: 'Active' },
        reserved_concurrent_executions: 5,
        timeout: 300,
      });
      expect(rotator!.dead_letter_config.target_arn).toMatch(/aws_sqs_queue/);
      expect(rotator!.filename).toMatch(/\/rotator\.zip$/);
      expect(Object.values(resource.aws_cloudwatch_log_group!)).toEqual([
        expect.objectContaining({ name: '/aws/lambda/acme-dev-rotator', retention_in_days: 365 }),
      ]);
    },
  );

  test('is watched', () => {
    const alarms = Object.values(resource.aws_cloudwatch_metric_alarm!);
    expect(alarms.map(({ alarm_name: name }) => name).sort()).toEqual(
      ['dead-letters', 'errors', 'overdue', 'throttles', 'unchecked'].map((name) => `acme-dev-rotation-${name}`),
    );
    for (const alarm of alarms) expect(alarm.alarm_actions).toEqual([expect.stringMatching(/aws_sns_topic/)]);
  });
});

describe('first values', () => {
  test('are asked for by the deploy, after what they need', () => {
    const { stack, vault } = newVault();
    const admin = new ApplicationSecret(stack, 'admin', {
      vault,
      service: 'db',
      key: 'admin',
      source: SecretSource.rotated(),
      rotation: Rotation.random(),
    });
    new ApplicationSecret(stack, 'user', {
      vault,
      service: 'api',
      key: 'db',
      source: SecretSource.rotated(),
      rotation: Rotation.postgresql({ host: 'db.acme.internal', username: 'api', admin }),
    });
    const { resource } = synthesize(stack);
    const [ofAdmin, ofUser] = ['/db/admin', '/api/db'].map((name) =>
      Object.entries(resource.aws_lambda_invocation!).find(([, { input }]) => (JSON.parse(input) as { rotate: string }).rotate === name)!,
    );
    expect(JSON.parse(ofUser![1].input)).toEqual({ rotate: '/api/db', first: true });
    expect(ofUser![1].depends_on).toContain(`aws_lambda_invocation.${ofAdmin![0]}`);
    for (const attachment of Object.keys(resource.aws_iam_role_policy_attachment!)) {
      expect(ofUser![1].depends_on).toContain(`aws_iam_role_policy_attachment.${attachment}`);
    }
  });

  test('are not asked for where Terraform or a person gives them', () => {
    const { stack, vault } = newVault();
    new ApplicationSecret(stack, 'generated', { vault, service: 'api', key: 'generated', source: generated, rotation: Rotation.random() });
    new ApplicationSecret(stack, 'supplied', {
      vault,
      service: 'api',
      key: 'supplied',
      source: SecretSource.supplied(),
      rotation: Rotation.random(),
    });
    expect(synthesize(stack).resource.aws_lambda_invocation).toBeUndefined();
  });
});

describe('strategies', () => {
  test('of databases bring the drivers, verify the server, and read the administrator of the vault', () => {
    const { stack, vault } = newVault();
    const admin = new ApplicationSecret(stack, 'admin', { vault, service: 'db', key: 'admin', source: SecretSource.supplied() });
    new ApplicationSecret(stack, 'user', {
      vault,
      service: 'api',
      key: 'database_url',
      source: SecretSource.rotated(),
      rotation: Rotation.mysql({ host: 'db.acme.internal', username: 'api', admin, form: DatabaseSecretForm.URL }),
    });
    const configuration = synthesize(stack);
    const [rotator] = Object.values(configuration.resource.aws_lambda_function!);
    expect(rotator!.filename).toMatch(/\/rotator-with-databases\.zip$/);
    expect(rotator!.environment.variables.NODE_EXTRA_CA_CERTS).toBe('/var/runtime/ca-cert.pem');
    expect(plan(configuration, '/api/database_url').value_wo).toContain(
      '"users" = "alternating", "form" = "url", "host" = "db.acme.internal", "port" = 3306, "username" = "api", "admin" = "/db/admin"',
    );
    expect(JSON.stringify(Object.values(configuration.resource.aws_iam_policy!).map(({ policy }) => policy))).toMatch(/LookUpParameters/);
  });

  test('of access keys may do so much to that one user', () => {
    const { stack, vault } = newVault();
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: 'Upload', Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme/*' }],
    });
    new AwsCredentials(stack, 'ci', { vault, service: 'ci', policy });
    new AwsCredentials(stack, 'cd', { vault, service: 'cd', policy });
    const { resource } = synthesize(stack);
    const statements = statementsOf(Object.values(resource.aws_iam_policy!).map(({ policy: text }) => text as string));
    expect(statements.filter(({ Sid }) => Sid === 'RotateAccessKeys')).toEqual([
      expect.objectContaining({
        Action: ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:ListAccessKeys', 'iam:UpdateAccessKey'],
        Resource: expect.arrayContaining([
          expect.stringMatching(/^\$\{aws_iam_user\.cd_/),
          expect.stringMatching(/^\$\{aws_iam_user\.ci_/),
        ]),
      }),
    ]);
  });

  test("of certificates sign with the authority's key, and renew before the end", () => {
    const { stack, vault } = newVault();
    const authority = new CertificateAuthority(stack, 'root', { vault, key: 'root', subject: { commonName: 'Acme Root' } });
    const certificate = new TlsCertificate(stack, 'tls', {
      vault,
      service: 'api',
      key: 'tls',
      authority,
      dnsNames: ['api.acme.example'],
      renewal: {},
    });
    const configuration = synthesize(stack);
    expect(parameter(configuration, '/api/tls_cert')).not.toHaveProperty('value_wo');
    expect(plan(configuration, '/api/tls_cert')).toMatchObject({ tier: 'Advanced', value_wo: expect.stringContaining('"everyDays" = 60') });
    expect(JSON.stringify(configuration.resource.aws_s3_bucket_policy)).toContain('vault_rotator_role');
    expect(() => certificate.notAfter).toThrow(/the rotator renews it, so that Terraform does not know it/);
  });

  test('of SSH keys publish the keys that hosts let in', () => {
    const { stack, vault } = newVault();
    const pair = new SshKeyPair(stack, 'deploy', { vault, service: 'ci', key: 'deploy_key', rotation: { afterDays: 60 } });
    expect(pair.authorizedKeys!.parameterName).toBe('/ci/deploy_key_authorized_keys');
    const configuration = synthesize(stack);
    expect(plan(configuration, '/ci/deploy_key').value_wo).toContain(
      '"authorizedKeys" = "/ci/deploy_key_authorized_keys", "graceDays" = 2',
    );
    expect(parameter(configuration, '/ci/deploy_key_authorized_keys').value_wo_version).toBe(1);
  });

  test("of one's own ask the function, and no other", () => {
    const { stack, vault } = newVault();
    const role = new IamRole(stack, 'role', { assumeRolePolicy: '{}' });
    const handler = new LambdaFunction(stack, 'own', { functionName: 'own', role: role.arn });
    new ApplicationSecret(stack, 'token', {
      vault,
      service: 'api',
      key: 'token',
      source: SecretSource.rotated(),
      rotation: Rotation.lambdaFunction(handler, { role }),
    });
    const policies = Object.values(synthesize(stack).resource.aws_iam_policy!).map(({ policy }) => policy as string);
    expect(policies.join()).toContain('lambda:InvokeFunction","Resource":"${aws_lambda_function.own.arn}');
    const resourceOf = (sid: string) => statementsOf(policies).find(({ Sid }) => Sid === sid)!.Resource;
    expect(resourceOf('TakeSuppliedValues')).toEqual([expect.stringMatching(/:parameter\/_coffer\/supplied\/api\/token$/)]);
    expect(resourceOf('ReadPendingValue')).toMatch(/:parameter\/_coffer\/pending\/api\/token$/);
    // Beside the pending value it reads the secret, which it is asked to test where a person wrote it; it never writes that.
    const own = statementsOf(policies.filter((policy) => policy.includes('SupplyValue')));
    const about = own.filter((statement) => /parameter\/api\/token/.test(JSON.stringify(statement)));
    expect(about.map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ['ReadWrittenValue', 'ssm:GetParameter'],
      ['DecryptWrittenValue', 'kms:Decrypt'],
    ]);
    expect(about.map(({ Condition }) => Condition)).toEqual([
      undefined,
      {
        StringEquals: expect.objectContaining({
          'kms:EncryptionContext:PARAMETER_ARN': expect.stringMatching(/:parameter\/api\/token$/) as string,
        }) as object,
      },
    ]);
  });

  test('of people make no schedule and no grant, only a plan that the daily check reads', () => {
    const { stack, vault } = newVault();
    new BootstrapSecret(stack, 'root', {
      vault,
      system: 'hashicorp-vault',
      key: 'root_token',
      source: SecretSource.supplied(),
      rotation: Rotation.reminder({ afterDays: 180 }),
    });
    const configuration = synthesize(stack);
    expect(Object.values(configuration.resource.aws_scheduler_schedule!).map(({ name }) => name)).toEqual(['coffer-check']);
    expect(plan(configuration, '/bootstrap/hashicorp-vault/root_token').value_wo).toContain(
      '"strategy" = "reminder", "settings" = {}, "everyDays" = 180',
    );
    expect(JSON.stringify(configuration.resource.aws_iam_policy)).not.toContain('/bootstrap/');
  });
});

describe('reminders', () => {
  test('of what 1Password keeps come at a fixed rate, by the rotator of a vault', () => {
    const { stack, vault } = newVault();
    new OrganizationalSecret(stack, 'datadog', {
      vault: OnePasswordVault.fromId('abcdefghijklmnopqrstuvwxyz'),
      service: 'datadog',
      key: 'admin',
      owner: 'platform',
      source: SecretSource.supplied(),
      reminder: { rotator: vault.rotator, afterDays: 180 },
    });
    const reminder = schedule(synthesize(stack), 'reminder.datadog.admin');
    expect([reminder.schedule_expression, JSON.parse(reminder.target.input)]).toEqual(['rate(180 days)', { remind: 'datadog/admin' }]);
  });

  test('are no source of a first value', () => {
    const { stack, vault } = newVault();
    expect(() => new BootstrapSecret(stack, 'root', { vault, system: 'vault', key: 'token', source: SecretSource.rotated() })).toThrow(
      "BootstrapSecret 'bootstrap/vault/token': its source is SecretSource.rotated(), and no function makes values for it. " +
        'Write SecretSource.generated() or SecretSource.supplied().',
    );
  });
});

describe('schedules', () => {
  const expressionOf = (made: RotationSchedule, paused = false) => {
    const { stack, vault } = newVault();
    if (paused) new SecretRotator(stack, 'rotator', { vault, paused });
    new ApplicationSecret(stack, 'jwt', {
      vault,
      service: 'api',
      key: 'jwt',
      source: generated,
      rotation: Rotation.random({ schedule: made }),
    });
    return schedule(synthesize(stack), 'api.jwt');
  };

  test('are rates, or cron expressions in a time zone, within a window and between dates', () => {
    expect(expressionOf(RotationSchedule.rate(12, RateUnit.HOURS))).toMatchObject({
      schedule_expression: 'rate(12 hours)',
      flexible_time_window: { mode: 'FLEXIBLE', maximum_window_in_minutes: 15 },
    });
    expect(expressionOf(RotationSchedule.rate(1, RateUnit.DAYS, { windowMinutes: 0 }))).toMatchObject({
      schedule_expression: 'rate(1 day)',
      flexible_time_window: { mode: 'OFF' },
    });
    expect(
      expressionOf(
        RotationSchedule.cron('0 3 ? * SUN *', 7, {
          timeZone: 'Europe/Berlin',
          startDate: '2027-01-01T00:00:00Z',
          endDate: '2028-01-01T00:00:00Z',
        }),
      ),
    ).toMatchObject({
      schedule_expression: 'cron(0 3 ? * SUN *)',
      schedule_expression_timezone: 'Europe/Berlin',
      start_date: '2027-01-01T00:00:00Z',
      end_date: '2028-01-01T00:00:00Z',
      state: 'ENABLED',
    });
  });

  test('rest for one secret, or for the vault', () => {
    expect(expressionOf(RotationSchedule.afterDays(7, { paused: true })).state).toBe('DISABLED');
    expect(expressionOf(RotationSchedule.afterDays(7), true).state).toBe('DISABLED');
  });

  test.each<[string, () => unknown, string]>([
    ['days', () => RotationSchedule.afterDays(0), 'RotationSchedule.afterDays: days is 0. Write a whole number of days from 1 to 365.'],
    [
      'a rate',
      () => RotationSchedule.rate(5, RateUnit.MINUTES),
      'RotationSchedule.rate: the rate is 5 minutes. Write whole units, of at least 10 minutes and at most 365 days in all.',
    ],
    [
      'five fields',
      () => RotationSchedule.cron('0 3 * * *', 7),
      "RotationSchedule.cron: '0 3 * * *' does not have six fields. Write minutes, hours, day of month, month, " +
        'day of week and year, like 0 3 ? * SUN *.',
    ],
    [
      'both days',
      () => RotationSchedule.cron('0 3 1 * SUN *', 7),
      "RotationSchedule.cron: '0 3 1 * SUN *' needs '?' in either the day of the month or the day of the week. " +
        'Write ? in the one that does not matter.',
    ],
    [
      'a time zone',
      () => RotationSchedule.afterDays(7, { timeZone: 'Berlin' }),
      "RotationSchedule: timeZone 'Berlin' is not one. Write the IANA name, like Europe/Berlin.",
    ],
    [
      'a window',
      () => RotationSchedule.afterDays(7, { windowMinutes: 2000 }),
      'RotationSchedule: windowMinutes is 2000. Write a whole number of minutes from 1 to 1440, or 0 for no window.',
    ],
    [
      'a date',
      () => RotationSchedule.afterDays(7, { startDate: 'soon' }),
      "RotationSchedule: startDate is 'soon'. Write it in UTC, like 2027-01-01T00:00:00Z.",
    ],
  ])('refuse %s that nobody could keep', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('synth refuses', () => {
  const declare = (props: object) => () => {
    const { stack, vault } = newVault();
    new ApplicationSecret(stack, 'jwt', { vault, service: 'api', key: 'jwt', source: generated, ...props });
  };

  test.each<[string, () => void, string]>([
    [
      'a first value that nobody makes',
      declare({ source: SecretSource.rotated() }),
      "ApplicationSecret 'api/jwt': its source is SecretSource.rotated(), and it has no rotation that would make the first " +
        'value. Give it a rotation, or another source.',
    ],
    [
      'a first value of a user that cannot log in yet',
      declare({ source: SecretSource.rotated(), rotation: Rotation.postgresql({ host: 'db', username: 'api' }) }),
      "ApplicationSecret 'api/jwt': its first value would come from its rotation, which makes none. Give it another source, " +
        'such as SecretSource.supplied().',
    ],
    [
      'a value with no room for its record',
      declare({ rotation: Rotation.random({ length: 3600 }) }),
      "ApplicationSecret 'api/jwt': its rotated values have 3600 bytes, and 3496 may be staged in this tier. " +
        'Make them shorter, or give it tier: ParameterTier.ADVANCED.',
    ],
    [
      'alternating users without an administrator',
      () => Rotation.mysql({ host: 'db', username: 'api', users: DatabaseUsers.ALTERNATING, form: DatabaseSecretForm.JSON }),
      'Rotation.mysql: users is ALTERNATING, and there is no admin to make the second user. Give admin, ' +
        'the secret with the credentials of an administrator.',
    ],
    [
      'alternating users in a bare password',
      () => Rotation.postgresql({ host: 'db', username: 'api', users: DatabaseUsers.ALTERNATING, form: DatabaseSecretForm.PASSWORD }),
      'Rotation.postgresql: form is PASSWORD, and alternating users change the user too. Write form: ' +
        'DatabaseSecretForm.JSON or URL, or users: DatabaseUsers.SINGLE.',
    ],
    ['a random value that could not be made', () => Rotation.random({ format: SecretFormat.UUID, symbols: true }), 'Rotation.random'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('keys that live for more than 90 days', () => {
    const { stack, vault } = newVault();
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme/*' }],
    });
    expect(() => new AwsCredentials(stack, 'ci', { vault, service: 'ci', policy, rotation: { afterDays: 120 } })).toThrow(
      'Rotation.accessKey: keys would be replaced after 120 days. Replace them after at most 90 days (CIS AWS Foundations Benchmark 1.13).',
    );
  });

  test('a rotation of another type, of another stack, or by a second rotator', () => {
    const app = newApp();
    const { stack, vault } = newVault(newStack(app));
    const bootstrap = () =>
      new BootstrapSecret(stack, 'token', {
        vault,
        system: 'vault',
        key: 'token',
        source: SecretSource.supplied(),
        rotation: Rotation.random(),
      });
    expect(bootstrap).toThrow(
      "BootstrapSecret 'bootstrap/vault/token': its rotation makes values for ApplicationSecret, not for BootstrapSecret. " +
        'Choose a rotation for this type of secret.',
    );
    const other = newStack(app, 'other');
    expect(
      () => new ApplicationSecret(other, 'jwt', { vault, service: 'api', key: 'jwt', source: generated, rotation: Rotation.random() }),
    ).toThrow("it is in stack 'other', the rotator of its vault in stack 'dev'");
    expect(() => new SecretRotator(stack, 'second', { vault })).toThrow(/vault acme-dev has a rotator already/);
  });

  test.each<[object, string]>([
    [{ concurrency: 0 }, "SecretRotator 'dev/rotator': concurrency is 0. Write a whole number from 1 to 100."],
    [{ timeoutSeconds: 30 }, "SecretRotator 'dev/rotator': timeoutSeconds is 30. Write a whole number from 60 to 900."],
    [{ memoryMb: 128.5 }, "SecretRotator 'dev/rotator': memoryMb is 128.5. Write a whole number from 256 to 3008."],
    [{ logRetentionDays: 30 }, "SecretRotator 'dev/rotator': logRetentionDays is 30. CloudWatch Logs takes 365, "],
    [
      { concurrency: 5, reserveConcurrency: false },
      "SecretRotator 'dev/rotator': concurrency is 5, and reserveConcurrency is false. Leave one of them out: " +
        'without a reservation there is no bound.',
    ],
  ])('a rotator with %j', (settings, message) => {
    const { stack, vault } = newVault();
    expect(() => new SecretRotator(stack, 'rotator', { vault, ...settings })).toThrow(message);
  });

  test('an administrator of another vault', () => {
    const { stack, vault } = newVault();
    const other = new SecretVault(stack, 'other', { namespace: 'shop', stage: 'dev' });
    const admin = new ApplicationSecret(stack, 'admin', { vault: other, service: 'db', key: 'admin', source: SecretSource.supplied() });
    expect(
      () =>
        new ApplicationSecret(stack, 'user', {
          vault,
          service: 'api',
          key: 'db',
          source: SecretSource.rotated(),
          rotation: Rotation.postgresql({ host: 'db', username: 'api', admin }),
        }),
    ).toThrow(
      "ApplicationSecret 'api/db': its rotation uses secret 'db/admin', which is not in vault acme-dev. " +
        'Declare it in the same vault, or by fromName() there.',
    );
  });
});

test('a rotator of an account with a small quota reserves nothing of it', () => {
  const { stack, vault } = newVault();
  new SecretRotator(stack, 'rotator', { vault, reserveConcurrency: false });
  const [rotator] = Object.values(synthesize(stack).resource.aws_lambda_function!);
  expect(rotator).not.toHaveProperty('reserved_concurrent_executions');
});

test('a secret of the advanced tier is staged in it', () => {
  const { stack, vault } = newVault();
  new ApplicationSecret(stack, 'large', {
    vault,
    service: 'api',
    key: 'large',
    source: generated,
    tier: ParameterTier.ADVANCED,
    rotation: Rotation.random({ length: 6000 }),
  });
  expect(JSON.stringify(synthesize(stack).resource.aws_iam_policy)).toContain(
    'EncryptStagedValues\\",\\"Effect\\":\\"Allow\\",\\"Action\\":[\\"kms:Decrypt\\",\\"kms:Encrypt\\",\\"kms:GenerateDataKey\\"]',
  );
});
