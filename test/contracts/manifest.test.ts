import * as fc from 'fast-check';
import { type Manifest, MANIFEST_VERSION, type ManifestSecret, renderManifest } from '../../src/contracts/manifest';
import { ManifestFormError, parseManifest } from '../../src/contracts/manifest-parse';
import { faultsOf } from '../support/manifest';

const READER = {
  access: 'read',
  role: 'task',
  address: 'aws_iam_role.task',
  stack: 'dev',
  account: null,
  arn: null,
  region: null,
} as const;

const SECRET: ManifestSecret = {
  type: 'ApplicationSecret',
  systemOfRecord: 'parameter-store',
  vault: 'dev/vault',
  service: 'api',
  key: 'db_password',
  name: '/api/db_password',
  environmentName: 'DB_PASSWORD',
  path: 'dev/db',
  address: 'coffer_secret.db',
  owner: null,
  description: null,
  unknown: { owner: 'the owner is known only at apply' },
  sharedWith: ['worker'],
  rotation: { strategy: 'random', schedule: 'rate(1 days)', timeZone: 'UTC', paused: false },
  promisedAgeDays: 1,
  replicas: ['eu-central-1'],
  readers: [READER],
};

const MANIFEST: Manifest = {
  manifest: MANIFEST_VERSION,
  stacks: [
    {
      name: 'dev',
      account: '111122223333',
      region: 'eu-west-1',
      stage: 'dev',
      unknown: { stage: 'because' },
      vaults: [
        { name: 'acme-dev', path: 'dev/vault', namespace: 'acme', stage: 'dev', keyAlias: 'alias/acme-dev-chamber', engine: 'coffer' },
      ],
      secrets: [SECRET],
      imported: [
        {
          systemOfRecord: 'parameter-store',
          vault: 'dev/vault',
          service: 'web',
          key: 'key',
          name: '/web/key',
          environmentName: 'KEY',
          readers: [READER],
        },
      ],
      services: [{ vault: 'dev/vault', service: 'api', readers: [READER] }],
      copies: [
        {
          kind: 'KubernetesSecret',
          path: 'dev/env',
          address: 'kubernetes_secret_v1.env',
          vault: 'dev/vault',
          services: ['api'],
          namespace: 'web',
          name: 'env',
          unknown: { name: 'because' },
        },
      ],
    },
  ],
};

/** A manifest with something else in one place. */
function changed(change: (manifest: any) => void): string {
  const copy = JSON.parse(JSON.stringify(MANIFEST)) as object;
  change(copy);
  return JSON.stringify(copy);
}

const refusalOf = (text: string): string => {
  try {
    parseManifest(text, 'm.json');
  } catch (error) {
    expect(error).toBeInstanceOf(ManifestFormError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

/** Every place in a value, as a path of members. */
function placesIn(value: unknown, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, each]) => placesIn(each, [...at, name]))];
}

function put(root: any, at: readonly (string | number)[], value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(root)) as any;
  if (at.length === 0) return value;
  const parent = at.slice(0, -1).reduce((found, name) => found[name], copy);
  if (value === undefined) delete parent[at[at.length - 1]!];
  else parent[at[at.length - 1]!] = value;
  return copy;
}

test('what is written is read again as it was', () => {
  expect(parseManifest(renderManifest(MANIFEST))).toEqual(MANIFEST);
  expect(faultsOf(MANIFEST)).toEqual([]);
});

const escaped = (text: string) => text.replace(/[[\].]/g, '\\$&');

