import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { Figures } from './figures';
import { alternate, Sample, Subject } from './statistics';
import { bundleFunction } from '../bundle/lambda';
import { LocalAws } from '../local-aws/local-aws';
import { findPython } from '../local-aws/python';

const LIMIT_MS = 60_000;

export interface RotatorStartOptions {
  readonly root: string;
  readonly rounds: number;
  readonly scratch: string;
  readonly local: LocalAws;
}

type Name = 'bundled' | 'databases' | 'runtime' | 'python' | 'node';

/**
 * Time from the start of a process until the rotator's module is loaded, and until its first request to Parameter Store is
 * answered: what a cold start adds to Lambda's own. As it is deployed, with its AWS clients in the bundle; with those of
 * the runtime in their place; beside the same first steps in Python with boto3, which AWS's samples are written in; and a
 * Node.js that does nothing.
 */
export async function benchRotatorStart(options: RotatorStartOptions, figures: Figures, progress: (line: string) => void): Promise<void> {
  const { root, rounds, scratch, local } = options;
  progress(`rotator: ${rounds} cold starts of each …`);
  const assets = join(root, 'assets');
  const bundled = unpack(join(assets, 'rotator.zip'), join(scratch, 'bundled'));
  const databases = unpack(join(assets, 'rotator-with-databases.zip'), join(scratch, 'databases'));
  const zipFile = join(scratch, 'runtime.zip');
  await bundleFunction({ entryPoint: join(root, 'src', 'programs', 'rotator', 'main.ts'), zipFile, external: ['@aws-sdk/*', '@smithy/*'] });
  const runtime = unpack(zipFile, join(scratch, 'runtime'));
  symlinkSync(join(root, 'node_modules'), join(runtime, 'node_modules'));
  const env = {
    ...process.env,
    ...local.environment,
    COFFER_VAULT: 'bench',
    COFFER_SCHEDULES: 'bench',
    NODE_OPTIONS: undefined,
    NODE_EXTRA_CA_CERTS: undefined,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const runner = join(scratch, 'start.js');
  writeFileSync(
    runner,
    `
    import(process.argv[2]).then(({ handler }) => {
    console.log('loaded');
    const silent = process.stdout.write;
    process.stdout.write = () => true;
    handler({ rotate: '/bench/none' }, { awsRequestId: 'bench', getRemainingTimeInMillis: () => 30000 }).catch((error) => {
      process.stdout.write = silent;
      if (error.name !== 'NotPlanned') throw error;
      console.log('answered');
      process.exit(0);
    });
    });`,
  );
  const python = await findPython({});
  const subjects: Subject<Name, 'loaded' | 'answered'>[] = [
    { name: 'bundled', measure: () => started(process.execPath, [runner, join(bundled, 'index.mjs')], env) },
    { name: 'databases', measure: () => started(process.execPath, [runner, join(databases, 'index.mjs')], env) },
    { name: 'runtime', measure: () => started(process.execPath, [runner, join(runtime, 'index.mjs')], env) },
    { name: 'python', measure: () => started(python, [join(__dirname, 'rotator_baseline.py'), '/bench/none'], env) },
    { name: 'node', measure: () => started(process.execPath, ['-e', 'console.log("loaded"); console.log("answered")'], env) },
  ];
  for (const { measure } of subjects) await measure();
  const medians = await alternate(rounds, subjects);
  for (const { name } of subjects) {
    figures.set(`rotator.${name}.loaded_ms`, medians[name].loaded);
    figures.set(`rotator.${name}.answered_ms`, medians[name].answered);
  }
  figures.set('rotator.zip.mb', statSync(join(assets, 'rotator.zip')).size / 1e6);
  figures.set('rotator.zip_with_databases.mb', statSync(join(assets, 'rotator-with-databases.zip')).size / 1e6);
}

function unpack(zipFile: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(unzipSync(readFileSync(zipFile)))) writeFileSync(join(folder, name), content);
  return folder;
}

function started(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Sample<'loaded' | 'answered'>> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const times: Partial<Record<string, number>> = {};
    let said = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    child.stdout.on('data', (data: Buffer) => {
      for (const line of data.toString().split('\n')) if (line !== '') times[line] ??= performance.now() - begun;
    });
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
    });
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      if (times.loaded !== undefined && times.answered !== undefined) resolve({ loaded: times.loaded, answered: times.answered });
      else reject(new Error(`${command} ${args.join(' ')} did not start: ${said.slice(-500)}`));
    });
  });
}
