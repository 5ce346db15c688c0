import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { DeferredSections } from '../../../tools/bundle/deferred-sections';

const OPTIONS: BuildOptions = {
  bundle: true,
  minifyWhitespace: true,
  minifySyntax: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  supported: { 'dynamic-import': false },
  logLevel: 'silent',
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-sections-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PACKAGES = {
  'node_modules/@sdk/core/index.js': 'class Canary extends Error {} console.log("core"); module.exports = { Canary };',
  'node_modules/@sdk/client/index.js':
    'const { Canary } = require("@sdk/core"); console.log("client"); module.exports = { fail() { throw new Canary("from the client"); } };',
  'node_modules/other/index.js': 'console.log("other"); exports.other = "other";',
};

/** Builds a program of these files, and gives its text and what it prints. */
async function run(files: Record<string, string>): Promise<{ text: string; printed: string[]; inputs: string[] }> {
  for (const [path, text] of Object.entries({ ...PACKAGES, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const sections = new DeferredSections({ title: 'program', sources: 'provider', root: folder, packages: { sdk: /^@sdk\// } });
  // Packages are found from the folder of the program: in the project, that is the same as the builder's own.
  const { text, inputs } = await sections.build(
    { entryPoints: [join(folder, 'main.ts')] },
    { ...OPTIONS, nodePaths: [join(folder, 'node_modules')] },
  );
  writeFileSync(join(folder, 'program.js'), text);
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'program.js')], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return { text, printed: stdout.trim().split('\n'), inputs };
}

test("what is imported dynamically is not in the program's text, and is there when it is used", async () => {
  const { text, printed, inputs } = await run({
    'main.ts': 'console.log("main"); import("./answers/source").then(({ source }) => source()).catch((error) => console.log(error.stack));',
    'answers/source.ts':
      'export async function source() { console.log("source"); const { other } = await import("other"); console.log(`got ${other}`); }',
  });
  expect(printed).toEqual(['main', 'source', 'other', 'got other']);
  expect(text).not.toMatch(/"source"|"other";/);
  expect(inputs.filter((path) => path.endsWith('source.ts'))).toEqual(['deferred:answers/source.ts']);
});

test('a package that two sections of code import is one package', async () => {
  const { printed } = await run({
    'main.ts': `import("./source").then(async ({ fails }) => {
      const { Canary } = await import("@sdk/core");
      try { await fails(); } catch (error) { console.log(error instanceof Canary, error.stack.split("\\n")[1]); }
    });`,
    'source.ts': 'export async function fails() { (await import("@sdk/client")).fail(); }',
  });
  expect(printed.slice(0, 2)).toEqual(['core', 'client']);
  expect(printed[2]).toMatch(/^true +at .*fail.* \(program\/sdk\.js:\d+:\d+\)$/);
});

test('a static import that would load a section at the start is refused', async () => {
  await expect(run({ 'main.ts': 'import "./source";', 'source.ts': 'import { fail } from "@sdk/client"; fail();' })).rejects.toThrow(
    /source\.ts imports @sdk\/client statically, which would load the section 'sdk' in every start of the provider\. Write await import\('@sdk\/client'\)/,
  );
});
