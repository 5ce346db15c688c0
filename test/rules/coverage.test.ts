import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Construct } from 'constructs';
import * as coffer from '../../src';

const RULES = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9'] as const;
type Rule = (typeof RULES)[number];

/** Where the tests of a type are: a whole file, or the block of that name in it. */
interface Place {
  readonly file: string;
  readonly block?: string;
}

const PLACES: { readonly [type: string]: readonly Place[] } = {
  ApplicationSecret: [{ file: 'test/rules/application-secret.rules.test.ts' }],
  BootstrapSecret: [{ file: 'test/rules/bootstrap-secret.rules.test.ts' }],
  MasterKey: [{ file: 'test/rules/master-keys.rules.test.ts', block: 'MasterKey' }],
  CertificateAuthority: [{ file: 'test/rules/master-keys.rules.test.ts', block: 'CertificateAuthority' }],
  TlsCertificate: [{ file: 'test/rules/tls.rules.test.ts', block: 'TlsCertificate' }],
  SshKeyPair: [{ file: 'test/rules/tls.rules.test.ts', block: 'SshKeyPair' }],
  AwsCredentials: [{ file: 'test/rules/aws-credentials.rules.test.ts' }],
  OrganizationalSecret: [
    { file: 'test/types/organizational/one-password-vault.test.ts' },
    { file: 'test/types/organizational/organizational-secret.test.ts' },
    { file: 'test/iam/matrix/organizational-secret.test.ts' },
  ],
};

/** Which rule says nothing about a type, or cannot be kept for it, and why. */
const EXCEPTIONS: readonly (readonly [type: string, rule: Rule, why: string])[] = [
  ['MasterKey', 'R7', 'Chamber knows Parameter Store, and master keys are in the bucket.'],
  ['CertificateAuthority', 'R7', 'Chamber knows Parameter Store, and keys of authorities are in the bucket.'],
  [
    'OrganizationalSecret',
    'R2',
    "1Password's provider reads the whole item in every refresh. What it reads is kept out of the state by write-only arguments (R1).",
  ],
  ['OrganizationalSecret', 'R4', 'It belongs to no stage, and who reads it is up to the members of its vault in 1Password.'],
  [
    'OrganizationalSecret',
    'R5',
    "1Password's provider makes each item by one call, which it cannot tell from a call that was lost: " +
      'a create that was cut off may leave a second item behind.',
  ],
  ['OrganizationalSecret', 'R7', 'Chamber does not know 1Password, and synth refuses a secret that is in both.'],
];

/** Types that hold nothing themselves: those that declare others, or that are gone when the run ends. */
const NO_RECORD = ['AdoptedPath', 'EphemeralSecret'];

function source({ file, block }: Place): string {
  const text = readFileSync(path.join(__dirname, '..', '..', file), 'utf8');
  if (block === undefined) return text;
  const [, own] = text.split(`\ndescribe('${block}', `);
  if (own === undefined) throw new Error(`${file} has no block '${block}'`);
  return own.split('\ndescribe(')[0]!;
}

/** The rules that a type's tests begin with. */
function tested(type: string): Set<string> {
  return new Set(
    PLACES[type]!.flatMap((place) => [...source(place).matchAll(/\btest(?:\.each\([^\n]*\))?\(\s*'(R\d): \w/g)].map(([, rule]) => rule!)),
  );
}

describe.each(Object.keys(PLACES))('%s', (type) => {
  const exceptions = EXCEPTIONS.filter(([of]) => of === type).map(([, rule]) => rule);

  test.each(RULES.filter((rule) => !exceptions.includes(rule)))('has a test of %s by its name', (rule) => {
    expect([...tested(type)]).toContain(rule);
  });

  test('has no test of what is an exception', () => {
    expect(exceptions.filter((rule) => tested(type).has(rule))).toEqual([]);
  });
});

test('exceptions have a reason', () => {
  expect(EXCEPTIONS.filter(([type, , why]) => !(type in PLACES) || why.length < 30)).toEqual([]);
});

test('every type of secret is here', () => {
  const face = readFileSync(path.join(__dirname, '..', '..', 'src', 'index.ts'), 'utf8');
  const names = [...face.matchAll(/export \{([^}]*)\} from '\.\/types\//g)]
    .flatMap(([, list]) => list!.split(',').map((each) => each.trim()))
    .filter((name) => /^[A-Z]\w+$/.test(name));
  const constructs = names.filter(
    (name) => (coffer as unknown as { [name: string]: { prototype: unknown } })[name]!.prototype instanceof Construct,
  );
  expect(constructs.filter((name) => !NO_RECORD.includes(name)).sort()).toEqual(Object.keys(PLACES).sort());
});
