import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';

const CACHE = path.resolve(__dirname, '..', '..', 'node_modules', '.cache', 'coffer', 'event-ruler');
const MATCH = path.join(__dirname, 'Match.java');

/** A pattern of EventBridge and an event. */
export type PatternAndEvent = readonly [pattern: object, event: object];

/** Why patterns cannot be matched here, or undefined where they can. */
export function whyNoRuler(): string | undefined {
  const missing = ['java', 'mvn'].filter((command) => spawnSync(command, ['-version']).error);
  if (missing.length > 0) return `${missing.join(' and ')} not on PATH, which run AWS's own matcher of event patterns`;
  try {
    fetchJars();
    return undefined;
  } catch (error) {
    return `AWS's own matcher of event patterns cannot be fetched: ${(error as Error).message.slice(0, 300)}`;
  }
}

function fetchJars(): string {
  const jars = path.join(CACHE, 'jars');
  if (!existsSync(jars)) {
    mkdirSync(CACHE, { recursive: true });
    copyFileSync(path.join(__dirname, 'pom.xml'), path.join(CACHE, 'pom.xml'));
    run('mvn', ['--quiet', '--batch-mode', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], CACHE);
  }
  return jars;
}

/**
 * Whether patterns match events, by the library that EventBridge matches with.
 *
 * @throws Error if the library cannot be fetched, or does not take one for a pattern
 * @see https://github.com/aws/event-ruler
 */
export function matchEvents(pairs: readonly PatternAndEvent[]): boolean[] {
  const jars = fetchJars();
  return JSON.parse(run('java', ['-cp', path.join(jars, '*'), MATCH], CACHE, JSON.stringify(pairs))) as boolean[];
}

function run(command: string, parameters: readonly string[], cwd: string, input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: 67_108_864,
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? `${stdout}${stderr}`}`);
  return stdout;
}
