import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runCommand, ToolError } from '../terraform/terraform';

const ROOT = resolve(__dirname, '..', '..');

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

/** Generates the sources of the package in every language, each in a folder of its name. @throws ToolError if that fails */
export async function generatePackages(output: string): Promise<void> {
  const args = ['jsii-pacmak', '--code-only', '--no-npmignore', '--outdir', output];
  const { code, output: said } = await runCommand('npx', args, { cwd: ROOT, env: process.env, timeoutMs: 300_000 });
  if (code !== 0) throw new ToolError(`jsii-pacmak could not generate the package for other languages:\n${said}`);
}

function read(file: string): string {
  try {
    return readFileSync(resolve(ROOT, file), 'utf8');
  } catch {
    throw new ToolError(`${file} is missing: run npx projen compile.`);
  }
}
