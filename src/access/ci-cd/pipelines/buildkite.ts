import { deployCommands, packStack, Pipeline, planCommands, STACK_ARCHIVE, TOKEN_FILE, tokenFile, unpackStack } from './pipeline';

/** @see Buildkite: OIDC with AWS */
export function buildkite(pipeline: Pipeline): string {
  const { branch, environment, savedPlan, planRoleArn, deployRoleArn } = pipeline;
  const onBranch = `    if: build.pull_request.id == null && build.branch == "${branch}"`;
  return [
    '# Node.js and Terraform have to be on the agents.',
    'steps:',
    '  - label: plan',
    '    key: plan',
    '    if: build.pull_request.id != null && !build.pull_request.repository.fork',
    ...commandsOf(pipeline, planRoleArn, planCommands({ ...pipeline, savedPlan: false })),
    ...(savedPlan
      ? [
          '  - label: save-plan',
          '    key: save-plan',
          onBranch,
          ...commandsOf(pipeline, planRoleArn, [
            ...planCommands(pipeline),
            packStack(pipeline),
            `buildkite-agent artifact upload ${STACK_ARCHIVE}`,
          ]),
        ]
      : []),
    `  - block: Deploy to ${environment}`,
    '    key: approve',
    onBranch,
    ...(savedPlan ? ['    depends_on: save-plan'] : []),
    '  - label: deploy',
    '    key: deploy',
    '    depends_on: approve',
    onBranch,
    '    concurrency: 1',
    `    concurrency_group: deploy-${environment}`,
    ...commandsOf(pipeline, deployRoleArn, [
      ...(savedPlan ? [`buildkite-agent artifact download --step save-plan ${STACK_ARCHIVE} .`, unpackStack()] : []),
      ...deployCommands(pipeline),
    ]),
    '',
  ].join('\n');
}

function commandsOf({ region }: Pipeline, roleArn: string, commands: readonly string[]): string[] {
  return [
    '    commands:',
    ...[
      `export AWS_REGION=${region}`,
      `export AWS_ROLE_ARN=${roleArn}`,
      `export AWS_WEB_IDENTITY_TOKEN_FILE=${TOKEN_FILE}-$BUILDKITE_JOB_ID`,
      'export AWS_ROLE_SESSION_NAME="buildkite-$BUILDKITE_BUILD_NUMBER-$BUILDKITE_JOB_ID"',
      tokenFile('buildkite-agent oidc request-token --audience sts.amazonaws.com'),
      'npm ci',
      ...commands,
      // What is read when the pipeline is uploaded is that of the uploading job: two dollar signs wait for this one.
    ].map((command) => `      - ${command.replace(/\$/g, '$$$$')}`),
  ];
}
