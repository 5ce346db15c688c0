import { randomUUID } from 'node:crypto';
import { DescribeParametersCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { planName, pendingName } from '../../../src/contracts/rotation-names';
import { Log } from '../../../src/programs/aws/function-log';
import type { PlanProof } from '../../../src/programs/rotator/deployed-plans';
import { Rotator } from '../../../src/programs/rotator/rotator';
import { MAKERS } from '../../../src/programs/rotator/strategies';
import { type Strategies, strategiesOf, type StrategyMakers } from '../../../src/programs/rotator/strategies/makers';
import { FaultProxy } from '../../../tools/local-aws/fault-proxy';
import { LocalAws } from '../../../tools/local-aws/local-aws';

export const VAULT = 'acme-test';

/** For tests that are about something else: whatever plan lies there was deployed. */
export const ALL_DEPLOYED: PlanProof = { require: () => Promise.resolve(), areAll: () => Promise.resolve(true) };

/** A version of a secret, as somebody beside the rotator sees it. */
export interface SeenVersion {
  readonly value: string;
  readonly version: number;
}

/** The rotator in this process, in front of a local AWS whose calls can be made to fail. */
export class RotatorUnderTest {
  /** Sets everything up for the tests of the calling file, and tears it down. */
  public static forThisFile(): RotatorUnderTest {
    const under = new RotatorUnderTest();
    const environment = { ...process.env };
    beforeAll(async () => {
      under.aws = await LocalAws.start();
      under.proxy = await FaultProxy.start({ target: under.aws.endpoint });
      for (const [name, value] of Object.entries({ ...under.aws.environment, AWS_ENDPOINT_URL: under.proxy.endpoint })) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      under.ssm = new SSMClient({ endpoint: under.aws.endpoint });
    });
    beforeEach(async () => {
      await under.aws.reset();
      under.proxy.clear();
      under.proxy.clearRequests();
      under.lines.length = 0;
    });
    afterAll(async () => {
      under.ssm?.destroy();
      await under.proxy?.close();
      await under.aws?.stop();
      process.env = environment;
    });
    return under;
  }

  public aws!: LocalAws;
  public proxy!: FaultProxy;
  public ssm!: SSMClient;
  /** Strategies of this file, in place of those of the function. */
  public makers: StrategyMakers = MAKERS;
  /** ARN of the topic that failures go to. */
  public topicArn: string | undefined;
  /** How long refusals of a first value are waited out. */
  public policiesKnownWithinMs: number | undefined;
  /** Whether only those plans count that schedules say are deployed. */
  public hasSchedules = false;
  /** What the function has logged. */
  public readonly lines: string[] = [];
  /** Strategies that the contracts do not know, asked first. */
  public others: Strategies = () => Promise.resolve(undefined);

  /** Writes the plan of a secret's rotation, as the stack does. */
  public async plan(secret: string, strategy: string, settings: object = {}, more: object = {}): Promise<void> {
    const plan = { secret, keyId: 'alias/aws/ssm', tier: 'Standard', strategy, settings, ...more };
    await this.write(planName(VAULT, secret), JSON.stringify(plan));
  }

  /** As chamber writes: the value, and its own version number in the Description. */
  public async write(name: string, Value: string, chamberVersion = 1): Promise<number> {
    return (
      await this.ssm.send(
        new PutParameterCommand({
          Name: name,
          Value,
          Type: 'SecureString',
          KeyId: 'alias/aws/ssm',
          Overwrite: true,
          Description: String(chamberVersion),
        }),
      )
    ).Version!;
  }

  /** Invokes the function, in an environment that it has not run in before. */
  public invoke(event: object, requestId: string = randomUUID(), remainingMs = 60_000): Promise<unknown> {
    const { topicArn, policiesKnownWithinMs, hasSchedules } = this;
    const strategies: Strategies = async (plan) => (await this.others(plan)) ?? strategiesOf(this.makers)(plan);
    const log = new Log({}, (line) => this.lines.push(line));
    const rotator = new Rotator(
      { vault: VAULT, topicArn, policiesKnownWithinMs, scheduleGroup: VAULT },
      strategies,
      log,
      hasSchedules ? undefined : ALL_DEPLOYED,
    );
    return rotator.handle(event, { awsRequestId: requestId, getRemainingTimeInMillis: () => remainingMs });
  }

  public async version(name: string): Promise<SeenVersion | undefined> {
    try {
      const { Parameter } = await this.ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
      return { value: Parameter!.Value!, version: Parameter!.Version! };
    } catch (error) {
      if ((error as Error).name === 'ParameterNotFound' || (error as Error).name === 'ParameterVersionNotFound') return undefined;
      throw error;
    }
  }

  /** The value that waits, with its record. */
  public pending(secret: string): Promise<SeenVersion | undefined> {
    return this.version(pendingName(secret));
  }

  /** Chamber's version number of a parameter. */
  public async chamberVersion(name: string): Promise<string | undefined> {
    const { Parameters } = await this.ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: [name] }] }));
    return Parameters?.[0]?.Description;
  }
}
