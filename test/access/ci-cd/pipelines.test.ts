import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { access } from '../../../src';
import { thrownBy } from '../../support/errors';
import { temporaryFolder } from '../../support/synth';

const { CiCdPipeline } = access;
const [PLAN, DEPLOY] = ['arn:aws:iam::111122223333:role/acme-prod-plan', 'arn:aws:iam::111122223333:role/acme-prod-deploy'];
const props = { planRoleArn: PLAN, deployRoleArn: DEPLOY, region: 'eu-west-1', stack: 'prod' };
/** What the stack is handed on by: the permissions of its provider are kept, and what init installed is left out. */
const [PACK, UNPACK] = ['tar -czf stack.tgz --exclude=.terraform cdktf.out/stacks/prod', 'tar -xzf stack.tgz'];
const SESSION = /^[\w+=,.@-]{2,64}$/;

/** Parsed as the systems do, which refuse a key that is there twice. */
const parsed = <T>(text: string): T => parse(text, { strict: true, uniqueKeys: true }) as T;

interface Workflow {
  readonly on: object;
  readonly permissions: object;
  readonly jobs: {
    readonly [name: string]: {
      readonly if: string;
      readonly needs?: string;
      readonly environment?: string;
      readonly permissions: object;
      readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: { readonly [key: string]: string } }[];
    };
  };
}

const roleOf = (job: Workflow['jobs'][string]) => job.steps.find(({ uses }) => uses?.startsWith('aws-actions/'))!.with!;
const runsOf = (job: Workflow['jobs'][string]) => job.steps.flatMap(({ run }) => run ?? []);

describe('for GitHub Actions', () => {
  test('pull requests are planned by the one role, and the branch is deployed by the other one behind the environment', () => {
    const { on, permissions, jobs } = parsed<Workflow>(CiCdPipeline.github(props));
    expect(on).toEqual({ pull_request: null, push: { branches: ['main'] } });
    expect(permissions).toEqual({});
    expect(Object.keys(jobs)).toEqual(['plan', 'deploy']);
    const [plan, deploy] = [jobs.plan!, jobs.deploy!];
    expect(plan.if).toBe("github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository");
    expect(plan.environment).toBeUndefined();
    expect(roleOf(plan)).toMatchObject({ 'role-to-assume': PLAN, 'aws-region': 'eu-west-1' });
    expect(runsOf(plan)).toEqual(['npm ci', 'npx cdktf diff prod']);
    expect(deploy.if).toBe("github.event_name == 'push'");
    expect(deploy.environment).toBe('prod');
    expect(roleOf(deploy)['role-to-assume']).toBe(DEPLOY);
    expect(runsOf(deploy)).toEqual(['npm ci', 'npx cdktf deploy prod --auto-approve']);
    for (const job of [plan, deploy]) {
      expect(job.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
      const session = roleOf(job)['role-session-name']!.replace(/\$\{\{ github\.run_(id|attempt) \}\}/g, '12345678901');
      expect(session).toBe('gha-12345678901-12345678901');
      expect(session).toMatch(SESSION);
    }
  });

  test('a saved plan is applied as it was approved, in the folder of the stack', () => {
    const { jobs } = parsed<Workflow>(CiCdPipeline.github({ ...props, savedPlan: true }));
    expect(Object.keys(jobs)).toEqual(['plan', 'save-plan', 'deploy']);
    expect(jobs['save-plan']!.environment).toBe('prod-plan');
    expect(roleOf(jobs['save-plan']!)['role-to-assume']).toBe(PLAN);
    expect(runsOf(jobs['save-plan']!)).toEqual([
      'npm ci',
      'npx cdktf synth',
      'terraform -chdir=cdktf.out/stacks/prod init -input=false',
      'terraform -chdir=cdktf.out/stacks/prod plan -input=false -out=plan',
      PACK,
    ]);
    expect(jobs.deploy!.needs).toBe('save-plan');
    expect(runsOf(jobs.deploy!).slice(1)).toEqual([
      UNPACK,
      'terraform -chdir=cdktf.out/stacks/prod init -input=false',
      'terraform -chdir=cdktf.out/stacks/prod apply -input=false plan',
    ]);
    const handedOn = [jobs['save-plan']!, jobs.deploy!].flatMap(({ steps }) => steps.filter(({ uses }) => uses?.includes('-artifact@')));
    expect(handedOn.map((step) => step.with)).toEqual([{ name: 'stack', path: 'stack.tgz', 'retention-days': 1 }, { name: 'stack' }]);
  });
});

interface GitlabJob {
  readonly extends: string;
  readonly rules: readonly { readonly if: string; readonly when?: string }[];
  readonly variables: { readonly AWS_ROLE_ARN: string };
  readonly script: readonly string[];
  readonly environment?: { readonly name: string };
  readonly needs?: readonly string[];
  readonly artifacts?: { readonly access: string; readonly paths: readonly string[] };
}

describe('for GitLab', () => {
  test('merge requests are planned by the one role, and the branch is deployed by hand by the other one', () => {
    const text = CiCdPipeline.gitlab(props);
    const pipeline = parsed<{ readonly [name: string]: unknown }>(text);
    const [plan, deploy] = [pipeline.plan, pipeline.deploy] as [GitlabJob, GitlabJob];
    expect(plan).toMatchObject({
      rules: [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }],
      variables: { AWS_ROLE_ARN: PLAN },
      script: ['npx cdktf diff prod'],
    });
    expect(deploy).toMatchObject({
      rules: [{ if: '$CI_PIPELINE_SOURCE != "merge_request_event" && $CI_COMMIT_BRANCH == "main"', when: 'manual' }],
      variables: { AWS_ROLE_ARN: DEPLOY },
      script: ['npx cdktf deploy prod --auto-approve'],
      environment: { name: 'prod' },
    });
    expect(pipeline.default).toMatchObject({ id_tokens: { AWS_TOKEN: { aud: 'sts.amazonaws.com' } } });
    const session = (pipeline.variables as { AWS_ROLE_SESSION_NAME: string }).AWS_ROLE_SESSION_NAME;
    expect(session.replace(/\$CI_(PIPELINE|JOB)_ID/g, '12345678901')).toMatch(SESSION);
  });

  test('a saved plan is handed on to the deployment, and to nobody else', () => {
    const pipeline = parsed<{ readonly [name: string]: GitlabJob }>(CiCdPipeline.gitlab({ ...props, savedPlan: true }));
    expect(pipeline['save-plan']).toMatchObject({ variables: { AWS_ROLE_ARN: PLAN }, artifacts: { access: 'none', paths: ['stack.tgz'] } });
    expect(pipeline['save-plan']!.script.at(-1)).toBe(PACK);
    expect(pipeline.deploy).toMatchObject({ needs: ['save-plan'], variables: { AWS_ROLE_ARN: DEPLOY } });
    expect(pipeline.deploy!.script[0]).toBe(UNPACK);
    expect(pipeline.deploy!.script[2]).toBe('terraform -chdir=cdktf.out/stacks/prod apply -input=false plan');
  });
});

