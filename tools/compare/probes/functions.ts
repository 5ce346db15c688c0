import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalAws } from '../../local-aws/local-aws';
import { Account } from '../functions/account';
import { FunctionProcess } from '../functions/function-process';
import { AWAY, HOME, REPLICATOR_SCENARIOS } from '../functions/replicator-scenarios';
import { DATABASE_SCENARIOS, ROTATOR_SCENARIOS, TOPIC, VAULT, type FunctionScenario } from '../functions/rotator-scenarios';
import { Recorder } from '../recorder';
import { normal, normalValue } from '../shapes';
import { Written } from '../written';

const [, , checkout, target] = process.argv as [string, string, string, string];

/** Advice of the SDK on versions of Node: Lambda runs a newer one. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

/** The functions as they are deployed: their own zips, with a local AWS. */
async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'coffer-compare-functions-'));
  const written = new Written(target, checkout, [[scratch, '<scratch>']]);
  const aws = await LocalAws.start();
  const recorder = await Recorder.start(aws.endpoint);
  const environment = {
    ...process.env,
    ...aws.environment,
    AWS_ENDPOINT_URL: recorder.endpoint,
    AWS_REGION: HOME,
    AWS_DEFAULT_REGION: HOME,
    ...QUIET,
  };
  const rotator = { COFFER_VAULT: VAULT, COFFER_SCHEDULES: VAULT, COFFER_TOPIC_ARN: `arn:aws:sns:${HOME}:123456789012:${TOPIC}` };
  const started: FunctionProcess[] = [];
  const start = (zip: string, more: NodeJS.ProcessEnv) => {
    const made = new FunctionProcess(join(checkout, 'assets', zip), join(scratch, String(started.length)), { ...environment, ...more });
    started.push(made);
    return made;
  };
  const play = async (
    name: string,
    made: FunctionProcess,
    scenarios: Readonly<Record<string, FunctionScenario>>,
    regions: readonly string[],
  ) => {
    for (const [title, { given, events, pauseMs = 0 }] of Object.entries(scenarios)) {
      await aws.reset();
      const accounts = regions.map((region) => new Account(aws, region));
      await given?.(accounts[0]!);
      const told: unknown[] = [];
      for (const event of events) {
        if (told.length > 0) await sleep(pauseMs);
        const { answer, log } = await made.invoke(event);
        told.push({ event, answer: normalValue(answer), log: log.map(lineOf), aws: recorder.take(true) });
      }
      written.json(join(name, `${title.replaceAll('/', '|')}.json`), {
        told,
        left: await Promise.all(accounts.map((account) => account.look())),
      });
      for (const account of accounts) account.close();
    }
  };
  try {
    await play('rotator', start('rotator.zip', rotator), ROTATOR_SCENARIOS, [HOME]);
    await play(
      'rotator-with-databases',
      start('rotator-with-databases.zip', rotator),
      { ...DATABASE_SCENARIOS, random: ROTATOR_SCENARIOS.random! },
      [HOME],
    );
    const replicator = { COFFER_REPLICA_KEYS: 'alias/acme-test-chamber' };
    await play('replicator', start('replicator.zip', replicator), REPLICATOR_SCENARIOS, [HOME, AWAY]);
    const { answer, log } = await start('rotator.zip', { COFFER_VAULT: undefined }).invoke({ check: true });
    written.json('rotator-without-vault.json', { answer: normalValue(answer), log: log.map(lineOf) });
  } finally {
    for (const each of started) each.stop();
    recorder.close();
    await aws.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A line of a log, laid out where it is JSON. */
function lineOf(text: string): unknown {
  try {
    return normalValue(JSON.parse(text));
  } catch {
    return normal(text);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
