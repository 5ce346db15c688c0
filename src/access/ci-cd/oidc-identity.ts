import { genericToken } from './generic-tokens';
import { githubToken } from './github-tokens';
import { gitlabToken } from './gitlab-tokens';
import { azureDevOpsToken, bitbucketToken, buildkiteToken, circleciToken, hcpTerraformToken, spaceliftToken } from './hosted-tokens';
import type {
  AzureDevOpsIdentityProps,
  BitbucketIdentityProps,
  BuildkiteIdentityProps,
  CircleciIdentityProps,
  GenericIdentityProps,
  GithubIdentityProps,
  GitlabIdentityProps,
  HcpTerraformIdentityProps,
  SpaceliftIdentityProps,
} from './identity-props';
import type { TrustedToken } from './trusted-token';

/**
 * Whose tokens a role of a pipeline is assumed with: those of one job, branch or environment of one repository. Each is
 * written into the role's trust policy with its audience and its subject.
 *
 * Each method throws a FederationError where tokens of others would do, or none would.
 *
 * @see IAM: OIDC federation
 */
export class OidcIdentity {
  /**
   * A job of GitHub Actions. With ids, the subject is written as GitHub has it for repositories of before and after
   * 2026-07-15, and the ids are pinned; with names alone, synth warns.
   *
   * @param props the job
   */
  public static github(props: GithubIdentityProps): OidcIdentity {
    return new OidcIdentity(githubToken(props));
  }

  /**
   * A job of GitLab CI/CD.
   *
   * @param props the job
   */
  public static gitlab(props: GitlabIdentityProps): OidcIdentity {
    return new OidcIdentity(gitlabToken(props));
  }

  /**
   * A job of CircleCI: of any branch of the project, since no claim that AWS maps tells the branch. So it counts as one of a
   * pull request, unless `deployersOnly` says that it is none.
   *
   * @param props the project
   */
  public static circleci(props: CircleciIdentityProps): OidcIdentity {
    return new OidcIdentity(circleciToken(props));
  }

  /**
   * A step of Bitbucket Pipelines. Without an environment it counts as one of a pull request, since nothing tells the branch.
   *
   * @param props the step
   */
  public static bitbucket(props: BitbucketIdentityProps): OidcIdentity {
    return new OidcIdentity(bitbucketToken(props));
  }

  /**
   * A step of Buildkite.
   *
   * @param props the step
   */
  public static buildkite(props: BuildkiteIdentityProps): OidcIdentity {
    return new OidcIdentity(buildkiteToken(props));
  }

  /**
   * A phase of the runs of a workspace of HCP Terraform. Plans count as those of pull requests.
   *
   * @param props the run
   */
  public static hcpTerraform(props: HcpTerraformIdentityProps): OidcIdentity {
    return new OidcIdentity(hcpTerraformToken(props));
  }

  /**
   * Runs of a stack of Spacelift. Those of scope read count as those of pull requests.
   *
   * @param props the run
   */
  public static spacelift(props: SpaceliftIdentityProps): OidcIdentity {
    return new OidcIdentity(spaceliftToken(props));
  }

  /**
   * Jobs of Azure Pipelines that use a service connection. Which pipelines those are is said there: open the connection to
   * pipelines one by one, and never to builds of forks.
   *
   * @param props the service connection
   */
  public static azureDevOps(props: AzureDevOpsIdentityProps): OidcIdentity {
    return new OidcIdentity(azureDevOpsToken(props));
  }

  /**
   * Tokens of any other issuer.
   *
   * @param props the issuer and its tokens
   */
  public static generic(props: GenericIdentityProps): OidcIdentity {
    return new OidcIdentity(genericToken(props));
  }

  /** @internal */
  public readonly _token: TrustedToken;

  private constructor(token: TrustedToken) {
    this._token = token;
  }

  /** Address of the issuer, without https://. */
  public get issuer(): string {
    return this._token.issuer;
  }

  /** Audience of its tokens. */
  public get audience(): string {
    return this._token.audience;
  }
}
