import type { Account } from './account';

export const VAULT = 'acme-test';
/** Where it tells people. */
export const TOPIC = 'rotations';
const SECRET = '/api/secret';
const USER_FUNCTION = `exports.handler = async ({ step }) => {
  if (step === 'test' && process.env.NEVER) throw new TypeError('CANARY-quoted');
  return step === 'create' ? { generate: { length: 24 } } : {};
};`;

/** What is there before, and what is asked for, one after another. */
export interface FunctionScenario {
  readonly given?: (account: Account) => Promise<unknown>;
  readonly events: readonly unknown[];
  /** Between two events. @default - none */
  readonly pauseMs?: number;
}

/** Writes the plan of a secret's rotation, as the stack does. */
function plan(strategy: string, settings: object = {}, more: object = {}, secret = SECRET): (account: Account) => Promise<void> {
  const members = { secret, keyId: 'alias/aws/ssm', tier: 'Standard', strategy, settings, ...more };
  return (account) => account.deploy(VAULT, secret, JSON.stringify(members));
}

/** A rotation of a secret that has a value. */
function rotated(strategy: string, settings: object = {}, more: object = {}, ...events: readonly unknown[]): FunctionScenario {
  return {
    given: async (account) => {
      await account.topic(TOPIC);
      await plan(strategy, settings, more)(account);
      await account.write(SECRET, 'CANARY-before', 7);
    },
    events: events.length === 0 ? [{ rotate: SECRET }] : events,
  };
}

const first = (strategy: string, settings: object = {}): FunctionScenario => ({
  given: plan(strategy, settings),
  events: [
    { rotate: SECRET, first: true },
    { rotate: SECRET, first: true },
  ],
});

/** Keys of a user, from the first one on. */
function accessKey(graceDays: number, ...events: readonly unknown[]): FunctionScenario {
  return {
    given: async (account) => {
      await account.topic(TOPIC);
      await account.user('api-secret');
      await plan('iam-access-key', { user: 'api-secret', graceDays })(account);
    },
    events,
  };
}

/** None of them gets as far as AWS. */
export const UNKNOWN_REQUESTS: FunctionScenario = {
  events: [
    null,
    {},
    [],
    'rotate',
    7,
    { rotate: 'secret' },
    { rotate: '/a' },
    { rotate: 7 },
    { rotate: SECRET, rollback: SECRET },
    { rollback: '' },
    { check: 'yes' },
    { check: false },
    { remind: '' },
    { remind: 'with space' },
    { rotate: SECRET, scheduled: 'x' },
    { rotate: SECRET, scheduled: 7 },
    { rotate: `/a/${'b'.repeat(1100)}` },
    { rotate: '/a/CANARY space' },
    { other: true },
  ],
};

const databases = ['postgresql', 'mysql'].flatMap(
  (engine) =>
    [
      [
        `${engine}: nobody listens`,
        rotated(engine, {
          users: 'single',
          form: 'json',
          host: '127.0.0.1',
          port: 9,
          database: 'app',
          username: 'app',
          password: { length: 24 },
        }),
      ],
      [`${engine}: settings are wrong`, rotated(engine, { users: 'some', form: 'json', host: '127.0.0.1' })],
      [`${engine}: settings are missing`, rotated(engine, {})],
    ] as const,
);

export const DATABASE_SCENARIOS: Readonly<Record<string, FunctionScenario>> = Object.fromEntries(databases);

