import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from './account';
import { FunctionInProcess } from './function-in-process';
import { FunctionProcess, type FunctionFolder } from './function-process';
import type { Answer, FunctionRunner } from './function-runner';
import type { Scenario } from './scenario';
import { pendingName, planName } from '../../../../src/contracts/rotation-names';
import type { Strategies } from '../../../../src/programs/rotator/strategies/makers';
import { FaultProxy, type AwsRequest, type ProxiedRequest } from '../../../../tools/local-aws/fault-proxy';
import type { Fault } from '../../../../tools/local-aws/faults';
import type { LocalAws } from '../../../../tools/local-aws/local-aws';
import { Schedules } from '../schedules';

/** What happens at a call: the process is killed; or the call fails, in a run that makes no call twice, or in one that does. */
export const MODES = ['killed', 'failed', 'absorbed'] as const;
export type Mode = (typeof MODES)[number];
const KINDS = ['500', 'reset'] as const;

/** How much of what can go wrong is tried. */
export type Extent =
  /** Each call that changes something fails before and after, and each second one that reads either before or after: modes by turns. */
  | 'once'
  /**
   * At each call that changes something the process is killed before and after, and the call fails before and after; those that read fail
   * once.
   */
  | 'each change'
  /** Every mode for every call, before and after. */
  | 'whole';
const MOMENTS = ['before', 'after'] as const;
export const CHANGES = /^(Put|Create|Update|Delete|Label|Add|Remove|Invoke)/;

/** One fault in one rotation, and what came of that. */
export interface Cell {
  readonly secret: string;
  /** The place of the call among those of the run, and what it was in the run without faults. */
  readonly index: number;
  readonly call: string;
  /** Whether the call took effect. */
  readonly moment: 'before' | 'after';
  readonly mode: Mode;
  readonly kind: (typeof KINDS)[number];
  /** Moments at which a consumer had no value. */
  readonly lost: string[];
  /** Moments at which a consumer had a value that opened nothing. */
  readonly lockOuts: string[];
  readonly leftovers: string[];
  readonly problems: string[];
  /** How many times a consumer read and used the secret. */
  uses: number;
}

export interface Row {
  readonly scenario: Scenario;
  readonly calls: readonly string[];
  readonly cells: readonly Cell[];
}

/** The lease is as long, in seconds when rounded up; Lambda's limit is told to the function in milliseconds. */
const REMAINING_MS = 20_000;
const PATIENT_MS = 60_000;

/** Tries of a fault until it meets its call. */
const TRIES = 3;

/** The function that rotates. */
export interface MatrixFunction {
  /** Where it is to run in processes of its own, which are really killed. @default - it runs in this one */
  readonly folder?: FunctionFolder;
  /** What it has when it runs in this process. @default - those without databases */
  readonly strategies?: Strategies;
}

