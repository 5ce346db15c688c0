import type { Parameter, PutParameterCommandInput } from '@aws-sdk/client-ssm';
import type { AwsClients } from './clients';
import { AwsCallError } from './errors';
import { eventually } from './eventually';
import {
  description,
  type NewValue,
  type ParameterDescription,
  type RevealedParameter,
  type RevealedVersion,
  type Tags,
  type WrittenVersion,
} from './parameter';

const PARAMETERS_PER_PAGE = 10; // GetParametersByPath's most

/**
 * Parameter Store, one parameter at a time, as a writer of SecureString parameters sees it.
 *
 * Nothing here decrypts but `reveal` and `revealAll`.
 */
export class ParameterStore {
  constructor(private readonly aws: AwsClients) {}

  /** The parameter as it is now, or undefined where there is none. */
  public async describe(name: string, signal: AbortSignal): Promise<ParameterDescription | undefined> {
    const { DescribeParametersCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    let NextToken: string | undefined;
    do {
      // A page may be empty and others follow (AWS: DescribeParameters).
      const page = await this.aws.call(
        { operation: 'DescribeParameters', resource: name, actions: ['ssm:DescribeParameters'] },
        signal,
        (abortSignal) =>
          client.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [name] }], NextToken }), {
            abortSignal,
          }),
      );
      const found = page.Parameters?.find((parameter) => parameter.Name === name);
      if (found) return description(found);
      NextToken = page.NextToken;
    } while (NextToken);
    return undefined;
  }

  /**
   * Writes the first version of a parameter, tags and all, and never over one that is there.
   *
   * @throws AwsCallError with code ParameterAlreadyExists
   */
  public async create(value: NewValue, tags: Tags, signal: AbortSignal): Promise<number> {
    return this.put({ ...putInput(value), Overwrite: false, ...(Object.keys(tags).length > 0 && { Tags: tagList(tags) }) }, signal);
  }

  /** Writes a further version. `before` is the version that it follows: an attempt that seemed to fail is not made twice. */
  public async overwrite(value: NewValue, before: number, signal: AbortSignal): Promise<WrittenVersion> {
    let isOurs = true;
    let isFound = false;
    const version = await this.put({ ...putInput(value), Overwrite: true }, signal, async () => {
      const now = await this.describe(value.name, signal);
      if (!now || now.version <= before) return undefined;
      isFound = true;
      isOurs = now.version === before + 1;
      return now.version;
    });
    return { version, isOurs, isFound };
  }

  public async delete(name: string, signal: AbortSignal): Promise<void> {
    const { DeleteParameterCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    try {
      await this.aws.call({ operation: 'DeleteParameter', resource: name, actions: ['ssm:DeleteParameter'] }, signal, (abortSignal) =>
        client.send(new DeleteParameterCommand({ Name: name }), { abortSignal }),
      );
    } catch (error) {
      if (!(error instanceof AwsCallError && error.code === 'ParameterNotFound')) throw error;
    }
  }

  /** A parameter's tags, or undefined where there is no such parameter: strongly consistent, unlike a listing. */
  public async tags(name: string, signal: AbortSignal): Promise<Record<string, string> | undefined> {
    const { ListTagsForResourceCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    try {
      const answer = await this.aws.call(
        { operation: 'ListTagsForResource', resource: name, actions: ['ssm:ListTagsForResource'] },
        signal,
        (abortSignal) => client.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name }), { abortSignal }),
      );
      return Object.fromEntries((answer.TagList ?? []).map(({ Key, Value }) => [Key!, Value!]));
    } catch (error) {
      if (error instanceof AwsCallError && error.code === 'InvalidResourceId') return undefined;
      throw error;
    }
  }

  /** Makes the tags of a parameter as wanted, with no call where they are. Tags in neither set are left alone. */
  public async changeTags(name: string, from: Tags, to: Tags, signal: AbortSignal): Promise<void> {
    const added = Object.fromEntries(Object.entries(to).filter(([key, value]) => from[key] !== value));
    const removed = Object.keys(from).filter((key) => !(key in to));
    const { AddTagsToResourceCommand, RemoveTagsFromResourceCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    const parameter = { ResourceType: 'Parameter', ResourceId: name } as const;
    if (removed.length > 0) {
      await this.aws.call(
        { operation: 'RemoveTagsFromResource', resource: name, actions: ['ssm:RemoveTagsFromResource'] },
        signal,
        (abortSignal) => client.send(new RemoveTagsFromResourceCommand({ ...parameter, TagKeys: removed }), { abortSignal }),
      );
    }
    if (Object.keys(added).length > 0) {
      await this.aws.call({ operation: 'AddTagsToResource', resource: name, actions: ['ssm:AddTagsToResource'] }, signal, (abortSignal) =>
        client.send(new AddTagsToResourceCommand({ ...parameter, Tags: tagList(added) }), { abortSignal }),
      );
    }
  }

  /** The value, in clear, for explicit ephemeral reads. */
  public async reveal(
    name: string,
    version: number | undefined,
    signal: AbortSignal,
  ): Promise<{ value: string; version: number; arn: string }> {
    const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    const answer = await this.aws.call(
      { operation: 'GetParameter', resource: name, actions: ['ssm:GetParameter', 'kms:Decrypt'] },
      signal,
      (abortSignal) =>
        client.send(new GetParameterCommand({ Name: version === undefined ? name : `${name}:${version}`, WithDecryption: true }), {
          abortSignal,
        }),
    );
    return { value: answer.Parameter!.Value!, version: answer.Parameter!.Version!, arn: answer.Parameter!.ARN! };
  }

  /**
   * Up to 10 parameters at once, in clear, by their names; `<name>:<version or label>` means a version. What is not
   * there is left out.
   */
  public async revealEach(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, RevealedVersion>> {
    const { GetParametersCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    const answer = await this.aws.call(
      { operation: 'GetParameters', resource: names.join(', '), actions: ['ssm:GetParameters', 'kms:Decrypt'] },
      signal,
      (abortSignal) => client.send(new GetParametersCommand({ Names: [...names], WithDecryption: true }), { abortSignal }),
    );
    return new Map(
      (answer.Parameters ?? []).map(({ Name, Selector, Type, Value, Version, LastModifiedDate }) => [
        `${Name}${Selector ?? ''}`,
        { name: Name!, type: Type, value: Value!, version: Version!, modified: LastModifiedDate! },
      ]),
    );
  }

  /** Gives a version labels, the latest one where none is named; whichever had them before loses them. @returns the version */
  public async label(name: string, version: number | undefined, labels: readonly string[], signal: AbortSignal): Promise<number> {
    const { LabelParameterVersionCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    const answer = await this.aws.call(
      { operation: 'LabelParameterVersion', resource: name, actions: ['ssm:LabelParameterVersion'] },
      signal,
      (abortSignal) =>
        client.send(new LabelParameterVersionCommand({ Name: name, ParameterVersion: version, Labels: [...labels] }), { abortSignal }),
    );
    return answer.ParameterVersion!;
  }

  /** Takes labels from a version; those that it does not have are no matter. */
  public async unlabel(name: string, version: number, labels: readonly string[], signal: AbortSignal): Promise<void> {
    const { UnlabelParameterVersionCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    await this.aws.call(
      { operation: 'UnlabelParameterVersion', resource: name, actions: ['ssm:UnlabelParameterVersion'] },
      signal,
      (abortSignal) =>
        client.send(new UnlabelParameterVersionCommand({ Name: name, ParameterVersion: version, Labels: [...labels] }), { abortSignal }),
    );
  }

  /** The oldest version that is kept, and its labels; without its value. Undefined where there is no such parameter. */
  public async oldest(
    name: string,
    signal: AbortSignal,
  ): Promise<{ readonly version: number; readonly labels: readonly string[] } | undefined> {
    const { GetParameterHistoryCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    // From the oldest one on; nothing is decrypted.
    const page = await this.aws.call(
      { operation: 'GetParameterHistory', resource: name, actions: ['ssm:GetParameterHistory'] },
      signal,
      (abortSignal) => client.send(new GetParameterHistoryCommand({ Name: name, WithDecryption: false, MaxResults: 50 }), { abortSignal }),
    );
    const [first] = [...(page.Parameters ?? [])].sort((one, other) => one.Version! - other.Version!);
    return first && { version: first.Version!, labels: first.Labels ?? [] };
  }

  /** All parameters one level under a path, or on all levels, in clear, for explicit reads. */
  public async revealAll(path: string, signal: AbortSignal, recursive = false): Promise<RevealedParameter[]> {
    const found = await this.below(path, recursive, true, signal);
    return found.map(({ Name, Type, Value }) => ({ name: Name!, type: Type, value: Value! }));
  }

  /** The names of all parameters under a path; nothing is decrypted. */
  public async namesBelow(path: string, signal: AbortSignal): Promise<string[]> {
    return (await this.below(path, true, false, signal)).map(({ Name }) => Name!);
  }

  /** Names and versions of the parameters under a path, sorted; nothing is decrypted. */
  public async versionsBelow(path: string, recursive: boolean, signal: AbortSignal): Promise<[name: string, version: number][]> {
    const found = await this.below(path, recursive, false, signal);
    return found.map(({ Name, Version }): [string, number] => [Name!, Version!]).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  private async below(Path: string, Recursive: boolean, WithDecryption: boolean, signal: AbortSignal): Promise<Parameter[]> {
    const { GetParametersByPathCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    const call = {
      operation: 'GetParametersByPath',
      resource: Path,
      actions: ['ssm:GetParametersByPath', ...(WithDecryption ? ['kms:Decrypt'] : [])],
    };
    const found: Parameter[] = [];
    let NextToken: string | undefined;
    do {
      // A page may be empty and others follow (AWS: GetParametersByPath).
      const page = await this.aws.call(call, signal, (abortSignal) =>
        client.send(new GetParametersByPathCommand({ Path, Recursive, WithDecryption, MaxResults: PARAMETERS_PER_PAGE, NextToken }), {
          abortSignal,
        }),
      );
      found.push(...(page.Parameters ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  private async put(
    input: PutParameterCommandInput,
    signal: AbortSignal,
    beforeRetry?: () => Promise<number | undefined>,
  ): Promise<number> {
    const { PutParameterCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    const actions = [
      'ssm:PutParameter',
      ...(input.Tags ? ['ssm:AddTagsToResource'] : []),
      input.Tier === 'Standard' ? 'kms:Encrypt' : 'kms:GenerateDataKey',
    ];
    const version = await eventually(
      () =>
        this.aws.call(
          { operation: 'PutParameter', resource: input.Name!, actions },
          signal,
          async (abortSignal) => (await client.send(new PutParameterCommand(input), { abortSignal })).Version!,
          { secrets: [input.Value!], beforeRetry },
        ),
      signal,
      { missing: isUnknownKey },
    );
    return version!;
  }
}

/** Whether a write failed for a key that is not known: one that was made a moment ago becomes known everywhere in time. */
function isUnknownKey(error: unknown): boolean {
  return error instanceof AwsCallError && /^(InvalidKeyId|NotFoundException)$/.test(error.code) && !/disabled|pending/i.test(error.detail);
}

function putInput({ name, value, keyId, tier, chamberVersion: version }: NewValue): PutParameterCommandInput {
  return {
    Name: name,
    Value: value,
    Type: 'SecureString',
    KeyId: keyId,
    Tier: tier as PutParameterCommandInput['Tier'],
    Description: String(version),
  };
}

function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
