import { parse } from 'yaml';
import { access } from '../../../src';
import { thrownBy } from '../../support/errors';

const { CiCdPipeline, OidcIdentity } = access;
const [PLAN, DEPLOY] = ['arn:aws:iam::111122223333:role/acme-prod-plan', 'arn:aws:iam::111122223333:role/acme-prod-deploy'];
const props = { planRoleArn: PLAN, deployRoleArn: DEPLOY, region: 'eu-west-1', stack: 'prod' };
const azureProps = { ...props, planServiceConnection: 'aws-plan', deployServiceConnection: 'aws-deploy' };
const SESSION = /^[\w+=,.@-]{2,64}$/;
const UUID = '6e2a1f4c-0b1d-4c3e-9a57-2f1f7f6f3b10';
const [PLANS, DEPLOYS] = [['npx cdktf diff prod'], ['npx cdktf deploy prod --auto-approve']];
const FOLDER = 'cdktf.out/stacks/prod';
const SAVES = [
  'npx cdktf synth',
  `terraform -chdir=${FOLDER} init -input=false`,
  `terraform -chdir=${FOLDER} plan -input=false -out=plan`,
  `tar -czf stack.tgz --exclude=.terraform ${FOLDER}`,
];
const APPLIES = [
  'tar -xzf stack.tgz',
  `terraform -chdir=${FOLDER} init -input=false`,
  `terraform -chdir=${FOLDER} apply -input=false plan`,
];

/** Parsed as the systems do, which refuse a key that is there twice. */
const parsed = <T>(text: string): T => parse(text, { strict: true, uniqueKeys: true }) as T;
/** What a shell exports, of a list of commands. */
const exported = (commands: readonly string[], name: string) =>
  commands.map((command) => new RegExp(`export ${name}="?([^"']+)`).exec(command)?.[1]).find((value) => value !== undefined)!;

describe('for CircleCI', () => {
  interface Config {
    readonly jobs: {
      readonly [job: string]: {
        readonly environment: { readonly [name: string]: string };
        readonly steps: readonly (
          string | { readonly run?: string; readonly attach_workspace?: object; readonly persist_to_workspace?: object }
        )[];
      };
    };
    readonly workflows: {
      readonly deploy: {
        readonly jobs: readonly {
          readonly [job: string]: {
            readonly type?: string;
            readonly requires?: readonly string[];
            readonly filters: { readonly branches: object };
          };
        }[];
      };
    };
  }
  const runsOf = ({ steps }: Config['jobs'][string]) => steps.flatMap((step) => (typeof step === 'string' ? [] : (step.run ?? [])));

  test('other branches are planned by the one role, and the branch is deployed by the other one after an approval', () => {
    const { jobs, workflows } = parsed<Config>(CiCdPipeline.circleci(props));
    expect(jobs.plan!.environment).toMatchObject({ AWS_ROLE_ARN: PLAN, AWS_REGION: 'eu-west-1' });
    expect(jobs.deploy!.environment.AWS_ROLE_ARN).toBe(DEPLOY);
    expect(runsOf(jobs.plan!).slice(3)).toEqual(PLANS);
    expect(runsOf(jobs.deploy!).slice(3)).toEqual(DEPLOYS);
    for (const job of [jobs.plan!, jobs.deploy!]) {
      const session = exported(runsOf(job), 'AWS_ROLE_SESSION_NAME');
      expect(session.replace('$CIRCLE_WORKFLOW_ID', UUID).replace('$CIRCLE_BUILD_NUM', '1234567')).toMatch(SESSION);
      // The token whose audience is the organization, which the trust policy asks for.
      expect(runsOf(job)).toContain('(umask 077; printf %s "$CIRCLE_OIDC_TOKEN_V2" > "$AWS_WEB_IDENTITY_TOKEN_FILE")');
    }
    expect(workflows.deploy.jobs).toEqual([
      { plan: { filters: { branches: { ignore: 'main' } } } },
      { 'approve-prod': { type: 'approval', filters: { branches: { only: 'main' } } } },
      {
        deploy: {
          requires: ['approve-prod'],
          'serial-group': '<< pipeline.project.slug >>/deploy',
          filters: { branches: { only: 'main' } },
        },
      },
    ]);
  });

  test('a saved plan is made by the role that plans, approved, and applied as it was', () => {
    const { jobs, workflows } = parsed<Config>(CiCdPipeline.circleci({ ...props, savedPlan: true }));
    expect(jobs['save-plan']!.environment.AWS_ROLE_ARN).toBe(PLAN);
    expect(runsOf(jobs['save-plan']!).slice(3)).toEqual(SAVES);
    expect(jobs['save-plan']!.steps.at(-1)).toEqual({ persist_to_workspace: { root: '.', paths: ['stack.tgz'] } });
    expect(jobs.deploy!.steps).toContainEqual({ attach_workspace: { at: '.' } });
    expect(runsOf(jobs.deploy!).slice(3)).toEqual(APPLIES);
    expect(workflows.deploy.jobs[2]!['approve-prod']!.requires).toEqual(['save-plan']);
  });
});

