import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { FaultProxy } from '../../tools/local-aws/fault-proxy';
import { LocalAws, type RequestRecord } from '../../tools/local-aws/local-aws';
import { keepingLog } from '../programs/provider/faults/at-trace-level';
import { pointAt } from '../programs/provider/faults/cells';
import { dependencies, type Arguments, type Configuration } from '../programs/provider/faults/configuration';
import { FaultMatrix, type CleanRun } from '../programs/provider/faults/fault-matrix';
import type { Moment } from '../programs/provider/faults/kinds';
import type { Scenario } from '../programs/provider/faults/scenario';
import { TerraformInProcess } from '../programs/provider/faults/terraform-in-process';
import { KEY_ALIAS, World } from '../programs/provider/faults/world';
import type { Block, Configuration as Stack } from '../support/synth';

/** What a variable or an ephemeral resource is in a live run. */
export const GIVEN = 'CANARY-given-<&>"rules"';

/** What a JSON value of the rules' tests has in it. */
export const LEAF = 'CANARY-leaf-<&>"rules"';

/**
 * A local AWS, to which a construct's resources are applied as they were synthesized: the rules are then about what the
 * construct says to the provider, and not about what somebody believes that it says.
 */
export class Live {
  /** Begins before the tests of a file, and ends after them. */
  public static forAll(): Live {
    const live = new Live();
    const environment = { ...process.env };
    beforeAll(() => live.begin());
    afterAll(async () => {
      await live.end();
      process.env = environment;
    });
    return live;
  }

  public world!: World;
  private aws!: LocalAws;
  private proxy!: FaultProxy;
  private matrix!: FaultMatrix;

  /**
   * The coffer resources of a stack, with the AWS resources around them as they are in this world.
   *
   * Terraform's own expressions are not evaluated here: a number in one is 1, and a value in one is a canary.
   */
  public configurationOf(stack: Stack, change: Arguments = {}): Configuration {
    const all = Object.entries(stack.resource)
      .filter(([type]) => type.startsWith('coffer_'))
      .flatMap(([type, blocks]) =>
        Object.entries(blocks).map(
          ([id, block]) => [`${type}.${id}`, { ...this.argumentsOf(block), ...(type === 'coffer_certificate' ? {} : change) }] as const,
        ),
      );
    return inOrder(Object.fromEntries(all));
  }

  /** Applies without faults, and looks whether the next plan is empty and no value is in anything that left the provider. */
  public clean(scenario: Scenario): Promise<CleanRun> {
    return this.matrix.clean(scenario);
  }

  /**
   * Kills the provider at every one of its calls, before and after it took effect; applies again; says what then differs from a run without
   * faults.
   */
  public async killedEverywhere(scenario: Scenario): Promise<{ readonly points: number; readonly problems: string[] }> {
    const clean = await this.clean(scenario);
    const problems: string[] = [];
    for (const [index, { operation }] of clean.calls.entries()) {
      for (const moment of ['before', 'after'] as Moment[]) {
        const finding = await this.matrix.run(scenario, clean, { ...pointAt(clean.calls, index), moment, kind: 'reset', mode: 'killed' });
        problems.push(...finding.problems.map((problem) => `${moment} ${operation}: ${problem}`));
      }
    }
    return { points: 2 * clean.calls.length, problems };
  }

  /** Writes as chamber does, under the key that the construct's parameters are under. */
  public async write(name: string, value: string, version: number): Promise<void> {
    await this.world.ssm.send(
      new PutParameterCommand({
        Name: name,
        Value: value,
        Type: 'SecureString',
        KeyId: KEY_ALIAS,
        Overwrite: true,
        Description: String(version),
      }),
    );
  }

