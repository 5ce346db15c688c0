import { DEFERRED_MODULES, DeferredModules, pack, type Section } from '../../../../src/programs/provider/plugin/deferred-modules';

/** A section as the executable has it: a function with nothing in it but a comment. */
function section(program: string): Section {
  return new Function(pack(program)) as Section; // eslint-disable-line @typescript-eslint/no-implied-eval
}

/** What a program says first, so that the object which evaluates it knows. */
const noted = (name: string) => `(require(${JSON.stringify(DEFERRED_MODULES)}).evaluated ??= []).push("${name}");`;

const modules = new DeferredModules(
  {
    first: section(
      'module.exports = { a: () => ({ buffer: Buffer.alloc(1), text: "*/ is in here, and so is é" }), fail: ' +
        '() => { throw new TypeError("CANARY"); } };',
    ),
    second: section(`const shared = {}; module.exports = {
    shared: () => shared, path: () => require("node:path"), first: () => require(${JSON.stringify(DEFERRED_MODULES)}).load("first", "a"),
  };`),
  },
  'provider',
);

test('a section is evaluated when the first of its modules is asked for, and once', () => {
  const lazy = new DeferredModules(
    { only: section(`${noted('only')} module.exports = { a: () => 1, b: () => 2 };`), other: section(noted('other')) },
    'provider',
  );
  expect(lazy).not.toHaveProperty('evaluated');
  expect([lazy.load('only', 'a'), lazy.load('only', 'b'), lazy.load('only', 'a')]).toEqual([1, 2, 1]);
  expect(lazy).toHaveProperty('evaluated', ['only']);
});

test("a module comes out as it was packed, and is made of this program's own classes", () => {
  const { buffer, text } = modules.load('first', 'a') as { buffer: Buffer; text: string };
  expect(buffer).toBeInstanceOf(Buffer);
  expect(text).toBe('*/ is in here, and so is é');
});

test('a module is the same object each time', () => {
  expect(modules.load('second', 'shared')).toBe(modules.load('second', 'shared'));
});

test('a section requires what Node.js has, and modules of other sections', () => {
  expect(modules.load('second', 'path')).toBe(jest.requireActual('node:path'));
  expect(modules.load('second', 'first')).toMatchObject({ text: expect.stringContaining('in here') as string });
});

test('a stack trace names the section and the place in it', () => {
  let stack = '';
  try {
    modules.load('first', 'fail');
  } catch (error) {
    stack = (error as Error).stack!;
  }
  expect(stack).toMatch(/^TypeError: CANARY\n +at .*provider\/first\.js:1:\d+/);
});

test.each([
  ['nothing', 'a', 'provider has no section nothing'],
  ['first', 'nothing', 'provider has no module nothing in its section first'],
  ['toString', 'a', 'provider has no section toString'],
])('there is no module %s/%s', (name, module, message) => expect(() => modules.load(name, module)).toThrow(message));
