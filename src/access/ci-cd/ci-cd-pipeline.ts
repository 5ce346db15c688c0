import type { AzurePipelineProps, PipelineProps } from './pipeline-props';
import { azureDevOps } from './pipelines/azure-devops';
import { bitbucket } from './pipelines/bitbucket';
import { buildkite } from './pipelines/buildkite';
import { circleci } from './pipelines/circleci';
import { github } from './pipelines/github';
import { gitlab } from './pipelines/gitlab';
import { checkAzurePipeline, checkPipeline } from './pipelines/pipeline';

/**
 * Pipelines to paste: a plan of each pull request by the role that plans, and a deployment behind an approval by the role
 * that deploys. Sessions are named for the run, so that the audit leads there.
 *
 * Each method throws a FederationError where something is missing, or would break out of its place in the text.
 */
export class CiCdPipeline {
  /**
   * For GitHub Actions: `.github/workflows/deploy.yml`. The identity of the plan role has `pullRequest`, that of the deploy
   * role the `environment`.
   *
   * @param props the roles and the stack
   */
  public static github(props: PipelineProps): string {
    return github(checkPipeline('CiCdPipeline.github()', props));
  }

  /**
   * For GitLab CI/CD: `.gitlab-ci.yml`. The identity of the plan role has `mergeRequest`, that of the deploy role the
   * `branch`, which is protected. Who may deploy is said at the protected environment.
   *
   * @param props the roles and the stack
   */
  public static gitlab(props: PipelineProps): string {
    return gitlab(checkPipeline('CiCdPipeline.gitlab()', props));
  }

  /**
   * For CircleCI: `.circleci/config.yml`. All jobs of a project have the same identity, as far as AWS sees it. So the
   * project is one that only those who may deploy push to (`deployersOnly`), and it builds no pull requests of forks: the
   * plan is that of any other branch, and the deployment waits for an approval.
   *
   * @param props the roles and the stack
   */
  public static circleci(props: PipelineProps): string {
    return circleci(checkPipeline('CiCdPipeline.circleci()', props));
  }

  /**
   * For Bitbucket Pipelines: `bitbucket-pipelines.yml`. The identity of the plan role has no environment, that of the deploy
   * role the `environmentId` of the deployment environment, which says who may deploy, and from which branch.
   *
   * @param props the roles and the stack
   */
  public static bitbucket(props: PipelineProps): string {
    return bitbucket(checkPipeline('CiCdPipeline.bitbucket()', props));
  }

  /**
   * For Buildkite: `.buildkite/pipeline.yml`. The identity of the plan role has `pullRequest`, that of the deploy role the
   * `gitRef` of the branch.
   *
   * @param props the roles and the stack
   */
  public static buildkite(props: PipelineProps): string {
    return buildkite(checkPipeline('CiCdPipeline.buildkite()', props));
  }

  /**
   * For Azure DevOps: `azure-pipelines.yml`, with the tasks of the AWS toolkit. Each role is assumed by a service connection
   * of its own. Names of sessions are said there, and are the same in every run.
   *
   * @param props the roles, their service connections and the stack
   */
  public static azureDevOps(props: AzurePipelineProps): string {
    return azureDevOps(checkAzurePipeline('CiCdPipeline.azureDevOps()', props));
  }

  private constructor() {}
}