test.each<[string, string, string | RegExp]>([
  ['no JSON', '{', "'m.json' is not JSON. Run cdktf synth, which writes it."],
  ['a list', '[]', "'m.json' is no manifest of Coffer's: it has no member 'manifest'. Run cdktf synth, which writes it."],
  ['another file', '{"version": 1}', "'m.json' is no manifest of Coffer's: it has no member 'manifest'. Run cdktf synth, which writes it."],
  [
    'a later form',
    '{"manifest": 2}',
    "'m.json' is of form 2, and this version of Coffer reads form 1. Use the version of Coffer that " +
      'wrote it, or run cdktf synth with this one.',
  ],
  [
    'a form that is none',
    '{"manifest": "CANARY-1"}',
    "'m.json' is of a form that is no whole number, and this version of Coffer reads form 1. Use the " +
      'version of Coffer that wrote it, or run cdktf synth with this one.',
  ],
  [
    'a missing member',
    changed((m) => delete m.stacks[0].secrets[0].service),
    "'m.json': stacks[0].secrets[0].service is missing, and has to be a text. Run cdktf synth, which writes it.",
  ],
  [
    'a member of another kind, whose text is kept out of the message',
    changed((m) => (m.stacks[0].secrets[0].promisedAgeDays = 'CANARY-2')),
    "'m.json': stacks[0].secrets[0].promisedAgeDays is a text, and has to be a whole number from 1. Run cdktf synth, which writes it.",
  ],
  [
    'an account that is none',
    changed((m) => (m.stacks[0].account = '12')),
    "'m.json': stacks[0].account is a text, and has to be the 12 digits of an account. Run cdktf synth, which writes it.",
  ],
  [
    'an unknown system of record',
    changed((m) => (m.stacks[0].imported[0].systemOfRecord = 'paper')),
    "'m.json': stacks[0].imported[0].systemOfRecord is a text, and has to be one of parameter-store, " +
      'master-key-bucket, kubernetes, one-password. Run cdktf synth, which writes it.',
  ],
  [
    'a secret twice',
    changed((m) => m.stacks[0].secrets.push(m.stacks[0].secrets[0])),
    "'m.json': path of stacks[0].secrets[1] is there twice. Run cdktf synth, which writes it.",
  ],
  [
    'a stack twice',
    changed((m) => m.stacks.push({ ...m.stacks[0], vaults: [], secrets: [] })),
    "'m.json': name of stacks[1] is there twice. Run cdktf synth, which writes it.",
  ],
  ...(
    [
      ['a key that AWS keeps for a service', (m) => (m.stacks[0].vaults[0].keyAlias = 'alias/aws/ssm'), 'vaults[0].keyAlias'],
      [
        'a vault whose functions would be those of another account',
        (m) => (m.stacks[0].vaults[0].name = 'arn:aws:lambda:eu-west-1:666666666666:function:CANARY'),
        'vaults[0].name',
      ],
      ['a stage of two lines', (m) => (m.stacks[0].vaults[0].stage = 'dev\nCANARY'), 'vaults[0].stage'],
      [
        'a variable that would be two lines of a file',
        (m) => (m.stacks[0].secrets[0].environmentName = 'A=1\nCANARY'),
        'secrets[0].environmentName',
      ],
      ['a class that would be two lines of a file', (m) => (m.stacks[0].secrets[0].type = 'A\nCANARY=exec(id)'), 'secrets[0].type'],
      [
        'a parameter of another account',
        (m) => (m.stacks[0].secrets[0].name = 'arn:aws:ssm:eu-west-1:666666666666:parameter/api/CANARY'),
        'secrets[0].name',
      ],
      ['a version of a parameter', (m) => (m.stacks[0].imported[0].name = '/web/key:CANARY'), 'imported[0].name'],
    ] as [string, (m: any) => void, string][]
  ).map(([what, change, at]): [string, string, RegExp] => [
    what,
    changed(change),
    new RegExp(`^'m\\.json': stacks\\[0\\]\\.${escaped(at)} is [^C]*Run cdktf synth`),
  ]),
])('%s is refused', (_what, text, message) => {
  if (typeof message === 'string') expect(refusalOf(text)).toBe(message);
  else expect(refusalOf(text)).toMatch(message);
});

test('members that a newer Coffer may have added are left alone', () => {
  const text = changed((m) => (m.stacks[0].secrets[0].later = { any: 'thing' }));
  expect(parseManifest(text).stacks[0]!.secrets[0]).toHaveProperty('later');
});

test('whatever the JSON Schema refuses is refused, and nothing of it is quoted', () => {
  const places = placesIn(MANIFEST).filter((at) => at.length > 0);
  const strange = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, true, 0, -1, 1.5, '', [], {}, [null], { CANARY: 'CANARY-3' }),
    fc.string().map((text) => `CANARY-${text}`),
  );
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...places), strange, (at, value) => {
      const broken = put(MANIFEST, at, value);
      // The schema is of this version alone, and so refuses members that it does not know.
      const faults = faultsOf(broken).filter((fault) => !fault.includes('additional properties'));
      if (faults.length === 0) return;
      refused++;
      expect(refusalOf(JSON.stringify(broken))).not.toContain('CANARY');
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(500);
});