/** Runs rotations of one vault, and makes them fail at chosen calls. */
export class FaultMatrix {
  public static async start(
    aws: LocalAws,
    account: Account,
    vault: string,
    lines: string[],
    { folder, strategies }: MatrixFunction = {},
  ): Promise<FaultMatrix> {
    const proxy = await FaultProxy.start({ target: aws.endpoint });
    const { endpoint } = proxy;
    const environment = {
      PATH: process.env.PATH,
      ...aws.environment,
      AWS_ENDPOINT_URL: endpoint,
      COFFER_VAULT: vault,
      COFFER_SCHEDULES: vault,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    const runner = (maxAttempts?: number) =>
      folder
        ? new FunctionProcess(
            folder,
            { ...environment, ...(maxAttempts === undefined ? {} : { AWS_MAX_ATTEMPTS: String(maxAttempts) }) },
            lines,
          )
        : new FunctionInProcess({ vault, endpoint, credentials: aws.credentials, maxAttempts, strategies }, lines);
    // In this process, the matrices are about all calls but this one, which changes nothing.
    const schedules = folder && new Schedules(vault, { endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.credentials });
    return new FaultMatrix(proxy, account, vault, runner(), runner(1), schedules);
  }

  /** Every value that there was. */
  public readonly values = new Set<string>();
  /** When the rotation of a secret was due: the moment after its first value. */
  private readonly due = new Map<string, string>();
  private count = 0;

  private constructor(
    private readonly proxy: FaultProxy,
    private readonly account: Account,
    private readonly vault: string,
    private readonly patient: FunctionRunner,
    private readonly impatient: FunctionRunner,
    private readonly schedules: Schedules | undefined,
  ) {}

  public async close(): Promise<void> {
    await Promise.all([this.patient.kill(), this.impatient.kill()]);
    this.schedules?.close();
    await this.proxy.close();
  }

  /**
   * Has calls fail, each in a rotation of its own.
   *
   * @returns what makes the next runs, which wait for what those have left behind: best called when other scenarios have begun too
   */
  public async begin(scenario: Scenario, extent: Extent): Promise<() => Promise<Row>> {
    const calls = await this.clean(scenario);
    const cells: Cell[] = [];
    for (const cell of this.cellsOf(calls, extent)) {
      await this.prepare(cell.secret, scenario);
      cells.push(cell);
    }
    if (scenario.versions > 1) await sleep(1_000); // AWS tells times to the second
    const answers: { answer: Answer; at: number }[] = [];
    for (const [index, cell] of cells.entries()) {
      const { attempted, answer } = await this.attempt(cell, scenario);
      cells[index] = attempted;
      answers.push({ answer, at: Date.now() });
    }
    return async () => {
      for (const [index, cell] of cells.entries()) {
        const { answer, at } = answers[index]!;
        if (cell.mode === 'absorbed' && answer !== 'killed' && !('result' in answer)) {
          cell.problems.push(`one fault was too many: ${answer.error.name}`);
        }
        await sleep(Math.max(0, at + REMAINING_MS + 1_000 - Date.now()));
        // The next one that is due; where the first one was done, it has nothing to do.
        await this.next(cell, scenario);
        await this.examine(cell, scenario);
      }
      return { scenario, calls, cells };
    };
  }

  /** The calls of a run without faults. */
  private async clean(scenario: Scenario): Promise<string[]> {
    const cell = this.cell({ index: -1, call: '', moment: 'before', mode: 'absorbed', kind: '500' });
    await this.prepare(cell.secret, scenario);
    if (scenario.versions > 1) await sleep(1_000);
    const { requests, answer } = await this.watched(cell, scenario, this.patient, this.event(scenario, cell.secret), PATIENT_MS);
    if (answer === 'killed' || !('result' in answer)) throw new Error(`${scenario.title}, without any fault: ${JSON.stringify(answer)}`);
    await this.examine(cell, scenario);
    const problems = [...cell.problems, ...cell.lost, ...cell.lockOuts, ...cell.leftovers];
    if (problems.length > 0) throw new Error(`${scenario.title}, without any fault: ${problems.join('; ')}`);
    return requests.map(({ operation }) => operation);
  }

  private cellsOf(calls: readonly string[], extent: Extent): Cell[] {
    let turn = 0;
    const cell = (index: number, moment: Cell['moment'], mode: Mode) =>
      this.cell({ index, call: calls[index]!, moment, mode, kind: KINDS[turn++ % 2]! });
    return calls.flatMap((call, index) =>
      MOMENTS.flatMap((moment, second) => {
        const byTurns = MODES[(index + second) % MODES.length]!;
        if (extent === 'whole') return MODES.map((mode) => cell(index, moment, mode));
        if (extent === 'once') return CHANGES.test(call) || index % 2 === second ? [cell(index, moment, byTurns)] : [];
        // To be killed at a read is to be killed after the change before it: AWS knows no difference.
        if (!CHANGES.test(call)) return index % 2 === second ? [cell(index, moment, byTurns)] : [];
        return [cell(index, moment, 'killed'), cell(index, moment, (['failed', 'absorbed'] as const)[(index + second) % 2]!)];
      }),
    );
  }

  private cell(point: Pick<Cell, 'index' | 'call' | 'moment' | 'mode' | 'kind'>): Cell {
    return { ...point, secret: `/${this.vault}/s${++this.count}_cert`, lost: [], lockOuts: [], leftovers: [], problems: [], uses: 0 };
  }

  private async prepare(secret: string, scenario: Scenario): Promise<void> {
    const settings = await scenario.given(secret, this.account);
    const plan = { secret, keyId: 'alias/aws/ssm', tier: 'Standard', strategy: scenario.strategy, settings };
    await this.account.write(planName(this.vault, secret), JSON.stringify(plan));
    await this.schedules?.deploy(secret, JSON.stringify(plan));
  }

  private event(scenario: Scenario, secret: string): object {
    return scenario.request === 'rollback' ? { rollback: secret } : { rotate: secret };
  }

  /**
   * Reads that wait for what was written make a run some calls shorter or longer: a fault that met no call is tried again with another
   * secret.
   */
  private async attempt(cell: Cell, scenario: Scenario): Promise<{ attempted: Cell; answer: Answer }> {
    let attempted = cell;
    for (let tries = 1; ; tries++) {
      const { answer, hit } = await this.first(attempted, scenario);
      if (hit || tries === TRIES) {
        if (!hit) attempted.problems.push('the fault met no call');
        return { attempted, answer };
      }
      attempted = this.cell(cell);
      await this.prepare(attempted.secret, scenario);
      if (scenario.versions > 1) await sleep(1_000);
    }
  }

  private async first(cell: Cell, scenario: Scenario): Promise<{ answer: Answer; hit: boolean }> {
    // One that is killed, or plays dead, has no other try.
    const runner = cell.mode === 'absorbed' ? this.patient : this.impatient;
    const { answer, hit } = await this.watched(
      cell,
      scenario,
      runner,
      this.event(scenario, cell.secret),
      cell.mode === 'absorbed' ? PATIENT_MS : REMAINING_MS,
      cell,
    );
    if (hit && (cell.mode === 'killed') !== (answer === 'killed')) {
      cell.problems.push(`the process ${answer === 'killed' ? 'ended by itself' : 'was not killed'}`);
    }
    return { answer, hit };
  }

  private async next(cell: Cell, scenario: Scenario): Promise<void> {
    // It was due before the first run: whatever that one made is new enough.
    const event =
      scenario.request === 'rollback' &&
      (await this.account.read(pendingName(cell.secret))) === undefined &&
      (await this.account.read(cell.secret))!.version > scenario.versions
        ? undefined
        : {
            ...this.event(scenario, cell.secret),
            ...(scenario.request === 'rollback' ? {} : { first: scenario.versions === 0, scheduled: this.due.get(cell.secret) }),
          };
    if (event === undefined) return;
    const { answer } = await this.watched(cell, scenario, this.patient, event, PATIENT_MS);
    if (answer === 'killed' || !('result' in answer)) {
      cell.problems.push(`the next run failed: ${answer === 'killed' ? answer : `${answer.error.name}: ${answer.error.message}`}`);
    }
  }

  private async watched(
    cell: Cell,
    scenario: Scenario,
    runner: FunctionRunner,
    event: object,
    remainingMs: number,
    fault?: Cell,
  ): Promise<{ answer: Answer; requests: readonly ProxiedRequest[]; hit: boolean }> {
    if (!this.due.has(cell.secret)) this.due.set(cell.secret, new Date(Date.now() + 1).toISOString());
    this.proxy.clear();
    this.proxy.clearRequests();
    let seen = -1;
    let hit = false;
    const use: Fault = { kind: 'call', fn: (request) => this.use(cell, scenario, request) };
    this.proxy.inject({ operation: () => runner.isDead, before: { kind: 'reset' } });
    if (fault) {
      const fails: Fault[] =
        fault.mode === 'killed'
          ? [{ kind: 'call', fn: () => runner.kill() }, { kind: 'reset' }]
          : [
              fault.kind === 'reset'
                ? { kind: 'reset' }
                : { kind: 'error', status: 500, code: 'InternalFailure', message: 'An internal error occurred.' },
            ];
      this.proxy.inject({
        operation: () => (++seen === fault.index ? (hit = true) : false),
        ...(fault.moment === 'before' ? { before: fails } : { after: [use, ...fails] }),
      });
    }
    this.proxy.inject({ operation: CHANGES, after: use });
    const answer = await runner.invoke(event, randomUUID(), remainingMs);
    return { answer, requests: [...this.proxy.requests], hit };
  }

  /** Whatever has just changed: the secret is read and used, as by its consumers. */
  private async use(cell: Cell, scenario: Scenario, { operation }: AwsRequest): Promise<void> {
    cell.uses++;
    try {
      await scenario.use(cell.secret, this.account);
    } catch (error) {
      const what = `after ${operation}: ${(error as Error).name} ${(error as Error).message}`;
      ((await this.account.read(cell.secret)) ? cell.lockOuts : cell.lost).push(what);
    }
    const staged = await this.account.read(pendingName(cell.secret));
    if (staged?.value.includes('\n')) this.values.add(staged.value.slice(staged.value.indexOf('\n') + 1));
  }

  private async examine(cell: Cell, scenario: Scenario): Promise<void> {
    const { account } = this;
    const { secret } = cell;
    await this.use(cell, scenario, { operation: 'all', service: '', protocol: 'json' });
    const history = await account.history(secret);
    for (const value of history) this.values.add(value);
    if (history.length !== scenario.versions + 1) {
      cell.problems.push(`${history.length} versions, of which ${scenario.versions} were there before`);
    }
    if (await account.read(pendingName(secret))) cell.leftovers.push('a pending value');
    const [current, previous] = [await account.read(`${secret}:current`), await account.read(`${secret}:previous`)];
    if (current?.version !== history.length) cell.problems.push(`version ${current?.version} is labelled current`);
    if (previous?.version !== (scenario.versions === 0 ? undefined : scenario.versions)) {
      cell.problems.push(`version ${previous?.version} is labelled previous`);
    }
    cell.leftovers.push(...((await scenario.leftovers?.(secret, account)) ?? []));
  }
}
