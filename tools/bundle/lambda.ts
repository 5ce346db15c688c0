import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { archive } from '../package/archive';

/** A function's zip, as the constructs deploy it. */
export interface BuiltFunction {
  /** Base64 SHA-256 of the zip, as Lambda gives it (Lambda: CodeSha256). */
  readonly sha256: string;
  readonly bytes: number;
}

export interface FunctionOptions {
  readonly entryPoint: string;
  /** Folder and name of the zip. */
  readonly zipFile: string;
  /** Packages that the runtime has. @default - none */
  readonly external?: readonly string[];
}

/** What CommonJS packages count on, in a module of ECMAScript. */
const COMMON_JS = 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/**
 * Bundles a Lambda function for Node.js 22 into a zip whose index.mjs exports `handler`: the same bytes on every machine.
 * What is imported dynamically is in files of its own, which are read when they are needed: a cold start that uses
 * Parameter Store parses no client of IAM.
 */
export async function bundleFunction({ entryPoint, zipFile, external = [] }: FunctionOptions): Promise<BuiltFunction> {
  const { outputFiles } = await build({
    entryPoints: { index: entryPoint },
    outdir: join(zipFile, '..', 'bundled'),
    bundle: true,
    splitting: true,
    write: false,
    minify: true,
    // Names of errors are what callers tell them apart by.
    keepNames: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // Modules of ECMAScript where packages have them: imported dynamically, they have their names.
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    chunkNames: '[hash]',
    banner: { js: COMMON_JS },
    legalComments: 'none',
    external: [...external],
    logLevel: 'warning',
  });
  const zip = await archive(
    outputFiles.map(({ path, contents }) => ({ name: basename(path), content: Buffer.from(contents), executable: false })),
  );
  mkdirSync(join(zipFile, '..'), { recursive: true });
  writeFileSync(zipFile, zip);
  return { sha256: createHash('sha256').update(zip).digest('base64'), bytes: zip.length };
}

/** Writes down what was built, for the constructs, beside the zips. */
export async function bundleFunctions(
  assets: string,
  functions: Readonly<Record<string, FunctionOptions>>,
  factsFile: string,
): Promise<Record<string, BuiltFunction>> {
  const facts = Object.fromEntries(
    await Promise.all(
      Object.entries(functions).map(
        async ([name, options]) => [name, { file: basename(options.zipFile), ...(await bundleFunction(options)) }] as const,
      ),
    ),
  );
  writeFileSync(join(assets, factsFile), `${JSON.stringify(facts, null, 2)}\n`);
  return facts;
}
