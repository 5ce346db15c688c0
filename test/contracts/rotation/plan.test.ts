import * as fc from 'fast-check';
import { ParameterTier } from '../../../src/contracts/parameter-tier';
import { RotationFormError } from '../../../src/contracts/rotation/members';
import { parsePlan } from '../../../src/contracts/rotation/plan';
import {
  isStrategyName,
  readSettings,
  STRATEGY_NAMES,
  type StrategyName,
  type StrategySettings,
} from '../../../src/contracts/rotation/strategies';

const SECRET = '/api/jwt_key';
const HEAD = { secret: SECRET, keyId: 'alias/acme' };
const PLAN = { ...HEAD, strategy: 'random', settings: {} };

const DATABASE = { host: 'db', port: 1, database: 'app', username: 'api', hostMask: '%', admin: '/a/b', ca: 'PEM', caParameter: '/a/ca' };

/** A plan of each strategy that says all that can be said. */
const FULL: { readonly [name in StrategyName]: Required<StrategySettings[name]> } = JSON.parse(
  JSON.stringify({
    random: { format: 'hex', length: 20, lower: true, upper: false, digits: true, symbols: true, excludeCharacters: '!' },
    postgresql: { ...DATABASE, users: 'alternating', form: 'url', password: { length: 12 } },
    mysql: { ...DATABASE, users: 'single', form: 'json', password: {} },
    'iam-access-key': { user: 'ci', graceDays: 3, format: 'json' },
    certificate: {
      keyParameter: '/a/key',
      authority: { bucket: 'b', key: 'k' },
      authorityCertificate: 'PEM',
      subject: { common_name: 'api' },
      dnsNames: ['a'],
      ipAddresses: ['::1'],
      uris: ['spiffe://a'],
      uses: ['client_auth'],
      validityDays: 5,
    },
    'ssh-key': { algorithm: 'RSA', rsaBits: 2048, curve: 'P521', authorizedKeys: '/a/keys', graceDays: 4, comment: 'deploy' },
    lambda: { functionArn: 'arn' },
    reminder: {},
  }),
) as never;

function read(strategy: string, settings: unknown, more: object = {}): object {
  const plan = parsePlan(SECRET, JSON.stringify({ ...HEAD, strategy, settings, ...more }));
  if (!isStrategyName(plan.strategy)) throw new Error(`there is no strategy ${plan.strategy}`);
  return readSettings(plan.strategy, plan.settings, plan);
}

function refusal(run: () => unknown): Error | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

const members = STRATEGY_NAMES.flatMap((strategy) => Object.keys(FULL[strategy]).map((member) => [strategy, member] as const));
// No text of these is one that a member may have, and a list or an object of them is of no use either.
const canary = fc.string({ maxLength: 5 }).map((end) => `CANARY-${end}`);
const anything = fc.oneof(
  canary,
  fc.double(),
  fc.boolean(),
  fc.constant(''),
  fc.array(canary),
  fc.dictionary(canary, fc.oneof(canary, fc.integer())),
  fc.array(fc.constant(null), { minLength: 1 }),
);

