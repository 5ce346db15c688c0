import { DynamodbResourcePolicy } from '@cdktf/provider-aws/lib/dynamodb-resource-policy';
import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { DynamodbTableItem } from '@cdktf/provider-aws/lib/dynamodb-table-item';
import { DataResource, type ITerraformDependable, Lazy, TerraformLocal } from 'cdktf';
import { Construct } from 'constructs';
import { watcherTablePolicy } from './watcher-table-policy';
import { DECLARATION_ATTRIBUTE, declarationId, type DeclarationPart, EXPIRY_ATTRIBUTE } from '../contracts/audit/declarations';

/** A table, and what is written into it; parts are as of synth. */
export interface WatcherTableProps {
  readonly name: string;
  readonly keyArn: string;
  readonly parts: () => readonly DeclarationPart[];
  readonly deletionProtection: boolean;
  /** What goes after it, and stays while it refuses to be deleted. */
  readonly after: readonly ITerraformDependable[];
  readonly tags?: { [key: string]: string };
}

/**
 * The table of the watcher: what was declared, each part under its checksum, and what the watcher remembers.
 *
 * Parts of a new deploy are written before the function hears of them, and those of the one before are deleted after, so that at each
 * moment the function finds the parts that its environment names.
 *
 * @internal
 */
export class WatcherTable extends Construct {
  public readonly name: string;
  public readonly arn: string;
  /** SHA-256 of the parts, separated by commas, as a token. */
  public readonly checksums: string;
  /** What has to be there before the function hears of it. */
  public readonly written: DynamodbTableItem;

  constructor(scope: Construct, id: string, props: WatcherTableProps) {
    super(scope, id);
    const { name, keyArn, parts, deletionProtection, tags } = props;
    const table = new DynamodbTable(this, 'Default', {
      name,
      billingMode: 'PAY_PER_REQUEST',
      hashKey: 'id',
      attribute: [{ name: 'id', type: 'S' }],
      serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
      pointInTimeRecovery: { enabled: true },
      ttl: { enabled: true, attributeName: EXPIRY_ATTRIBUTE },
      deletionProtectionEnabled: deletionProtection,
      tags,
      // Else Terraform deletes the trail and log group of an audit that was taken out before S3 refuses to delete the bucket's policy.
      dependsOn: [...props.after],
    });
    // By their numbers, which synth knows; what they say, only apply may know.
    const texts = new TerraformLocal(
      this,
      'parts',
      Lazy.anyValue({ produce: () => Object.fromEntries(parts().map((part, index) => [String(index), JSON.stringify(part)])) }),
    );
    const checksums = new TerraformLocal(this, 'checksums', `\${join(",", [for part in values(${local(texts)}) : sha256(part)])}`);
    const version = new DataResource(this, 'version', { input: { checksums: checksums.asString } });
    this.written = new DynamodbTableItem(this, 'declared', {
      tableName: table.name,
      hashKey: table.hashKey,
      item: `\${jsonencode({id = {S = format("${declarationId('%s')}", sha256(each.value))}, ${DECLARATION_ATTRIBUTE} = {S = each.value}})}`,
      lifecycle: { createBeforeDestroy: true, replaceTriggeredBy: [`${version.terraformResourceType}.${version.friendlyUniqueId}`] },
    });
    this.written.addOverride('for_each', `\${${local(texts)}}`);
    this.name = name;
    this.arn = table.arn;
    this.checksums = checksums.asString;
  }

  /**
   * Has only one role write what the watcher remembers, whatever IAM allows others.
   *
   * @param roleArn of the watcher
   * @returns what has to be there before the function runs under another role than before
   */
  public writtenOnlyBy(roleArn: string): ITerraformDependable {
    return new DynamodbResourcePolicy(this, 'policy', { resourceArn: this.arn, policy: watcherTablePolicy(this.arn, roleArn) });
  }
}

function local(element: TerraformLocal): string {
  return `local.${element.friendlyUniqueId}`;
}
