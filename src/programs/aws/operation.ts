/** One call to AWS, as its errors name it. */
export interface AwsOperation {
  /** AWS's name of the operation, such as PutParameter. */
  readonly operation: string;
  /** What it was done to, such as a parameter's name. */
  readonly resource: string;
  /** The IAM actions that it needs. */
  readonly actions: readonly string[];
}