  /** A Terraform whose state is empty, in a world in which nothing is stored but what is given. */
  public async terraform(given?: () => Promise<void>): Promise<Pick<TerraformInProcess, 'apply' | 'planned'>> {
    await this.world.begin();
    await given?.();
    const { endpoint } = this.proxy;
    const endpoints = [{ ssm: endpoint, kms: endpoint, s3: endpoint, sts: endpoint, resourcegroupstaggingapi: endpoint }];
    const terraform = new TerraformInProcess({ region: this.world.region, s3_use_path_style: true, endpoints });
    const log: string[] = []; // kept from the screen
    return {
      apply: (configuration) => keepingLog(log, () => terraform.apply(configuration)),
      planned: (configuration) => keepingLog(log, () => terraform.planned(configuration)),
    };
  }

  /** A Terraform that has applied a configuration. */
  public async applied(configuration: Configuration): Promise<Pick<TerraformInProcess, 'apply' | 'planned'>> {
    const terraform = await this.terraform();
    expect(await terraform.apply(configuration)).toEqual({ errors: [], warnings: [] });
    return terraform;
  }

  /** What AWS decrypted for the provider: in an apply, and in the plan after it, which has to be empty. */
  public async decrypted(configuration: Configuration): Promise<{ readonly apply: string[]; readonly plan: string[] }> {
    const terraform = await this.terraform();
    this.aws.clearRequests();
    expect(await terraform.apply(configuration)).toEqual({ errors: [], warnings: [] });
    const apply = this.aws.requests();
    this.aws.clearRequests();
    expect(await terraform.planned(configuration)).toBe('none');
    const plan = this.aws.requests();
    expect([apply, plan]).toEqual([expect.arrayContaining([expect.anything()]), expect.arrayContaining([expect.anything()])]);
    return { apply: apply.filter(isDecryption).map(nameOf), plan: plan.filter(isDecryption).map(nameOf) };
  }

  private async begin(): Promise<void> {
    this.aws = await LocalAws.start();
    // The provider runs in this process: what a child would get, it gets from here.
    for (const [name, value] of Object.entries(this.aws.environment)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    this.world = new World(this.aws);
    this.proxy = await FaultProxy.start({ target: this.aws.endpoint });
    this.matrix = new FaultMatrix(this.world, this.proxy);
    await this.world.begin();
  }

  private async end(): Promise<void> {
    this.matrix?.close();
    this.world?.close();
    await this.proxy?.close();
    await this.aws?.stop();
  }

  private argumentsOf(block: Block): Arguments {
    const kept = Object.entries(block).filter(([name]) => !['//', 'provider', 'depends_on', 'lifecycle'].includes(name));
    return Object.fromEntries(kept.map(([name, value]) => [name, this.valueOf(name, value)])) as Arguments;
  }

  private valueOf(name: string, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.valueOf(name, each));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.valueOf(key, each)]));
    }
    if (typeof value !== 'string' || !value.includes('${') || /^\$\{coffer_\w+\.\w+\.\w+\}$/.test(value)) return value;
    if (name === 'kms_key_id') return KEY_ALIAS;
    if (name === 'bucket') return this.world.bucket;
    if (name === 'value_wo_version') return 1;
    if (name === 'value_wo') return value.includes('jsonencode') ? JSON.stringify({ user: 'app', password: LEAF }) : GIVEN;
    throw new Error(`${name} is ${value}, and nothing is known of it here`);
  }
}

function isDecryption({ operation, withDecryption }: RequestRecord): boolean {
  return operation === 'GetObject' || operation === 'Decrypt' || operation.startsWith('ReEncrypt') || withDecryption === true;
}

function nameOf({ operation, name }: RequestRecord): string {
  return `${operation} ${name ?? ''}`;
}

/** Each after what it refers to. */
function inOrder(configuration: Configuration): Configuration {
  const sorted: Record<string, Arguments> = {};
  const add = (address: string) => {
    if (address in sorted) return;
    for (const each of dependencies(configuration[address]!)) add(each);
    sorted[address] = configuration[address]!;
  };
  for (const address of Object.keys(configuration)) add(address);
  return sorted;
}
