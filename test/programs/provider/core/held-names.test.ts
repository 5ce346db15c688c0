import { HeldNames } from '../../../../src/programs/provider/core/held-names';
import { withoutPlanOnly } from '../../../../src/programs/provider/core/resource';

const NAME = '/api/key';

test('a plan hands the name on to the create of a replacement, and nothing of that is kept with a state', () => {
  const names = new HeldNames();
  const handedOn = names.plan(NAME, 'stays', { etag: 'kept' });
  expect(() => names.planCreate(NAME, handedOn)).toThrow('cannot be replaced under the same name');
  expect(Object.keys(handedOn)).toHaveLength(2);
  expect(withoutPlanOnly(handedOn)).toEqual({ etag: 'kept' });
});

test('what an update has written is not deleted under another address in the same run', () => {
  const names = new HeldNames();
  names.hold(NAME, false);
  expect(names.isTaken(NAME)).toBe(false);
  names.keep(NAME);
  expect(names.isTaken(NAME)).toBe(true);
});
