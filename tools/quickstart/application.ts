import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { LocalAwsRun } from './kept-local-aws';
import { environmentName } from '../../src/contracts/names';

/** Secrets of one service, used as chamber and the programs that it starts use them. */
export class Application {
  private readonly ssm: SSMClient;

  constructor(
    { endpoint, credentials }: LocalAwsRun,
    region: string,
    private readonly service: string,
    private readonly keyAlias: string,
  ) {
    this.ssm = new SSMClient({ region, endpoint, credentials });
  }

  /** The variables of `chamber exec <service>`, in order of their names (chamber: exec). */
  public async environment(): Promise<Map<string, string>> {
    const variables = new Map<string, string>();
    let NextToken: string | undefined;
    do {
      const page = await this.ssm.send(new GetParametersByPathCommand({ Path: `/${this.service}`, WithDecryption: true, NextToken }));
      for (const { Name, Value } of page.Parameters ?? []) variables.set(environmentName(Name!.split('/').pop()!), Value!);
      NextToken = page.NextToken;
    } while (NextToken);
    return new Map([...variables].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** `chamber write <service> <key>` of a secret that has no value yet (chamber: write). */
  public async write(key: string, value: string): Promise<void> {
    await this.ssm.send(
      new PutParameterCommand({
        Name: `/${this.service}/${key}`,
        Value: value,
        Type: 'SecureString',
        KeyId: this.keyAlias,
        Overwrite: true,
        Description: '1',
      }),
    );
  }

  public close(): void {
    this.ssm.destroy();
  }
}
