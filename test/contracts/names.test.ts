import * as fc from 'fast-check';
import { environmentName, keyFault, nameFault, parameterName, serviceFault, splitParameterName } from '../../src/contracts/names';

// Chamber's own rules, from its source: the reference that ours are held to.
const CHAMBER_KEY = /^[\w\-.]+$/;
const CHAMBER_SERVICE = /^[\w\-.]+(\/[\w\-.]+)*$/;
const READABLE_VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 20 });
const nearlyNames = letters('abzAZ09_-./ $é');
const goodKeys = letters('abcz09_-').filter((key) => keyFault(key) === undefined);
const goodServices = fc
  .array(letters('abcz09_-.'), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'))
  .filter((service) => serviceFault(service) === undefined);

describe('a key', () => {
  test('that is accepted is one that chamber reads unchanged and a program can read', () => {
    fc.assert(
      fc.property(nearlyNames, (key) => {
        if (keyFault(key)) return;
        expect(key).toMatch(CHAMBER_KEY);
        expect(key).toBe(key.toLowerCase());
        expect(environmentName(key)).toMatch(READABLE_VARIABLE);
      }),
    );
  });

  test('that chamber reads unchanged and a program can read is accepted', () => {
    fc.assert(
      fc.property(nearlyNames, (key) => {
        const good = CHAMBER_KEY.test(key) && key === key.toLowerCase() && READABLE_VARIABLE.test(key.toUpperCase().replace(/-/g, '_'));
        expect(keyFault(key) === undefined).toBe(good);
      }),
    );
  });

  test('becomes one environment variable with every spelling of its dashes', () => {
    fc.assert(
      fc.property(goodKeys, (key) => {
        expect(environmentName(key.replace(/-/g, '_'))).toBe(environmentName(key));
      }),
    );
  });
});

describe('a service', () => {
  test('that is accepted is one that chamber reads unchanged, and nobody else has', () => {
    fc.assert(
      fc.property(nearlyNames, (service) => {
        if (serviceFault(service)) return;
        expect(service).toMatch(CHAMBER_SERVICE);
        expect(service).toBe(service.toLowerCase());
        expect(service).not.toMatch(/^(aws|ssm|_chamber$|_coffer$)/);
      }),
    );
  });

  test.each(['_chamber', '_coffer', '_coffer/pending', 'aws', 'awsome', 'ssm/x'])("is not %s, which is somebody else's", (service) => {
    expect(serviceFault(service)).toBeDefined();
  });

  test.each(['api', 'shop/api', 'a.b-c_d', '1', 'not-aws'])('may be %s', (service) => {
    expect(serviceFault(service)).toBeUndefined();
  });
});

describe('advice on a name', () => {
  const suggestion = (remedy: string) => /'([^']+)'/.exec(remedy)?.[1];

  test('for a key is a key that is accepted', () => {
    fc.assert(
      fc.property(nearlyNames, (key) => {
        const better = suggestion(keyFault(key)?.remedy ?? '');
        if (better !== undefined) expect(keyFault(better)).toBeUndefined();
      }),
    );
  });

  test.each([
    ['Db.Pass', "Write 'db_pass'."],
    ['2FA', "Write '_2fa'."],
    ['_X', "Write '_x'."],
    [' x ', "Write 'x'."],
    ['$', 'Choose a key of lowercase letters, digits and underscores.'],
  ])('for the key %j is: %s', (key, remedy) => {
    expect(keyFault(key)!.remedy).toBe(remedy);
  });

  test.each([
    ['AWS', "Write 'app-aws'."],
    ['_CHAMBER', "Write 'chamber'."],
    ['/Api//Web/', "Write 'api/web'."],
    ['ssm!', "Write 'app-ssm'."],
    ['é', 'Choose a service of lowercase letters, digits and underscores.'],
  ])('for the service %j is: %s', (service, remedy) => {
    expect(serviceFault(service)!.remedy).toBe(remedy);
  });

  test('for a service is a service that is accepted', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyNames, letters('awsm_chber/ A')), (service) => {
        const better = suggestion(serviceFault(service)?.remedy ?? '');
        if (better !== undefined) expect(serviceFault(better)).toBeUndefined();
      }),
    );
  });
});

describe('a parameter', () => {
  test('is taken apart into the service and the key that it was put together from', () => {
    fc.assert(
      fc.property(goodServices, goodKeys, (service, key) => {
        fc.pre(nameFault({ service, key }) === undefined);
        expect(splitParameterName(parameterName(service, key))).toEqual({ service, key });
      }),
    );
  });

  test('has at most 1,011 characters with the longest ARN before it, and 15 levels', () => {
    const service = (levels: number) => Array.from({ length: levels }, () => 'x').join('/');
    const longest = 1011 - 'arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter'.length;
    const longName = (characters: number) => 'a'.repeat(characters - '//key'.length);
    expect(nameFault({ service: longName(longest), key: 'key' })).toBeUndefined();
    expect(nameFault({ service: longName(longest + 1), key: 'key' })).toEqual({
      problem: `name '/${'a'.repeat(39)}…' has 957 characters, Parameter Store takes 956 beside the rest of the ARN`,
      remedy: 'Shorten it.',
    });
    expect(nameFault({ service: service(14), key: 'key' })).toBeUndefined();
    expect(nameFault({ service: service(15), key: 'key' })).toEqual({
      problem: `name '/${service(15)}/key' has 16 levels, Parameter Store takes 15`,
      remedy: 'Use fewer levels.',
    });
  });

  test('of no service is no secret', () => {
    expect(splitParameterName('/key')).toBeUndefined();
    expect(splitParameterName('key')).toBeUndefined();
  });

  test('is not made from a name that chamber could not read', () => {
    expect(() => parameterName('api', 'a b')).toThrow(
      "'api/a b': key 'a b' is not a name chamber can read (letters, digits, '_', '-'). Write 'a_b'.",
    );
  });
});
