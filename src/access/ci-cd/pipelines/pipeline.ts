import { Token } from 'cdktf';
import { FederationError } from '../../../errors';
import type { PipelineProps } from '../pipeline-props';

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
