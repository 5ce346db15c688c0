import { deployCommands, packStack, Pipeline, planCommands, STACK_ARCHIVE, unpackStack } from './pipeline';

const TERRAFORM_VERSION = '1.11.4';

/** @see GitHub: Configuring OpenID Connect in Amazon Web Services */
export function github(pipeline: Pipeline): string {
  const { branch, environment, savedPlan, planRoleArn, deployRoleArn } = pipeline;
  return [
    'name: deploy',
    'on:',
    '  pull_request:',
    '  push:',
    `    branches: [${branch}]`,
    'permissions: {}',
    'concurrency:',
    '  group: deploy-${{ github.ref }}',
    'jobs:',
    '  plan:',
    // Forks get no token, and would only fail.
    "    if: github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository",
    ...job(pipeline, planRoleArn, planCommands({ ...pipeline, savedPlan: false })),
    ...(savedPlan ? savedPlanJob(pipeline) : []),
    '  deploy:',
    "    if: github.event_name == 'push'",
    ...(savedPlan ? ['    needs: save-plan'] : []),
    `    environment: ${environment}`,
    ...job(pipeline, deployRoleArn, deployCommands(pipeline), savedPlan ? DOWNLOAD : []),
    '',
  ].join('\n');
}

function job({ region }: Pipeline, roleArn: string, commands: readonly string[], before: readonly string[] = []): string[] {
  return [
    '    runs-on: ubuntu-latest',
    '    permissions:',
    '      contents: read',
    '      id-token: write',
    '    steps:',
    '      - uses: actions/checkout@v4',
    '        with:',
    '          persist-credentials: false',
    '      - uses: actions/setup-node@v4',
    '        with:',
    '          node-version: 22',
    '      - uses: hashicorp/setup-terraform@v3',
    '        with:',
    `          terraform_version: ${TERRAFORM_VERSION}`,
    '      - run: npm ci',
    ...before,
    '      - uses: aws-actions/configure-aws-credentials@v4',
    '        with:',
    `          role-to-assume: ${roleArn}`,
    '          role-session-name: gha-${{ github.run_id }}-${{ github.run_attempt }}',
    `          aws-region: ${region}`,
    ...commands.map((command) => `      - run: ${command}`),
  ];
}

/**
 * On the branch, the plan is made by the role that plans for the environment named `<environment>-plan`, which waits for
 * nobody; the approval then is for what is in the log of the plan.
 */
function savedPlanJob(pipeline: Pipeline): string[] {
  return [
    '  save-plan:',
    "    if: github.event_name == 'push'",
    `    environment: ${pipeline.environment}-plan`,
    // The folder has the lock, the provider and the plan, whose values are none: ephemeral ones are in no plan. Packed, since
    // artifacts lose the permissions of files, without which the provider would not run (actions/upload-artifact: README).
    ...job(pipeline, pipeline.planRoleArn, [...planCommands(pipeline), packStack(pipeline)]),
    '      - uses: actions/upload-artifact@v4',
    '        with:',
    '          name: stack',
    `          path: ${STACK_ARCHIVE}`,
    '          retention-days: 1',
  ];
}

const DOWNLOAD = ['      - uses: actions/download-artifact@v4', '        with:', '          name: stack', `      - run: ${unpackStack()}`];
