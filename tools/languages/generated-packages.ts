import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { madeOnce } from './made-once';
import { runCommand, ToolError } from '../terraform/terraform';

const ROOT = resolve(__dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'coffer', 'packages');

/** The languages that the package is generated for, beside TypeScript. */
export const LANGUAGES = ['python', 'java', 'dotnet', 'go'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A type of the public face, as the compiled library describes it. */
export interface PublicType {
  /** Its name, behind that of its namespace if it is in one. */
  readonly name: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly methods: readonly string[];
}

/** The public types of the compiled library. @throws ToolError if it was not compiled */
export function publicTypes(): PublicType[] {
  interface Described {
    readonly fqn: string;
    readonly kind: PublicType['kind'];
    readonly methods?: readonly { readonly name: string }[];
  }
  const { name, types } = JSON.parse(read('.jsii')) as { name: string; types: Record<string, Described> };
  return Object.values(types).map(({ fqn, kind, methods = [] }) => ({
    name: fqn.slice(name.length + 1),
    kind,
    methods: methods.map((method) => method.name),
  }));
}

/**
 * Generates the sources of the package in every language, each in a folder of its name, and says which folder they are in.
 * They are generated again only if the library, or what goes into the package with it, has changed.
 *
 * @throws ToolError if that fails
 */
export async function generatePackages(): Promise<string> {
  const kept = join(CACHE, fingerprint());
  await madeOnce(kept, async (draft) => {
    const args = ['jsii-pacmak', '--code-only', '--no-npmignore', '--outdir', draft];
    const { code, output: said } = await runCommand('npx', args, { cwd: ROOT, env: process.env, timeoutMs: 300_000 });
    if (code !== 0) throw new ToolError(`jsii-pacmak could not generate the package for other languages:\n${said}`);
    const current = [kept, `${kept}.lock`, draft];
    for (const other of readdirSync(CACHE)) if (!current.includes(join(CACHE, other))) rmSync(join(CACHE, other), { recursive: true });
  });
  return kept;
}

/** Of .jsii, which has the public API and a fingerprint of its own, and of all that the package carries. */
function fingerprint(): string {
  const hash = createHash('sha256').update(read('.jsii')).update(read('package.json'));
  for (const folder of ['lib', 'assets']) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).sort((a, b) =>
      pathOf(a) < pathOf(b) ? -1 : 1,
    )) {
      if (file.isFile()) hash.update(pathOf(file)).update(readFileSync(pathOf(file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function pathOf(file: { readonly parentPath: string; readonly name: string }): string {
  return join(file.parentPath, file.name);
}

function read(file: string): string {
  try {
    return readFileSync(resolve(ROOT, file), 'utf8');
  } catch {
    throw new ToolError(`${file} is missing: run npx projen compile.`);
  }
}
