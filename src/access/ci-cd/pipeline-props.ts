/** A pipeline that plans pull requests and deploys one branch. */
export interface PipelineProps {
  /** ARN of the role that plans, written out. */
  readonly planRoleArn: string;

  /** ARN of the role that deploys, written out. */
  readonly deployRoleArn: string;

  /** Region of AWS. */
  readonly region: string;

  /** Stack that is planned and deployed, as `cdktf list` has it. */
  readonly stack: string;

  /**
   * Environment whose approval the deployment waits for.
   *
   * @default prod
   */
  readonly environment?: string;

  /**
   * Branch that is deployed.
   *
   * @default main
   */
  readonly branch?: string;

  /**
   * Whether exactly what was planned is applied: by Terraform in the folder of the stack, since `cdktf deploy` takes no
   * saved plan. Ephemeral variables are given to both.
   *
   * @default false
   */
  readonly savedPlan?: boolean;
}

/** A pipeline of Azure DevOps, whose roles are those of service connections. */
export interface AzurePipelineProps extends PipelineProps {
  /** Service connection of the AWS toolkit by which pull requests are planned, with OIDC and the role that plans. */
  readonly planServiceConnection: string;

  /** Service connection that deploys, with OIDC and the role that deploys: with an approval, and for this pipeline alone. */
  readonly deployServiceConnection: string;
}
