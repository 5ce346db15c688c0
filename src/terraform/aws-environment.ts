import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { TerraformStack } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { OwnKind } from './own-kind';

const ID = 'cdktf-coffer-aws';

/** Where something is in AWS; values may be tokens. */
export interface AwsLocation {
  /** Account number, 12 digits. */
  readonly account: string;
  /** Region, such as eu-west-1. */
  readonly region: string;
  /** Partition of ARNs, such as aws or aws-cn. */
  readonly partition: string;
  /** Domain of the partition's services, such as amazonaws.com. */
  readonly dnsSuffix: string;
}

/**
 * Account, region and partition that a stack deploys to: one data source each for the whole stack, made on first
 * need. Their tokens are made once as well, since thousands of ARNs are built from them.
 */
export class AwsEnvironment extends Construct implements AwsLocation {
  public static of(scope: IConstruct): AwsEnvironment {
    const stack = TerraformStack.of(scope);
    return ENVIRONMENTS.in(stack.node.tryFindChild(ID), `Stack '${stack.node.path}'`) ?? new AwsEnvironment(stack);
  }

  private accountToken?: string;
  private regionToken?: string;
  private partitionSource?: DataAwsPartition;
  private partitionToken?: string;
  private dnsSuffixToken?: string;

  private constructor(stack: TerraformStack) {
    super(stack, ID);
  }

  /** Account number, 12 digits. */
  public get account(): string {
    return (this.accountToken ??= new DataAwsCallerIdentity(this, 'caller').accountId);
  }

  /** Region, such as eu-west-1. */
  public get region(): string {
    // `id`, not `name`: version 6 of the AWS provider warns about `name` in every plan, version 5 has no `region`.
    return (this.regionToken ??= new DataAwsRegion(this, 'region').id);
  }

  /** Partition of ARNs, such as aws or aws-cn. */
  public get partition(): string {
    return (this.partitionToken ??= this.partitionData().partition);
  }

  /** Domain of the partition's services, such as amazonaws.com. */
  public get dnsSuffix(): string {
    return (this.dnsSuffixToken ??= this.partitionData().dnsSuffix);
  }

  private partitionData(): DataAwsPartition {
    return (this.partitionSource ??= new DataAwsPartition(this, 'partition'));
  }
}

const ENVIRONMENTS = new OwnKind('AWS environment', AwsEnvironment);