export const ROTATOR_SCENARIOS: Readonly<Record<string, FunctionScenario>> = {
  'requests that are not understood': UNKNOWN_REQUESTS,
  'reminder of a request': { given: (account) => account.topic(TOPIC), events: [{ remind: 'registrar/admin' }] },
  'reminder without a topic': { events: [{ remind: 'registrar/admin' }] },
  'no plan': { events: [{ rotate: SECRET }, { rollback: SECRET }] },
  'a plan that is no JSON': {
    given: (account) => account.deploy(VAULT, SECRET, 'CANARY-no-json'),
    events: [{ rotate: SECRET }, { check: true }],
  },
  'a plan of another secret': { given: plan('random', {}, { secret: '/api/other' }), events: [{ rotate: SECRET }] },
  ...Object.fromEntries(
    [{ keyId: '' }, { tier: 'x' }, { settings: 7 }, { everyDays: 'x' }, { paused: 'no' }, { strategy: '' }].map((more) => [
      `a plan with ${JSON.stringify(more)}`,
      rotated('random', {}, more),
    ]),
  ),
  'an unknown strategy': rotated('other'),
  random: rotated('random', { length: 24 }, {}, { rotate: SECRET }, { rotate: SECRET }, { rollback: SECRET }, { rollback: SECRET }),
  'random: first value': first('random', { length: 24 }),
  ...Object.fromEntries(
    [
      { format: 'hex', length: 32 },
      { format: 'base64', length: 32 },
      { format: 'uuid' },
      { length: 64, symbols: true, excludeCharacters: '%&' },
      { length: 0 },
      { format: 'x' },
      { lower: 'x' },
      { lower: false, upper: false, digits: false },
    ].map((settings) => [`random: ${JSON.stringify(settings)}`, rotated('random', settings)]),
  ),
  'random: as scheduled': rotated(
    'random',
    {},
    { everyDays: 7 },
    { rotate: SECRET, scheduled: '2020-01-01T00:00:00Z' },
    { rotate: SECRET, scheduled: '2099-01-01T00:00:00Z', afterDays: 7 },
    { rotate: SECRET, scheduled: '2099-01-01T00:00:00Z', afterDays: 100_000 },
  ),
  'random: paused': rotated('random', {}, { paused: true }, { rotate: SECRET, scheduled: '2099-01-01T00:00:00Z' }, { rotate: SECRET }),
  'random: advanced tier': rotated('random', { length: 64 }, { tier: 'Advanced' }),
  'random: rollback without an earlier value': rotated('random', {}, {}, { rollback: SECRET }),
  'a reminder': rotated('reminder', {}, { everyDays: 30 }),
  'access key: in grace': accessKey(1, { rotate: SECRET, first: true }, { rotate: SECRET }, { rotate: SECRET }, { rollback: SECRET }),
  // AWS tells times in seconds.
  'access key: grace is over': { ...accessKey(0, { rotate: SECRET, first: true }, { rotate: SECRET }, { rotate: SECRET }), pauseMs: 2_100 },
  'access key: no user': rotated('iam-access-key', { user: 'nobody' }),
  'access key: settings are missing': rotated('iam-access-key'),
  'SSH key': {
    given: plan('ssh-key', { algorithm: 'ED25519', authorizedKeys: `${SECRET}_authorized_keys`, comment: 'deploy' }),
    events: [{ rotate: SECRET, first: true }, { rotate: SECRET }, { rollback: SECRET }],
  },
  'SSH key: RSA': {
    given: plan('ssh-key', { algorithm: 'RSA', rsaBits: 2048, authorizedKeys: `${SECRET}_authorized_keys` }),
    events: [{ rotate: SECRET, first: true }],
  },
  'SSH key: settings are wrong': rotated('ssh-key', { algorithm: 'x' }),
  certificate: {
    given: async (account) => {
      await account.bucket('authorities');
      const authorityCertificate = await account.authority('authorities', 'ca.pem');
      await account.privateKey(`${SECRET}_key`);
      await plan('certificate', {
        keyParameter: `${SECRET}_key`,
        authority: { bucket: 'authorities', key: 'ca.pem' },
        authorityCertificate,
        subject: { common_name: 'api' },
        dnsNames: ['api.example.com'],
        uses: ['digital_signature', 'server_auth'],
        validityDays: 30,
      })(account);
    },
    events: [{ rotate: SECRET, first: true }, { rotate: SECRET }],
  },
  'certificate: settings are missing': rotated('certificate'),
  function: {
    given: async (account) => {
      const functionArn = await account.function('generates', USER_FUNCTION);
      await plan('lambda', { functionArn })(account);
      await account.write(SECRET, 'CANARY-before');
    },
    events: [{ rotate: SECRET }],
  },
  'function that is not there': rotated('lambda', { functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:none' }),
  check: {
    given: async (account) => {
      await account.topic(TOPIC);
      await plan('random', {}, { everyDays: 7 }, '/api/a')(account);
      await plan('random', {}, { everyDays: 7 }, '/web/awaiting')(account);
      await plan('reminder', {}, { everyDays: 1, paused: true }, '/web/reminder')(account);
      await plan('other', {}, {}, '/web/other')(account);
      await plan('random', {}, { everyDays: -7 }, '/web/overdue')(account);
      await plan('reminder', {}, { everyDays: -7 }, '/web/people')(account);
      for (const name of ['/api/a', '/web/other', '/web/reminder', '/web/overdue', '/web/people']) {
        await account.write(name, 'CANARY-value');
      }
    },
    events: [{ check: true }],
  },
};
