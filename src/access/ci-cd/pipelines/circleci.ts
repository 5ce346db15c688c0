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

/** @see CircleCI: Using OpenID Connect tokens in jobs */
export function circleci(pipeline: Pipeline): string {
  const { branch, environment, savedPlan, planRoleArn, deployRoleArn } = pipeline;
  const onBranch = (only: string): string[] => ['          filters:', '            branches:', `              only: ${only}`];
  return [
    'version: 2.1',
    'jobs:',
    '  plan:',
    ...job(pipeline, planRoleArn, planCommands({ ...pipeline, savedPlan: false })),
    ...(savedPlan ? ['  save-plan:', ...job(pipeline, planRoleArn, [...planCommands(pipeline), packStack(pipeline)]), ...handOn] : []),
    '  deploy:',
    ...job(pipeline, deployRoleArn, [...(savedPlan ? [unpackStack()] : []), ...deployCommands(pipeline)], savedPlan),
    'workflows:',
    '  deploy:',
    '    jobs:',
    '      - plan:',
    '          filters:',
    '            branches:',
    `              ignore: ${branch}`,
    ...(savedPlan ? ['      - save-plan:', ...onBranch(branch)] : []),
    `      - approve-${environment}:`,
    '          type: approval',
    ...(savedPlan ? ['          requires: [save-plan]'] : []),
    ...onBranch(branch),
    '      - deploy:',
    `          requires: [approve-${environment}]`,
    `          serial-group: << pipeline.project.slug >>/deploy`,
    ...onBranch(branch),
    '',
  ].join('\n');
}

const handOn = ['      - persist_to_workspace:', '          root: .', `          paths: [${STACK_ARCHIVE}]`];

function job({ region }: Pipeline, roleArn: string, commands: readonly string[], attach = false): string[] {
  return [
    '    docker:',
    `      ${IMAGE_COMMENT}`,
    `      - image: ${IMAGE}`,
    '    environment:',
    `      AWS_REGION: ${region}`,
    `      AWS_ROLE_ARN: ${roleArn}`,
    `      AWS_WEB_IDENTITY_TOKEN_FILE: ${TOKEN_FILE}`,
    '    steps:',
    '      - checkout',
    ...(attach ? ['      - attach_workspace:', '          at: .'] : []),
    // Values of environment are not expanded.
    `      - run: echo 'export AWS_ROLE_SESSION_NAME="circleci-$CIRCLE_WORKFLOW_ID-$CIRCLE_BUILD_NUM"' >> "$BASH_ENV"`,
    // Its audience is the organization.
    `      - run: ${tokenFile('printf %s "$CIRCLE_OIDC_TOKEN_V2"')}`,
    '      - run: npm ci',
    ...commands.map((command) => `      - run: ${command}`),
  ];
}
