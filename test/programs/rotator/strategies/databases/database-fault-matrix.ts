import { randomUUID } from 'node:crypto';
import type { DatabaseScenario } from './database-scenarios';
import { pendingName, planName } from '../../../../../src/contracts/rotation-names';
import { MAKERS } from '../../../../../src/programs/rotator/strategies';
import { DATABASE_MAKERS } from '../../../../../src/programs/rotator/strategies/databases';
import type { Login } from '../../../../../src/programs/rotator/strategies/databases/database-value';
import { strategiesOf } from '../../../../../src/programs/rotator/strategies/makers';
import { FaultProxy } from '../../../../../tools/local-aws/fault-proxy';
import type { LocalAws } from '../../../../../tools/local-aws/local-aws';
import type { DatabaseServer } from '../../../../support/databases/database-server';
import { SqlProxy } from '../../../../support/databases/sql-proxy';
import type { Account } from '../../faults/account';
import { FunctionInProcess } from '../../faults/function-in-process';
import { FunctionProcess, type FunctionFolder } from '../../faults/function-process';
import type { Answer, FunctionRunner } from '../../faults/function-runner';
import { Schedules } from '../../schedules';

/** One fault in one rotation, and what came of that. */
export interface DatabaseCell {
  readonly user: string;
  readonly side: 'sql' | 'aws';
  readonly index: number;
  readonly call: string;
  readonly moment: 'before' | 'after';
  /** Whether the process is killed there, or its connection is cut. */
  readonly mode: 'killed' | 'cut';
  readonly lost: string[];
  readonly lockOuts: string[];
  /** Moments at which consumers were locked out by the gap that the scenario has. */
  readonly gap: string[];
  readonly leftovers: string[];
  readonly problems: string[];
  uses: number;
}

export interface DatabaseRow {
  readonly scenario: DatabaseScenario;
  readonly sql: readonly string[];
  readonly aws: readonly string[];
  readonly cells: readonly DatabaseCell[];
}

const REMAINING_MS = 60_000;
const CHANGES = /^(Put|Delete|Label)/;
const isChange = (call: string) => CHANGES.test(call) || /^(CREATE|ALTER|GRANT|REVOKE|SET PASSWORD)/.test(call);

/** Runs rotations of a database's secrets, and makes them fail at every statement and every write. */
export class DatabaseFaultMatrix {
  /** @param folder of the function, where it is to run in a process of its own, which is really killed. @default - it runs in this one */
  public static async start(
    aws: LocalAws,
    account: Account,
    server: DatabaseServer,
    engine: DatabaseScenario['engine'],
    lines: string[],
    folder?: FunctionFolder,
  ): Promise<DatabaseFaultMatrix> {
    const [toAws, toServer] = await Promise.all([
      FaultProxy.start({ target: aws.endpoint }),
      SqlProxy.start(engine, server.port, server.tls),
    ]);
    const { endpoint } = toAws;
    const vault = folder ? `${engine}-killed` : engine;
    const runner = folder
      ? new FunctionProcess(
          folder,
          {
            PATH: process.env.PATH,
            ...aws.environment,
            AWS_ENDPOINT_URL: endpoint,
            AWS_MAX_ATTEMPTS: '1',
            COFFER_VAULT: vault,
            COFFER_SCHEDULES: vault,
            AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          },
          lines,
        )
      : new FunctionInProcess(
          { vault, endpoint, credentials: aws.credentials, maxAttempts: 1, strategies: strategiesOf({ ...MAKERS, ...DATABASE_MAKERS }) },
          lines,
        );
    const schedules = folder && new Schedules(vault, { endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.credentials });
    return new DatabaseFaultMatrix(toAws, toServer, account, server, vault, runner, schedules);
  }

  /** Every password that there was. */
  public readonly passwords = new Set<string>();
  private count = 0;
  /** Whether the fault of the last run met its call. */
  private hit = false;

  private constructor(
    private readonly toAws: FaultProxy,
    private readonly toServer: SqlProxy,
    private readonly account: Account,
    private readonly server: DatabaseServer,
    private readonly vault: string,
    private readonly runner: FunctionRunner,
    private readonly schedules: Schedules | undefined,
  ) {}

  public async close(): Promise<void> {
    await this.runner.kill();
    this.schedules?.close();
    await Promise.all([this.toAws.close(), this.toServer.close()]);
  }

  public async run(scenario: DatabaseScenario): Promise<DatabaseRow> {
    const clean = this.cell('sql', -1, '', 'before', 'cut');
    await this.prepare(clean, scenario);
    const answer = await this.rotate(clean, scenario, randomUUID());
    const [sql, aws] = [this.toServer.requests.map(({ what }) => what), this.toAws.requests.map(({ operation }) => operation)];
    await this.examine(clean, scenario);
    const problems = [
      ...clean.problems,
      ...clean.lost,
      ...clean.lockOuts,
      ...clean.leftovers,
      ...(answer !== 'killed' && 'result' in answer ? [] : [JSON.stringify(answer)]),
    ];
    if (problems.length > 0) throw new Error(`${scenario.title}, without any fault: ${problems.join('; ')}`);
    const cells = this.cells(sql, aws);
    for (const cell of cells) {
      await this.prepare(cell, scenario);
      await this.suffer(cell, scenario);
    }
    return { scenario, sql, aws, cells };
  }

  private cells(sql: readonly string[], aws: readonly string[]): DatabaseCell[] {
    const points = [
      ...sql.map((call, index) => ['sql', index, call] as const),
      ...aws.flatMap((call, index) => (CHANGES.test(call) ? [['aws', index, call] as const] : [])),
    ];
    // A process more for each kill: where something changes, that is, and what only asks is cut off.
    let turn = 0;
    return points.flatMap(([side, index, call]) =>
      (['before', 'after'] as const).map((moment) =>
        this.cell(side, index, call, moment, isChange(call) && turn++ % 3 < 2 ? 'killed' : 'cut'),
      ),
    );
  }

