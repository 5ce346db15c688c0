import type { IVault } from '../vault/vault';

/** A private network that the rotator runs in, to reach databases. */
export interface RotatorNetwork {
  /**
   * Ids of subnets with a way to AWS's services: a NAT gateway, or endpoints of ssm, kms, sts, iam, events, sns and whatever is rotated.
   */
  readonly subnetIds: string[];
  /** Ids of security groups that the databases let in. */
  readonly securityGroupIds: string[];
}

/** The function that rotates a vault's secrets. */
export interface SecretRotatorProps {
  /** Vault whose secrets it rotates. A vault has one rotator. */
  readonly vault: IVault;

  /**
   * A private network to run in.
   *
   * @default - none: databases have to be reachable without
   */
  readonly network?: RotatorNetwork;

  /**
   * How many secrets are rotated at once, 1 to 100: reserved concurrency. Parameter Store takes 3 writes a second by
   * default, and each rotation makes two to four.
   *
   * @default 5
   */
  readonly concurrency?: number;

  /**
   * Reserve that concurrency for the rotator. Accounts whose quota of concurrent executions was never raised, of about 10,
   * have none to reserve, and Lambda then refuses the function (Lambda: Reserved concurrency). Without it, as many secrets
   * are rotated at once as are due; what Parameter Store throttles is tried again.
   *
   * @default true
   */
  readonly reserveConcurrency?: boolean;

  /**
   * Seconds that one rotation may take, 60 to 900.
   *
   * @default 300
   */
  readonly timeoutSeconds?: number;

  /**
   * Memory of the function in MB, 256 to 3008. Its share of the processor grows with it.
   *
   * @default 512
   */
  readonly memoryMb?: number;

  /**
   * Days for which the log is kept: one of the numbers that CloudWatch Logs takes, 365 or more.
   *
   * @default 365
   */
  readonly logRetentionDays?: number;

  /**
   * ARN of a code signing configuration. The zip in the package then has to be signed and given by the configuration's rules.
   *
   * @default - none
   */
  readonly codeSigningConfigArn?: string;

  /**
   * Whether all schedules rest. Rotations by hand still work.
   *
   * @default false
   */
  readonly paused?: boolean;
}
