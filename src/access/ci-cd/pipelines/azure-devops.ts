import { deployCommands, packStack, Pipeline, planCommands, STACK_ARCHIVE, unpackStack } from './pipeline';
import type { AzurePipelineProps } from '../pipeline-props';

export type AzurePipeline = Pipeline & Required<AzurePipelineProps>;

/** @see Microsoft: AWS Toolkit for Azure DevOps, AWSShellScript */
export function azureDevOps(pipeline: AzurePipeline): string {
  const { branch, environment, savedPlan, planServiceConnection: plan, deployServiceConnection: deploy } = pipeline;
  const onBranch = `eq(variables['Build.SourceBranch'], 'refs/heads/${branch}')`;
  const saved = { artifact: 'stack', path: STACK_ARCHIVE };
  return [
    `# Service connection ${plan}: OIDC, role ${pipeline.planRoleArn}`,
    `# Service connection ${deploy}: OIDC, role ${pipeline.deployRoleArn}`,
    '# Terraform has to be on the agents: name a pool of your own if Microsoft has none with it.',
    '# Environment and connection of the deployment have approvals, and are opened to this pipeline alone.',
    `trigger: [${branch}]`,
    'variables:',
    // Sessions of the toolkit last 15 minutes unless this says otherwise.
    '  aws.rolecredential.maxduration: 3600',
    'pool:',
    '  vmImage: ubuntu-latest',
    'jobs:',
    '  - job: plan',
    "    condition: eq(variables['Build.Reason'], 'PullRequest')",
    '    steps:',
    ...steps(pipeline, plan, planCommands({ ...pipeline, savedPlan: false })),
    ...(savedPlan
      ? [
          '  - job: save_plan',
          `    condition: ${onBranch}`,
          '    steps:',
          ...steps(pipeline, plan, [...planCommands(pipeline), packStack(pipeline)]),
          `      - publish: ${saved.path}`,
          `        artifact: ${saved.artifact}`,
        ]
      : []),
    '  - deployment: deploy',
    ...(savedPlan ? ['    dependsOn: save_plan', `    condition: and(succeeded(), ${onBranch})`] : [`    condition: ${onBranch}`]),
    `    environment: ${environment}`,
    '    strategy:',
    '      runOnce:',
    '        deploy:',
    '          steps:',
    ...[
      // Deployments check out nothing by themselves.
      '      - checkout: self',
      ...(savedPlan ? ['      - download: current', `        artifact: ${saved.artifact}`] : []),
      ...steps(pipeline, deploy, [
        ...(savedPlan ? [`mv "$(Pipeline.Workspace)/${saved.artifact}/${saved.path}" .`, unpackStack()] : []),
        ...deployCommands(pipeline),
      ]),
    ].map((line) => `      ${line}`),
    '',
  ].join('\n');
}

function steps({ region }: Pipeline, connection: string, commands: readonly string[]): string[] {
  return [
    '      - task: UseNode@1',
    '        inputs:',
    '          version: 22.x',
    '      - script: npm ci',
    '      - task: AWSShellScript@1',
    '        inputs:',
    `          awsCredentials: ${connection}`,
    `          regionName: ${region}`,
    '          scriptType: inline',
    '          inlineScript: |',
    ...['set -euo pipefail', ...commands].map((command) => `            ${command}`),
  ];
}