test.each<[string, Partial<access.PipelineProps>, string]>([
  [
    'a role that is not written out',
    { planRoleArn: '${aws_iam_role.plan.arn}' },
    "planRoleArn is '${aws_iam_role.plan.arn}', and a pipeline needs it written out. " +
      "Write it like 'arn:aws:iam::111122223333:role/acme-prod-plan'.",
  ],
  ['one role for both', { planRoleArn: DEPLOY }, 'planRoleArn and deployRoleArn are one role. Plan with a role that deploys nothing.'],
  [
    'a stack that would run something else',
    { stack: 'prod; curl example.com' },
    "stack is 'prod; curl example.com', and a pipeline needs it written out. Write it like 'prod'.",
  ],
])('refuses %s', (_, change, message) => {
  expect(thrownBy(() => CiCdPipeline.github({ ...props, ...change }))).toEqual({
    name: 'FederationError',
    message: `CiCdPipeline.github(): ${message}`,
  });
});

const isThere = (command: string) => spawnSync(command, ['--version']).error === undefined;

/** The text in a file, checked by a command that finds it there. */
function checkedBy(command: string, args: readonly string[], text: string) {
  const file = join(temporaryFolder(), 'pipeline.yml');
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(command, [...args, file], { encoding: 'utf8' });
  return { status, said: status === 0 ? '' : `${stdout}${stderr}` };
}

describe.each([false, true])('with a saved plan: %s', (savedPlan) => {
  // No dependency of this project: where somebody has it, it has the last word.
  (isThere('actionlint') ? test : test.skip)('actionlint finds no fault in what is for GitHub Actions', () => {
    expect(checkedBy('actionlint', ['-no-color'], CiCdPipeline.github({ ...props, savedPlan }))).toEqual({ status: 0, said: '' });
  });

  // The public schemas of these systems, as check-jsonschema of PyPI has them. That of Azure DevOps is left out: it does not
  // know the value `inline` of AWSShellScript's scriptType, which the task itself takes.
  (isThere('check-jsonschema') ? test : test.skip).each<[string, readonly string[], () => string]>([
    ['github-workflows', [], () => CiCdPipeline.github({ ...props, savedPlan })],
    ['gitlab-ci', ['--data-transform', 'gitlab-ci'], () => CiCdPipeline.gitlab({ ...props, savedPlan })],
    ['circle-ci', [], () => CiCdPipeline.circleci({ ...props, savedPlan })],
    ['bitbucket-pipelines', [], () => CiCdPipeline.bitbucket({ ...props, savedPlan })],
    ['buildkite', [], () => CiCdPipeline.buildkite({ ...props, savedPlan })],
  ])('the schema %s takes it', (schema, args, render) => {
    expect(checkedBy('check-jsonschema', ['--builtin-schema', `vendor.${schema}`, ...args], render())).toEqual({ status: 0, said: '' });
  });
});
