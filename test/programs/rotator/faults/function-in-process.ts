import type { Answer, FunctionRunner } from './function-runner';
import { Log } from '../../../../src/programs/aws/function-log';
import { Rotator } from '../../../../src/programs/rotator/rotator';
import { MAKERS } from '../../../../src/programs/rotator/strategies';
import { type Strategies, strategiesOf } from '../../../../src/programs/rotator/strategies/makers';
import type { LocalAws } from '../../../../tools/local-aws/local-aws';
import { ALL_DEPLOYED } from '../rotator-under-test';

export interface InProcessSettings {
  readonly vault: string;
  /** Address of AWS. */
  readonly endpoint: string;
  readonly credentials: LocalAws['credentials'];
  /** How often a call is made in all. @default - as in Lambda */
  readonly maxAttempts?: number;
  /** @default - those without databases */
  readonly strategies?: Strategies;
}

/**
 * The function in this process, at a tenth of the cost of one of its own. A kill is played: whoever carries its calls lets
 * none of them through from then on, and the next invocation finds nothing of what it remembered. AWS sees no difference
 * to a process that is gone, which `FunctionProcess` shows with a real one.
 *
 * It takes its settings from the environment, as there: only one may run at a time.
 */
export class FunctionInProcess implements FunctionRunner {
  public isDead = false;
  private rotator: Rotator | undefined;

  constructor(
    private readonly settings: InProcessSettings,
    private readonly lines: string[],
  ) {}

  public async invoke(event: object, awsRequestId: string, remainingMs: number): Promise<Answer> {
    this.isDead = false;
    const end = Date.now() + remainingMs;
    this.enter();
    this.rotator ??= this.start();
    try {
      const result = await this.rotator.handle(event, { awsRequestId, getRemainingTimeInMillis: () => Math.max(0, end - Date.now()) });
      return this.isDead ? 'killed' : { result };
    } catch (error) {
      const { name, message } = error as Error;
      return this.isDead ? 'killed' : { error: { name, message } };
    }
  }

  public kill(): Promise<void> {
    this.isDead = true;
    this.rotator = undefined;
    return Promise.resolve();
  }

  private enter(): void {
    const { endpoint, credentials, maxAttempts } = this.settings;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    });
    if (maxAttempts === undefined) delete process.env.AWS_MAX_ATTEMPTS;
    else process.env.AWS_MAX_ATTEMPTS = String(maxAttempts);
  }

  private start(): Rotator {
    const { vault, strategies = strategiesOf(MAKERS) } = this.settings;
    return new Rotator({ vault, scheduleGroup: vault }, strategies, new Log({}, (line) => this.lines.push(line)), ALL_DEPLOYED);
  }
}
