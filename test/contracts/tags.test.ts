import * as fc from 'fast-check';
import * as tags from '../../src/contracts/tags';
import { claimFault } from '../../src/programs/provider/stores/ownership';

describe("tags of Coffer's own", () => {
  test('have the keys that are in AWS already', () => {
    expect(Object.fromEntries(Object.entries(tags).filter(([name]) => name.endsWith('_TAG')))).toEqual({
      CLAIM_TAG: 'coffer:claim',
      REVISION_TAG: 'coffer:revision',
      PUBLIC_KEY_TAG: 'coffer:public-key',
      PUBLIC_KEY_VERSION_TAG: 'coffer:public-key-version',
      REPLICA_TAG: 'coffer:replica-of',
      REPLICA_SOURCE_TAG: 'coffer:replica-source',
    });
  });

  test("are nobody else's, in whatever case, and neither are AWS's", () => {
    const own = Object.entries(tags)
      .filter(([name]) => name.endsWith('_TAG'))
      .map(([, key]) => key as string);
    for (const key of own) expect(tags.reservedTagPrefix(key)).toBe('coffer:');
    expect(['AWS:x', 'aws:x', 'Coffer:x'].map(tags.reservedTagPrefix)).toEqual(['AWS:', 'aws:', 'Coffer:']);
    expect(['aws', 'my-aws:x', 'coffers:x', ''].map(tags.reservedTagPrefix)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

test('a claim that a construct makes is one that the provider takes', () => {
  const path = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 40 }).map((ids) => ids.join('/'));
  fc.assert(
    fc.property(path, path, (stack, below) => {
      expect(claimFault(tags.claimOf(stack, 'dev', `${stack}/${below}`))).toBeUndefined();
    }),
  );
});
