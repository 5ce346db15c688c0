import {
  deployCommands,
  IMAGE,
  IMAGE_COMMENT,
  packStack,
  Pipeline,
  planCommands,
  STACK_ARCHIVE,
  TOKEN_FILE,
  tokenFile,
  unpackStack,
} from './pipeline';

/** @see Bitbucket Cloud: Deploy on AWS using Bitbucket Pipelines OpenID Connect */
export function bitbucket(pipeline: Pipeline): string {
  const { branch, environment, savedPlan, planRoleArn, deployRoleArn } = pipeline;
  return [
    IMAGE_COMMENT,
    `image: ${IMAGE}`,
    'pipelines:',
    '  pull-requests:',
    "    '**':",
    ...step(pipeline, 'plan', planRoleArn, [], planCommands({ ...pipeline, savedPlan: false })),
    '  branches:',
    `    ${branch}:`,
    // The first step of a pipeline cannot wait for somebody.
    ...(savedPlan
      ? step(
          pipeline,
          'save-plan',
          planRoleArn,
          ['          artifacts:', `            - ${STACK_ARCHIVE}`],
          [...planCommands(pipeline), packStack(pipeline)],
        )
      : step(pipeline, 'plan', planRoleArn, [], planCommands(pipeline))),
    ...step(
      pipeline,
      'deploy',
      deployRoleArn,
      [`          deployment: ${environment}`, '          trigger: manual'],
      [...(savedPlan ? [unpackStack()] : []), ...deployCommands(pipeline)],
    ),
    '',
  ].join('\n');
}

function step({ region }: Pipeline, name: string, roleArn: string, more: readonly string[], commands: readonly string[]): string[] {
  return [
    '      - step:',
    `          name: ${name}`,
    '          oidc: true',
    ...more,
    '          script:',
    ...[
      `export AWS_REGION=${region}`,
      `export AWS_ROLE_ARN=${roleArn}`,
      `export AWS_WEB_IDENTITY_TOKEN_FILE=${TOKEN_FILE}`,
      // The UUID has braces, which AWS does not allow in names of sessions.
      `export AWS_ROLE_SESSION_NAME="bitbucket-$BITBUCKET_BUILD_NUMBER-$(printf %s "$BITBUCKET_STEP_UUID" | tr -d '{}')"`,
      tokenFile('printf %s "$BITBUCKET_STEP_OIDC_TOKEN"'),
      'npm ci',
      ...commands,
    ].map((command) => `            - ${command}`),
  ];
}
