import type { PipelineProps } from './pipeline-props';
import { github } from './pipelines/github';
import { gitlab } from './pipelines/gitlab';
import { checkPipeline } from './pipelines/pipeline';

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

  private constructor() {}
}