describe('for Bitbucket Pipelines', () => {
  interface Step {
    readonly step: {
      readonly name: string;
      readonly oidc: boolean;
      readonly deployment?: string;
      readonly trigger?: string;
      readonly artifacts?: readonly string[];
      readonly script: readonly string[];
    };
  }
  interface Config {
    readonly pipelines: {
      readonly 'pull-requests': { readonly '**': readonly Step[] };
      readonly branches: { readonly [branch: string]: readonly Step[] };
    };
  }
  const stepsOf = (text: string) => {
    const { pipelines } = parsed<Config>(text);
    return {
      pullRequest: pipelines['pull-requests']['**'].map(({ step }) => step),
      branch: pipelines.branches.main!.map(({ step }) => step),
    };
  };

  test('pull requests are planned by the one role, and the branch is deployed by hand by the other one', () => {
    const { pullRequest, branch } = stepsOf(CiCdPipeline.bitbucket(props));
    expect(pullRequest).toHaveLength(1);
    expect(pullRequest[0]!.deployment).toBeUndefined();
    expect(exported(pullRequest[0]!.script, 'AWS_ROLE_ARN')).toBe(PLAN);
    expect(pullRequest[0]!.script.slice(6)).toEqual(PLANS);
    expect(branch.map(({ name }) => name)).toEqual(['plan', 'deploy']);
    expect(exported(branch[0]!.script, 'AWS_ROLE_ARN')).toBe(PLAN);
    expect(branch[1]).toMatchObject({ deployment: 'prod', trigger: 'manual' });
    expect(exported(branch[1]!.script, 'AWS_ROLE_ARN')).toBe(DEPLOY);
    expect(branch[1]!.script.slice(6)).toEqual(DEPLOYS);
    for (const { oidc, script } of [...pullRequest, ...branch]) {
      expect(oidc).toBe(true);
      expect(script).toContain('(umask 077; printf %s "$BITBUCKET_STEP_OIDC_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE")');
      expect(script[3]).toBe(
        `export AWS_ROLE_SESSION_NAME="bitbucket-$BITBUCKET_BUILD_NUMBER-$(printf %s "$BITBUCKET_STEP_UUID" | tr -d '{}')"`,
      );
      expect(`bitbucket-1234567-${UUID}`).toMatch(SESSION);
    }
  });

  test('a saved plan is made by the role that plans, and applied as it was', () => {
    const { branch } = stepsOf(CiCdPipeline.bitbucket({ ...props, savedPlan: true }));
    expect(branch[0]).toMatchObject({ name: 'save-plan', artifacts: ['stack.tgz'] });
    expect(exported(branch[0]!.script, 'AWS_ROLE_ARN')).toBe(PLAN);
    expect(branch[0]!.script.slice(6)).toEqual(SAVES);
    expect(branch[1]!.script.slice(6)).toEqual(APPLIES);
  });
});

