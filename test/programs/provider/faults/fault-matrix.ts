import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepingLog } from './at-trace-level';
import type { Cell } from './cells';
import type { Configuration } from './configuration';
import { ANSWER_WITHIN_MS, failFrom, failOnce, nameOf, type Kind } from './kinds';
import { differences, miscounted, observe, type Miscounted, type ObservedResource, type Seen } from './observation';
import type { Scenario } from './scenario';
import { secretLines } from './secret-lines';
import { TerraformInProcess, type Outcome } from './terraform-in-process';
import type { World } from './world';
import type { FaultProxy, InjectedFault, ProxiedRequest } from '../../../../tools/local-aws/fault-proxy';
import { findValues } from '../../../../tools/quickstart/leak-check';

/** A run without faults, which all others are compared with. */
export interface CleanRun {
  readonly calls: readonly ProxiedRequest[];
  readonly seen: Seen;
}

/** What differs from the run without faults; all empty where nothing does. */
export interface Finding extends Miscounted {
  /** The calls of the apply that met the fault, and of the next one where there was one. */
  readonly calls: readonly string[];
  /** Values in anything that left the provider. */
  readonly leaks: readonly string[];
  /** Everything that differs, in words. */
  readonly problems: readonly string[];
}

const TRIES = 4;

/** Runs scenarios in one world, with and without faults. */
export class FaultMatrix {
  private readonly folder = mkdtempSync(join(tmpdir(), 'coffer-faults-'));
  private log: string[] = [];

  constructor(
    private readonly world: World,
    private readonly proxy: FaultProxy,
  ) {}

  public close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** @throws Error where even this run does not do what it should */
  public async clean(scenario: Scenario): Promise<CleanRun> {
    return keepingLog((this.log = []), async () => {
      const { terraform, earlier } = await this.prepare(scenario);
      this.proxy.clearRequests();
      requireSuccess(await terraform.apply(scenario.after));
      const calls = [...this.proxy.requests];
      const seen = await observe(this.world, observed(terraform), earlier);
      const problems = [
        ...(await plannedAnew(terraform, scenario.after)),
        ...wrongNumbers(miscounted(scenario, seen)),
        ...this.leaks([terraform], seen),
      ];
      if (problems.length > 0) throw new Error(`Without any fault: ${problems.join('; ')}`);
      return { calls, seen };
    });
  }

  /** Applies while one call fails, then once more where that failed, and compares. */
  public async run(scenario: Scenario, clean: CleanRun, cell: Cell): Promise<Finding> {
    let finding: Finding | undefined;
    // A busy machine may take longer for a real answer than the provider waits here: the fault then hits another call.
    for (let tried = 0; finding === undefined && tried < TRIES; tried++) {
      finding = await keepingLog((this.log = []), () => this.attempt(scenario, clean, cell, ANSWER_WITHIN_MS * 2 ** tried));
    }
    return (
      finding ?? {
        calls: [],
        problems: [`the fault never met ${nameOf(cell.call)} alone`],
        doubled: [],
        lost: [],
        leftovers: [],
        leaks: [],
      }
    );
  }

  /** @returns undefined where the fault hit another call than the one that was meant, or a second one waited too long for its answer */
  private async attempt(scenario: Scenario, clean: CleanRun, cell: Cell, answerWithinMs: number): Promise<Finding | undefined> {
    const { terraform, earlier } = await this.prepare(scenario);
    const before = terraform.state;
    const faulty = this.terraform(cell, answerWithinMs);
    faulty.state = before;
    this.proxy.clearRequests();
    const fault = (cell.mode === 'killed' ? failFrom : failOnce)(this.proxy, cell);
    const first = await faulty.apply(scenario.after);
    this.proxy.clear();
    if (!isAlone(cell, fault, this.proxy.requests)) return undefined;

    const problems: string[] = [];
    if (cell.mode === 'absorbed') {
      problems.push(
        ...first.errors.map((error) => `one fault was too many: ${error}`),
        ...first.warnings.map((warning) => `a warning: ${warning}`),
      );
    } else {
      problems.push(...(await this.lostInBetween(scenario, earlier)));
      // Who reads the error has to learn which call it was.
      if (cell.mode === 'failed' && first.errors.some((error) => !error.includes(`${operationOf(cell.call)} of `))) {
        problems.push(`an error that says nothing of the call: ${first.errors.join('; ')}`);
      }
    }
    terraform.state = cell.mode === 'killed' ? before : faulty.state;
    if (cell.mode === 'killed' || first.errors.length > 0) {
      const { errors } = await terraform.apply(scenario.after);
      problems.push(...errors.map((error) => `the next apply failed: ${error}`));
    }
    const calls = this.proxy.requests.map(nameOf);
    const seen = await observe(this.world, observed(terraform), earlier);
    const numbers = miscounted(scenario, seen);
    const leaks = this.leaks([faulty, terraform], seen);
    problems.push(
      ...(await plannedAnew(terraform, scenario.after)),
      ...differences(clean.seen.observation, seen.observation),
      ...wrongNumbers(numbers),
      ...leaks,
    );
    return { calls, problems, ...numbers, leaks };
  }

