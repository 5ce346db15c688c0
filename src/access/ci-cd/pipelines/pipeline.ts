import { Token } from 'cdktf';
import { FederationError } from '../../../errors';
import type { AzurePipelineProps, PipelineProps } from '../pipeline-props';

/** What is written into the text of a pipeline, checked. */
export type Pipeline = Required<PipelineProps>;

const PATTERNS: { readonly [property: string]: readonly [pattern: RegExp, example: string] } = {
  planRoleArn: [/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'arn:aws:iam::111122223333:role/acme-prod-plan'],
  deployRoleArn: [/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'arn:aws:iam::111122223333:role/acme-prod-deploy'],
  region: [/^[a-z]{2}(-[a-z]+)+-\d$/, 'eu-west-1'],
  stack: [/^[\w-]+$/, 'prod'],
  environment: [/^[\w.-]+$/, 'prod'],
  branch: [/^[\w./-]+$/, 'main'],
};

/** @throws FederationError where a property would break out of its place in the text, or leads nowhere */
export function checkPipeline(subject: string, props: PipelineProps): Pipeline {
  const pipeline: Pipeline = { environment: 'prod', branch: 'main', savedPlan: false, ...props };
  for (const [name, [pattern, example]] of Object.entries(PATTERNS)) {
    const value = String(pipeline[name as keyof Pipeline]);
    if (!Token.isUnresolved(value) && pattern.test(value)) continue;
    throw new FederationError(
      subject,
      `${name} is ${Token.isUnresolved(value) ? 'known only at apply' : `'${value}'`}, and a pipeline needs it written out`,
      `Write it like '${example}'.`,
    );
  }
  if (pipeline.planRoleArn === pipeline.deployRoleArn) {
    throw new FederationError(subject, 'planRoleArn and deployRoleArn are one role', 'Plan with a role that deploys nothing.');
  }
  return pipeline;
}

/** @throws FederationError as checkPipeline() does, also where both connections are one */
export function checkAzurePipeline(subject: string, props: AzurePipelineProps): Pipeline & Required<AzurePipelineProps> {
  const { planServiceConnection: plan, deployServiceConnection: deploy } = props;
  for (const [name, value] of Object.entries({ planServiceConnection: plan, deployServiceConnection: deploy })) {
    if (!Token.isUnresolved(value) && /^\w[\w .-]*$/.test(value)) continue;
    throw new FederationError(subject, `${name} is '${value}', which is no name of a service connection`, "Write it like 'aws-prod-plan'.");
  }
  if (plan === deploy) {
    throw new FederationError(
      subject,
      'planServiceConnection and deployServiceConnection are one connection',
      'Plan by a connection whose role deploys nothing.',
    );
  }
  return { ...checkPipeline(subject, props), planServiceConnection: plan, deployServiceConnection: deploy };
}

/** Where cdktf writes a stack. */
export function folderOf({ stack }: Pipeline): string {
  return `cdktf.out/stacks/${stack}`;
}

/** What plans: of the saved plan, whose folder is handed on to the deployment. */
export function planCommands(pipeline: Pipeline): readonly string[] {
  const { stack, savedPlan } = pipeline;
  return savedPlan
    ? [
        'npx cdktf synth',
        `terraform -chdir=${folderOf(pipeline)} init -input=false`,
        `terraform -chdir=${folderOf(pipeline)} plan -input=false -out=plan`,
      ]
    : [`npx cdktf diff ${stack}`];
}

/** What deploys. */
export function deployCommands(pipeline: Pipeline): readonly string[] {
  const { stack, savedPlan } = pipeline;
  return savedPlan
    ? [`terraform -chdir=${folderOf(pipeline)} init -input=false`, `terraform -chdir=${folderOf(pipeline)} apply -input=false plan`]
    : [`npx cdktf deploy ${stack} --auto-approve`];
}

/** For systems that hand on files and not folders: the synthesized stack with its plan, which holds no ephemeral value. */
export const STACK_ARCHIVE = 'stack.tgz';

/** Packs the folder of the stack. What init installed is left out, since init installs it again by the lock file. */
export function packStack(pipeline: Pipeline): string {
  return `tar -czf ${STACK_ARCHIVE} --exclude=.terraform ${folderOf(pipeline)}`;
}

export function unpackStack(): string {
  return `tar -xzf ${STACK_ARCHIVE}`;
}

/** Terraform and chamber read the token from a file, which nobody else on the machine is to read. */
export function tokenFile(print: string): string {
  return `(umask 077; ${print} > "$AWS_WEB_IDENTITY_TOKEN_FILE")`;
}

export const TOKEN_FILE = '/tmp/aws-token';
export const IMAGE = 'node:22-bookworm';
export const IMAGE_COMMENT = '# Terraform has to be in the image: build one from node and the terraform of your version.';