describe('for Buildkite', () => {
  interface Step {
    readonly label?: string;
    readonly block?: string;
    readonly key: string;
    readonly if: string;
    readonly depends_on?: string;
    readonly concurrency?: number;
    readonly commands: readonly string[];
  }
  const stepsOf = (text: string) =>
    Object.fromEntries(parsed<{ readonly steps: readonly Step[] }>(text).steps.map((step) => [step.key, step]));

  test('pull requests are planned by the one role, and the branch is deployed by the other one after a block', () => {
    const { plan, approve, deploy } = stepsOf(CiCdPipeline.buildkite(props)) as { readonly [key: string]: Step };
    expect(plan!.if).toBe('build.pull_request.id != null && !build.pull_request.repository.fork');
    expect(exported(plan!.commands, 'AWS_ROLE_ARN')).toBe(PLAN);
    expect(plan!.commands.slice(6)).toEqual(PLANS);
    expect(approve).toMatchObject({ block: 'Deploy to prod', if: 'build.pull_request.id == null && build.branch == "main"' });
    expect(deploy).toMatchObject({ if: approve!.if, depends_on: 'approve', concurrency: 1 });
    expect(exported(deploy!.commands, 'AWS_ROLE_ARN')).toBe(DEPLOY);
    expect(deploy!.commands.slice(6)).toEqual(DEPLOYS);
    for (const { commands } of [plan!, deploy!]) {
      expect(commands[4]).toBe(
        '(umask 077; buildkite-agent oidc request-token --audience sts.amazonaws.com > "$$AWS_WEB_IDENTITY_TOKEN_FILE")',
      );
      const session = exported(commands, 'AWS_ROLE_SESSION_NAME');
      expect(session.replace('$$BUILDKITE_BUILD_NUMBER', '1234567').replace('$$BUILDKITE_JOB_ID', UUID)).toMatch(SESSION);
      // One dollar sign would be that of the job that uploads the pipeline.
      expect(commands.join('\n').replace(/\$\$/g, '')).not.toContain('$');
    }
  });

  test('a saved plan is made by the role that plans, and applied as it was', () => {
    const steps = stepsOf(CiCdPipeline.buildkite({ ...props, savedPlan: true }));
    expect(exported(steps['save-plan']!.commands, 'AWS_ROLE_ARN')).toBe(PLAN);
    expect(steps['save-plan']!.commands.slice(6)).toEqual([...SAVES, 'buildkite-agent artifact upload stack.tgz']);
    expect(steps.approve!.depends_on).toBe('save-plan');
    expect(steps.deploy!.commands.slice(6)).toEqual(['buildkite-agent artifact download --step save-plan stack.tgz .', ...APPLIES]);
  });

  test('the identity of pull requests is one of every branch, and counts as such', () => {
    const identity = OidcIdentity.buildkite({
      organization: 'acme',
      organizationId: UUID,
      pipeline: 'api',
      pipelineId: UUID,
      pullRequest: true,
    });
    expect(identity._token).toMatchObject({ pullRequest: true, like: { sub: ['organization:acme:pipeline:api:ref:*'] } });
    const message = (more: object) => thrownBy(() => OidcIdentity.buildkite({ organization: 'acme', pipeline: 'api', ...more })).message;
    const remedy = "Give one of them, such as gitRef: 'refs/heads/main' or pullRequest: true.";
    expect(message({})).toBe(`OidcIdentity.buildkite(): none of gitRef and pullRequest is given. ${remedy}`);
    expect(message({ gitRef: 'refs/heads/main', pullRequest: true })).toBe(
      `OidcIdentity.buildkite(): both of gitRef and pullRequest are given. ${remedy}`,
    );
  });
});

