import * as fc from 'fast-check';
import { adoptionFault, isBelow, parseInventory, pathFault, renderInventory } from '../../src/contracts/inventory';

const SECURE = { type: 'SecureString', tier: 'Standard', key: 'alias/acme-prod-chamber' };

test('what is rendered is the same for the same parameters in whatever order, and is read back', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^\/[a-z]{1,8}\/[a-z_]{1,8}$/), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(names, (list) => {
      const content = (order: string[]) => ({
        account: '123456789012',
        region: 'eu-west-1',
        paths: ['/b', '/a'],
        parameters: order.map((name) => ({ name, ...SECURE })),
      });
      const text = renderInventory(content(list));
      expect(renderInventory(content([...list].reverse()))).toBe(text);
      expect(parseInventory(text).parameters.map(({ name }) => name)).toEqual([...list].sort());
      expect(renderInventory(parseInventory(text))).toBe(text);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['', 'is not JSON'],
  ['[]', 'is not an inventory'],
  ['null', 'is not an inventory'],
  ['{"inventory": 2}', 'is an inventory of form 2'],
  ['{"inventory": 1, "region": "eu-west-1"}', 'is not whole'],
  ['{"inventory": 1, "region": "eu-west-1", "paths": [], "parameters": [{"name": "/a/b"}]}', 'parameters[0] lacks its name, type or tier'],
  ['{"inventory": 1, "region": "eu-west-1", "paths": [], "parameters": [null]}', 'parameters[0] lacks'],
  [
    JSON.stringify({
      inventory: 1,
      region: 'r',
      paths: [],
      parameters: [
        { name: '/a/b', ...SECURE },
        { name: '/a/b', ...SECURE },
      ],
    }),
    "has '/a/b' twice",
  ],
])('%s is refused', (text, message) => {
  expect(() => parseInventory(text)).toThrow(message);
});

test('a path is below itself in whole levels only', () => {
  expect([isBelow('/api', '/api/key'), isBelow('/api', '/api/pr-12/key'), isBelow('/api', '/apis/key'), isBelow('/', '/api/key')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test.each([
  ['/', undefined],
  ['/api', undefined],
  ['/api/prod', undefined],
  ['api', "Write '/api'."],
  ['/api//x', "Write '/api/x'."],
  ['', 'Write the path'],
])('the path %j', (path, remedy) => {
  if (remedy === undefined) expect(pathFault(path)).toBeUndefined();
  else expect(pathFault(path)!.remedy).toContain(remedy);
});

test.each([
  ['/api/db_password', 'SecureString', undefined],
  ['/api/host', 'String', 'it is a String, which is not encrypted'],
  ['/api/hosts', 'StringList', 'it is a StringList, which is not encrypted'],
  ['/api/DbPassword', 'SecureString', 'has capital letters'],
  ['/api/db.password', 'SecureString', 'no program can read'],
  ['/_chamber/store-config', 'SecureString', 'is reserved'],
  ['/lonely', 'SecureString', 'it has no service'],
  ['lonely', 'SecureString', 'it has no service'],
])('%s of type %s: %s', (name, type, problem) => {
  const fault = adoptionFault({ name, type });
  if (problem === undefined) expect(fault).toBeUndefined();
  else expect(fault!.problem).toContain(problem);
});