  private async prepare(scenario: Scenario): Promise<{ terraform: TerraformInProcess; earlier: Seen }> {
    this.proxy.clear();
    await this.world.begin();
    const terraform = this.terraform();
    await scenario.given?.(this.world);
    if (scenario.before) requireSuccess(await terraform.apply(scenario.before));
    await scenario.meanwhile?.(this.world);
    return { terraform, earlier: await observe(this.world, observed(terraform)) };
  }

  private terraform(cell?: Cell, answerWithinMs?: number): TerraformInProcess {
    const { endpoint } = this.proxy;
    const endpoints = [{ ssm: endpoint, kms: endpoint, s3: endpoint, sts: endpoint, resourcegroupstaggingapi: endpoint }];
    const settings = {
      region: this.world.region,
      s3_use_path_style: true,
      endpoints,
      ...(cell && cell.mode !== 'absorbed' ? { max_retries: 0 } : {}),
    };
    return new TerraformInProcess(settings, cell?.kind === 'timeout' ? { requestTimeoutMs: answerWithinMs } : {});
  }

  /** Between two tries, whoever reads has what was there before, or what comes after it (rule R5). */
  private async lostInBetween(scenario: Scenario, earlier: Seen): Promise<string[]> {
    const kept = Object.entries(earlier.values).filter(([name]) => name in scenario.versions);
    if (kept.length === 0) return [];
    const { values } = await observe(this.world, []);
    return kept
      .filter(([name, before]) => !before.every((value, index) => values[name]?.[index] === value))
      .map(([name]) => `${name} has lost a value in between`);
  }

  /** The values that are in anything that left the provider: its answers to Terraform, and its log at TRACE. */
  private leaks(terraforms: readonly TerraformInProcess[], { values }: Seen): string[] {
    const searched = secretLines(Object.values(values).flat());
    if (searched.length === 0) return [];
    const file = join(this.folder, 'output');
    writeFileSync(
      file,
      Buffer.concat(
        [...terraforms.flatMap(({ answers }) => answers), ...this.log.map((line) => Buffer.from(line))].flatMap((part) => [
          part,
          Buffer.from('\n'),
        ]),
      ),
    );
    return findValues(searched, [file]).map(({ form }) => `a value as ${form}`);
  }
}

async function plannedAnew(terraform: TerraformInProcess, configuration: Configuration): Promise<string[]> {
  const planned = await terraform.planned(configuration);
  return planned === 'none' ? [] : [`the next plan: ${planned}`];
}

function observed(terraform: TerraformInProcess): ObservedResource[] {
  return [...terraform.state].map(([address, { values, private: kept }]) => ({
    address,
    values,
    private: kept ? (JSON.parse(Buffer.from(kept).toString()) as Record<string, unknown>) : {},
  }));
}

// Of a call whose connection breaks, and of one that is not waited for any longer, no answer arrives.
const UNANSWERED: readonly Kind[] = ['reset', 'timeout', 'cut'];

/** Whether the one fault that was meant has hit, and no other: also real answers may come too late. */
function isAlone({ kind, mode }: Cell, fault: InjectedFault, requests: readonly ProxiedRequest[]): boolean {
  const unanswered = requests.filter(({ status }) => status === undefined).length;
  return fault.hits === 1 && (mode === 'killed' || unanswered === (UNANSWERED.includes(kind) ? 1 : 0));
}

/** What AWS calls an operation that S3's requests name by their method and query. */
function operationOf({ operation }: ProxiedRequest): string {
  const [, method, query] = /^(\w+) .*\?(.*)$/.exec(operation) ?? [];
  return query === 'tagging' ? `${method === 'GET' ? 'Get' : 'Put'}ObjectTagging` : query === 'list-type' ? 'ListObjectsV2' : operation;
}

function requireSuccess({ errors, warnings }: Outcome): void {
  if (errors.length + warnings.length > 0) throw new Error(`An apply without faults: ${[...errors, ...warnings].join('; ')}`);
}

function wrongNumbers(numbers: Miscounted): string[] {
  return Object.entries(numbers).flatMap(([what, names]) => (names as string[]).map((name) => `${name}: ${what}`));
}