describe('for Azure DevOps', () => {
  interface Step {
    readonly task?: string;
    readonly publish?: string;
    readonly download?: string;
    readonly checkout?: string;
    readonly inputs?: { readonly awsCredentials?: string; readonly regionName?: string; readonly inlineScript?: string };
  }
  interface Config {
    readonly trigger: readonly string[];
    readonly variables: object;
    readonly jobs: readonly {
      readonly job?: string;
      readonly deployment?: string;
      readonly condition: string;
      readonly dependsOn?: string;
      readonly environment?: string;
      readonly steps?: readonly Step[];
      readonly strategy?: { readonly runOnce: { readonly deploy: { readonly steps: readonly Step[] } } };
    }[];
  }
  const awsOf = (steps: readonly Step[] | undefined) => steps!.find(({ task }) => task === 'AWSShellScript@1')!.inputs!;
  const linesOf = (steps: readonly Step[] | undefined) => awsOf(steps).inlineScript!.trim().split('\n');

  test('pull requests are planned by the one connection, and the branch is deployed by the other one behind the environment', () => {
    const text = CiCdPipeline.azureDevOps(azureProps);
    const { trigger, variables, jobs } = parsed<Config>(text);
    expect(text).toContain(`# Service connection aws-plan: OIDC, role ${PLAN}\n# Service connection aws-deploy: OIDC, role ${DEPLOY}\n`);
    expect(trigger).toEqual(['main']);
    expect(variables).toEqual({ 'aws.rolecredential.maxduration': 3600 });
    const [plan, deploy] = [jobs[0]!, jobs[1]!];
    expect(plan).toMatchObject({ job: 'plan', condition: "eq(variables['Build.Reason'], 'PullRequest')" });
    expect(awsOf(plan.steps)).toMatchObject({ awsCredentials: 'aws-plan', regionName: 'eu-west-1', scriptType: 'inline' });
    expect(linesOf(plan.steps)).toEqual(['set -euo pipefail', ...PLANS]);
    expect(deploy).toMatchObject({
      deployment: 'deploy',
      environment: 'prod',
      condition: "eq(variables['Build.SourceBranch'], 'refs/heads/main')",
    });
    const { steps } = deploy.strategy!.runOnce.deploy;
    expect(steps[0]).toEqual({ checkout: 'self' });
    expect(awsOf(steps).awsCredentials).toBe('aws-deploy');
    expect(linesOf(steps)).toEqual(['set -euo pipefail', ...DEPLOYS]);
  });

  test('a saved plan is made by the connection that plans, and applied as it was', () => {
    const { jobs } = parsed<Config>(CiCdPipeline.azureDevOps({ ...azureProps, savedPlan: true }));
    const [, save, deploy] = jobs;
    expect(awsOf(save!.steps).awsCredentials).toBe('aws-plan');
    expect(linesOf(save!.steps).slice(1)).toEqual(SAVES);
    expect(save!.steps!.at(-1)).toEqual({ publish: 'stack.tgz', artifact: 'stack' });
    expect(deploy).toMatchObject({
      dependsOn: 'save_plan',
      condition: "and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))",
    });
    const { steps } = deploy!.strategy!.runOnce.deploy;
    expect(steps[1]).toEqual({ download: 'current', artifact: 'stack' });
    expect(linesOf(steps).slice(1)).toEqual(['mv "$(Pipeline.Workspace)/stack/stack.tgz" .', ...APPLIES]);
  });

  test.each<[string, Partial<access.AzurePipelineProps>, string]>([
    [
      'a connection that would break out of its place',
      { planServiceConnection: 'aws: {}' },
      "planServiceConnection is 'aws: {}', which is no name of a service connection. Write it like 'aws-prod-plan'.",
    ],
    [
      'one connection for both',
      { deployServiceConnection: 'aws-plan' },
      'planServiceConnection and deployServiceConnection are one connection. Plan by a connection whose role deploys nothing.',
    ],
  ])('refuses %s', (_, change, message) => {
    expect(thrownBy(() => CiCdPipeline.azureDevOps({ ...azureProps, ...change }))).toEqual({
      name: 'FederationError',
      message: `CiCdPipeline.azureDevOps(): ${message}`,
    });
  });
});

test.each(['circleci', 'bitbucket', 'buildkite'] as const)('%s refuses what would run something else', (system) => {
  expect(thrownBy(() => CiCdPipeline[system]({ ...props, stack: 'prod; curl example.com' })).message).toBe(
    `CiCdPipeline.${system}(): stack is 'prod; curl example.com', and a pipeline needs it written out. Write it like 'prod'.`,
  );
});
