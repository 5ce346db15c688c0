import { deployCommands, packStack, Pipeline, planCommands, STACK_ARCHIVE, unpackStack } from './pipeline';

/** @see GitLab: Configure OpenID Connect in AWS to retrieve temporary credentials */
export function gitlab(pipeline: Pipeline): string {
  const { branch, environment, region, savedPlan, planRoleArn, deployRoleArn } = pipeline;
  const onBranch = `$CI_PIPELINE_SOURCE != "merge_request_event" && $CI_COMMIT_BRANCH == "${branch}"`;
  const artifacts = ['  artifacts:', '    access: none', '    expire_in: 1 day', '    paths:', `      - ${STACK_ARCHIVE}`];
  return [
    'stages: [plan, deploy]',
    'default:',
    '  image: node:22-bookworm',
    '  id_tokens:',
    '    AWS_TOKEN:',
    '      aud: sts.amazonaws.com',
    'variables:',
    `  AWS_REGION: ${region}`,
    '  AWS_ROLE_SESSION_NAME: gitlab-$CI_PIPELINE_ID-$CI_JOB_ID',
    '  AWS_WEB_IDENTITY_TOKEN_FILE: /tmp/aws-token',
    '.aws:',
    '  before_script:',
    '    # Terraform has to be in the image: build one from node and the terraform of your version.',
    '    - (umask 077; printf %s "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE")',
    '    - npm ci',
    'plan:',
    '  extends: .aws',
    '  stage: plan',
    '  rules:',
    '    - if: \'$CI_PIPELINE_SOURCE == "merge_request_event"\'',
    '  variables:',
    `    AWS_ROLE_ARN: ${planRoleArn}`,
    ...script(planCommands({ ...pipeline, savedPlan: false })),
    ...(savedPlan
      ? [
          'save-plan:',
          '  extends: .aws',
          '  stage: plan',
          '  rules:',
          `    - if: '${onBranch}'`,
          '  variables:',
          `    AWS_ROLE_ARN: ${planRoleArn}`,
          // Packed without what init installed, which alone would be more than GitLab takes.
          ...script([...planCommands(pipeline), packStack(pipeline)]),
          ...artifacts,
        ]
      : []),
    'deploy:',
    '  extends: .aws',
    '  stage: deploy',
    '  environment:',
    `    name: ${environment}`,
    '  resource_group: deploy',
    '  rules:',
    `    - if: '${onBranch}'`,
    '      when: manual',
    ...(savedPlan ? ['  needs: [save-plan]'] : []),
    '  variables:',
    `    AWS_ROLE_ARN: ${deployRoleArn}`,
    ...script([...(savedPlan ? [unpackStack()] : []), ...deployCommands(pipeline)]),
    '',
  ].join('\n');
}

function script(commands: readonly string[]): string[] {
  return ['  script:', ...commands.map((command) => `    - ${command}`)];
}
