import { optionsOf } from '../../tools/options';

const USAGE = 'npm run it -- [--keep]';
const options = { keep: { type: 'boolean' } } as const;

test('an option that a tool has is read', () => {
  expect(optionsOf(USAGE, { args: ['--keep'], options })).toEqual({ keep: true });
});

test.each([
  ['a misspelt option', ['--kep'], /^Unknown option '--kep'\.\n\nnpm run it -- \[--keep\]$/],
  ['a word that is none', ['keep'], /^Unexpected argument 'keep'\.\n\nnpm run it -- \[--keep\]$/],
])('%s is answered with the usage', (_, args, message) => {
  expect(() => optionsOf(USAGE, { args, options })).toThrow(message);
});