  private cell(
    side: DatabaseCell['side'],
    index: number,
    call: string,
    moment: DatabaseCell['moment'],
    mode: DatabaseCell['mode'],
  ): DatabaseCell {
    return {
      user: `${this.vault.replace('-', '_')}${++this.count}`,
      side,
      index,
      call,
      moment,
      mode,
      lost: [],
      lockOuts: [],
      gap: [],
      leftovers: [],
      problems: [],
      uses: 0,
    };
  }

  private secretOf({ user }: DatabaseCell): string {
    return `/${this.vault}/${user}`;
  }

  private async prepare(cell: DatabaseCell, scenario: DatabaseScenario): Promise<void> {
    const secret = this.secretOf(cell);
    const value = await scenario.given(cell.user, this.server);
    if (value !== undefined) await this.account.write(secret, value);
    const { host, tls } = this.server;
    const settings = {
      users: 'single',
      form: 'json',
      host,
      port: this.toServer.port,
      database: 'app',
      username: cell.user,
      ca: tls.ca,
      password: { length: 24 },
      ...scenario.settings,
    };
    const plan = JSON.stringify({ secret, keyId: 'alias/aws/ssm', tier: 'Standard', strategy: scenario.engine, settings });
    await this.account.write(planName(this.vault, secret), plan);
    await this.schedules?.deploy(secret, plan);
  }

  private async suffer(cell: DatabaseCell, scenario: DatabaseScenario): Promise<void> {
    const run = randomUUID();
    const first = await this.rotate(cell, scenario, run, cell);
    if (!this.hit) cell.problems.push('the fault met no call');
    if ((cell.mode === 'killed') !== (first === 'killed')) {
      cell.problems.push(`the process ${first === 'killed' ? 'ended by itself' : 'was not killed'}`);
    }
    const version = (await this.account.read(this.secretOf(cell)))?.version ?? 0;
    const isPending = (await this.account.read(pendingName(this.secretOf(cell)))) !== undefined;
    // Lambda tries again by the same name, and nothing has to be waited for; where all was done, nothing is left to try.
    if (!isPending && version > scenario.versions) return this.examine(cell, scenario);
    const next = await this.rotate(cell, scenario, run);
    if (next === 'killed' || !('result' in next)) {
      cell.problems.push(`the next run failed: ${next === 'killed' ? next : `${next.error.name}: ${next.error.message}`}`);
    }
    await this.examine(cell, scenario);
  }

  private async rotate(cell: DatabaseCell, scenario: DatabaseScenario, run: string, fault?: DatabaseCell): Promise<Answer> {
    this.toAws.clear();
    this.toAws.clearRequests();
    this.hit = false;
    const use = () => this.use(cell, scenario);
    const hurt = async () => {
      this.hit = true;
      if (cell.mode !== 'killed') return;
      await this.runner.kill();
      this.toServer.sever();
    };
    let seen = -1;
    this.toAws.inject({ operation: () => this.runner.isDead, before: { kind: 'reset' } });
    if (fault?.side === 'aws') {
      const cut = [{ kind: 'call', fn: hurt }, { kind: 'reset' }] as const;
      this.toAws.inject({
        operation: () => ++seen === fault.index,
        ...(fault.moment === 'before' ? { before: cut } : { after: [{ kind: 'call', fn: use }, ...cut] }),
      });
    }
    this.toAws.inject({ operation: CHANGES, after: { kind: 'call', fn: use } });
    this.toServer.begin(fault?.side === 'sql' ? { index: fault.index, moment: fault.moment, hurt } : undefined, ({ what }) =>
      isChange(what) ? use() : Promise.resolve(),
    );
    return this.runner.invoke({ rotate: this.secretOf(cell) }, run, REMAINING_MS);
  }

  /** Whatever has just happened: the secret is read and used, as by its consumers, without any proxy. */
  private async use(cell: DatabaseCell, scenario: DatabaseScenario, isAtRest = false): Promise<void> {
    const secret = this.secretOf(cell);
    const staged = (await this.account.read(pendingName(secret)))?.value.split('\n')[1];
    if (staged !== undefined) this.passwords.add((JSON.parse(staged) as Login).password);
    const current = await this.account.read(secret);
    if (!current) {
      if (scenario.versions > 0 || isAtRest) cell.lost.push('no value');
      return;
    }
    cell.uses++;
    const login = JSON.parse(current.value) as Login;
    this.passwords.add(login.password);
    try {
      await this.server.query(login, 'SELECT 1');
    } catch (error) {
      // The gap ends with the promotion, and nowhere else is there one.
      const isGap = scenario.hasGap && !isAtRest && staged !== undefined && current.version === 1;
      (isGap ? cell.gap : cell.lockOuts).push(`${login.username}: ${(error as Error).name} ${String((error as { code?: unknown }).code)}`);
    }
  }

  private async examine(cell: DatabaseCell, scenario: DatabaseScenario): Promise<void> {
    const secret = this.secretOf(cell);
    await this.use(cell, scenario, true);
    const before = scenario.versions;
    const versions = (await this.account.history(secret)).length;
    if (versions !== before + 1) cell.problems.push(`${versions} versions, of which ${before} were there before`);
    if (await this.account.read(pendingName(secret))) cell.leftovers.push('a pending value');
    if ((await this.account.read(`${secret}:current`))?.version !== versions) {
      cell.problems.push('the last version is not labelled current');
    }
    cell.leftovers.push(...(await scenario.leftovers(cell.user, this.server)));
  }
}