describe('what a strategy is told', () => {
  test.each(STRATEGY_NAMES)('is read as it was written, of %s', (strategy) => {
    expect(read(strategy, FULL[strategy])).toMatchObject(FULL[strategy]);
  });

  test('is taken or refused, and what refuses it names the secret and the member and quotes nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...members), anything, ([strategy, member], value) => {
        const error = refusal(() => read(strategy, { ...FULL[strategy], [member]: value }));
        if (!error) return;
        expect(error).toBeInstanceOf(RotationFormError);
        const words = `^In the rotation plan of ${SECRET}, settings\\.${member}\\S* is .+, and has to be .+\\. Deploy the stack again`;
        expect(error.message).toMatch(new RegExp(words));
        expect(error.message).not.toContain('CANARY');
      }),
      { numRuns: 1000 },
    );
  });

  test.each(members)('is refused where a list stands for one thing, or one thing for a list: %s, %s', (strategy, member) => {
    const of = FULL[strategy] as Readonly<Record<string, unknown>>;
    const error = refusal(() => read(strategy, { ...of, [member]: Array.isArray(of[member]) ? 'CANARY' : ['CANARY'] }));
    expect(error?.message).toContain(`settings.${member} is ${Array.isArray(of[member]) ? 'a text' : 'a list'}, and has to be`);
  });

  test('may have null for whatever may be left out, as Terraform writes it where an expression has no value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...members), ([strategy, member]) => {
        const { [member]: _left, ...without } = FULL[strategy] as Readonly<Record<string, unknown>>;
        const [left, none] = [() => read(strategy, without), () => read(strategy, { ...without, [member]: null })];
        const error = refusal(left);
        if (error) expect(refusal(none)?.message).toBe(error.message);
        else expect(none()).toEqual(left());
      }),
      { numRuns: 200 },
    );
  });

  test('may say more, which a later version understands', () => {
    expect(read('lambda', { functionArn: 'arn', later: true })).toEqual({ functionArn: 'arn' });
  });

  test.each<[StrategyName, object, string]>([
    ['random', { length: '24' }, 'settings.length is a text, and has to be a number.'],
    ['random', { format: 'CANARY' }, 'settings.format is another text, and has to be password or hex or base64 or uuid.'],
    ['random', { format: 7 }, 'settings.format is a number, and has to be password or hex or base64 or uuid.'],
    ['iam-access-key', {}, 'settings.user is missing, and has to be a text.'],
    ['iam-access-key', { user: '' }, 'settings.user is an empty text, and has to be a text.'],
    ['mysql', { host: 'db', username: 'api', password: { lower: 1 } }, 'settings.password.lower is a number, and has to be true or false.'],
    ['certificate', { keyParameter: 'k', authority: { bucket: 'b' } }, 'settings.authority.key is missing, and has to be a text.'],
    [
      'certificate',
      { keyParameter: 'k', authority: { parameter: 'p' }, authorityCertificate: 'PEM', dnsNames: ['a', {}] },
      'settings.dnsNames[1] is an object, and has to be a text.',
    ],
  ])('is refused in plain words: %s, %j', (strategy, settings, words) => {
    const remedy = 'Deploy the stack again with a matching version of cdktf-coffer.';
    expect(refusal(() => read(strategy, settings))?.message).toBe(`In the rotation plan of ${SECRET}, ${words} ${remedy}`);
  });
});

describe('a plan', () => {
  const parse = (plan: unknown) => parsePlan(SECRET, JSON.stringify(plan));

  test('is of the standard tier, promises nothing and is not paused where it does not say so', () => {
    expect(parse(PLAN)).toMatchObject({ tier: ParameterTier.STANDARD, everyDays: undefined, paused: false });
  });

  test('is read before its strategy is known to be there', () => {
    expect(parse({ ...HEAD, strategy: 'of a later version', settings: { any: 'thing' } }).strategy).toBe('of a later version');
    expect(['of a later version', 'constructor', 'toString', '__proto__'].filter(isStrategyName)).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['of another secret', { ...PLAN, secret: '/api/CANARY' }, 'is that of another secret. Deploy the stack again.'],
    ['that is a list', [], `The rotation plan of ${SECRET} is not a JSON object. Deploy the stack again.`],
    ['that is null', null, `The rotation plan of ${SECRET} is not a JSON object. Deploy the stack again.`],
    ['without settings', { ...PLAN, settings: undefined }, 'settings is missing, and has to be an object.'],
    ['of no tier', { ...PLAN, tier: 'CANARY' }, 'tier is another text, and has to be Standard or Advanced or Intelligent-Tiering.'],
    ['without a key', { ...PLAN, keyId: undefined }, 'keyId is missing'],
  ])('%s is refused', (_what, plan, message) => {
    expect(() => parse(plan)).toThrow(message);
    expect(() => parse(plan)).toThrow(new RegExp(`he rotation plan of ${SECRET}\\b`));
    expect(() => parse(plan)).toThrow(RotationFormError);
  });

  test('of any members is read or refused, and nothing of them is quoted', () => {
    const names = fc.constantFrom('secret', 'keyId', 'tier', 'strategy', 'settings', 'everyDays', 'paused');
    fc.assert(
      fc.property(fc.dictionary(names, anything), (changed) => {
        const error = refusal(() => parse({ ...PLAN, ...changed }));
        if (!error) return;
        expect(error).toBeInstanceOf(RotationFormError);
        expect(error.message).toContain(SECRET);
        expect(error.message).not.toContain('CANARY');
      }),
    );
  });

  test('that is no JSON is refused, and not quoted', () => {
    const refused = new RotationFormError(`The rotation plan of ${SECRET} is not JSON. Deploy the stack again.`);
    expect(() => parsePlan(SECRET, 'CANARY')).toThrow(refused);
  });
});
