/** A job of GitHub Actions: one of `environment`, `gitRef`, `pullRequest` and `subjects`. */
export interface GithubIdentityProps {
  /** User or organization that the repository belongs to. */
  readonly owner: string;

  /**
   * Its id, which stays when it is renamed: `gh api users/<owner> --jq .id`
   *
   * @default - the name alone counts, with a warning
   */
  readonly ownerId?: number;

  /** Name of the repository, without the owner. */
  readonly repository: string;

  /**
   * Its id, which stays when it is renamed: `gh api repos/<owner>/<repository> --jq .id`
   *
   * @default - the name alone counts, with a warning
   */
  readonly repositoryId?: number;

  /**
   * Environment that the job names. GitHub holds the job back until the environment's reviewers approve.
   *
   * @default - the job names none
   */
  readonly environment?: string;

  /**
   * Branch or tag that the job runs for, such as `refs/heads/main`. `*` may stand at the end of a longer name:
   * `refs/tags/v*`.
   *
   * @default - none
   */
  readonly gitRef?: string;

  /**
   * Whether it is the job of a pull request: everybody who can push a branch to the repository can open one, and choose
   * the code that runs. Pull requests of forks get no token.
   *
   * @default false
   */
  readonly pullRequest?: boolean;

  /**
   * Whole subjects, where the organization or repository customises them (GitHub: Customizing the subject claims).
   * Each names this owner and repository, and has a `*` at its end only. One that fixes neither `environment:`,
   * `ref:refs/heads/` or `ref:refs/tags/`, nor the ref of a `job_workflow_ref:` counts as one of pull requests.
   *
   * @default - the subject that GitHub has by default
   */
  readonly subjects?: string[];

  /**
   * Further claims that have to be equal, such as `job_workflow_ref` or `ref`: those that AWS maps, written out, and none
   * that the identity pins itself.
   *
   * @default - none
   */
  readonly claims?: { readonly [claim: string]: string };

  /**
   * Address of the issuer, without https://, of GitHub Enterprise: `token.actions.<subdomain>.ghe.com` or
   * `<host>/_services/token`. AWS maps none of its claims but subject and audience, so that a warning says what is not
   * pinned; the subjects of `<host>/_services/token` have no ids, and none are given.
   *
   * @default token.actions.githubusercontent.com
   */
  readonly issuer?: string;

  /**
   * Audience that the job asks for.
   *
   * @default sts.amazonaws.com
   */
  readonly audience?: string;
}

/** A job of GitLab CI/CD: one of `branch`, `tag` and `mergeRequest`. */
export interface GitlabIdentityProps {
  /** Path of the project: `<group>/<project>`, with further groups in between. */
  readonly project: string;

  /**
   * Id of the project, which stays when it is renamed. For gitlab.com only: of another GitLab, AWS maps no such claim.
   *
   * @default - the path alone counts, with a warning on gitlab.com
   */
  readonly projectId?: number;

  /**
   * Branch that the job runs for.
   *
   * @default - none
   */
  readonly branch?: string;

  /**
   * Tag that the job runs for. `*` may stand at the end of a longer name: `v*`.
   *
   * @default - none
   */
  readonly tag?: string;

  /**
   * Whether it is the job of a merge request, on whichever branch. For gitlab.com only, where AWS maps `pipeline_source`.
   *
   * @default false
   */
  readonly mergeRequest?: boolean;

  /**
   * Further claims that have to be equal, such as `namespace_id` or `runner_environment`: those that AWS maps, written out,
   * and none that the identity pins itself (on gitlab.com `ref_protected` for a branch or tag, which is `true`).
   *
   * @default - none
   */
  readonly claims?: { readonly [claim: string]: string };

  /**
   * Address of the instance, without https://.
   *
   * @default gitlab.com
   */
  readonly issuer?: string;

  /**
   * Audience of the job's `id_tokens`.
   *
   * @default sts.amazonaws.com
   */
  readonly audience?: string;
}

/** A job of CircleCI. */
export interface CircleciIdentityProps {
  /** Id of the organization, a UUID: Organization settings > Overview. */
  readonly organizationId: string;
  /** Id of the project, a UUID: Project settings > Overview. */
  readonly projectId: string;
  /**
   * Whether only those who may deploy can push to the repository of the project, on any branch, and it builds no pull
   * requests of forks. Any other project counts as one of pull requests: no claim that AWS maps tells the branch.
   *
   * @default false
   */
  readonly deployersOnly?: boolean;
}

/** A step of Bitbucket Pipelines. */
export interface BitbucketIdentityProps {
  /** Name of the workspace, as addresses have it. */
  readonly workspace: string;
  /** UUID of the workspace, without braces: Repository settings > OpenID Connect. */
  readonly workspaceId: string;
  /** UUID of the repository, without braces. */
  readonly repositoryId: string;
  /**
   * UUID of the deployment environment that the step names, without braces.
   *
   * @default - steps of the repository with or without an environment
   */
  readonly environmentId?: string;
}

/** A step of Buildkite: one of `gitRef` and `pullRequest`. */
export interface BuildkiteIdentityProps {
  /** Slug of the organization. */
  readonly organization: string;
  /**
   * UUID of the organization, which stays when it is renamed.
   *
   * @default - the slug alone counts, with a warning
   */
  readonly organizationId?: string;
  /** Slug of the pipeline. */
  readonly pipeline: string;
  /**
   * UUID of the pipeline, which stays when it is renamed.
   *
   * @default - the slug alone counts, with a warning
   */
  readonly pipelineId?: string;
  /**
   * Branch or tag that the build is for, such as `refs/heads/main`.
   *
   * @default - none: then `pullRequest` is true
   */
  readonly gitRef?: string;
  /**
   * Whether builds of pull requests are let in, and so those of every branch. Let Buildkite build none of forks.
   *
   * @default false
   */
  readonly pullRequest?: boolean;
  /**
   * Audience that the step asks for.
   *
   * @default sts.amazonaws.com
   */
  readonly audience?: string;
}

/** What a run of HCP Terraform does. */
export enum HcpTerraformPhase {
  /** Plans: also speculative plans, of pull requests. */
  PLAN = 'plan',
  /** Applies a plan that was approved. */
  APPLY = 'apply',
}

/** A run of HCP Terraform. */
export interface HcpTerraformIdentityProps {
  /** Name of the organization. */
  readonly organization: string;
  /** Name of the project. */
  readonly project: string;
  /** Name of the workspace. */
  readonly workspace: string;
  /** What the run does: a role for each. */
  readonly phase: HcpTerraformPhase;
  /**
   * Audience of its tokens: `TFC_AWS_WORKLOAD_IDENTITY_AUDIENCE`.
   *
   * @default aws.workload.identity
   */
  readonly audience?: string;
  /**
   * Host of Terraform Enterprise, without https://.
   *
   * @default app.terraform.io
   */
  readonly issuer?: string;
}

/** What a run of Spacelift may do. */
export enum SpaceliftScope {
  /** Plans: also proposed runs, of pull requests. */
  READ = 'read',
  /** Applies. */
  WRITE = 'write',
}

/** A run of Spacelift. */
export interface SpaceliftIdentityProps {
  /** Name of the account: `<account>.app.spacelift.io`. */
  readonly account: string;
  /** Id of the space that the stack is in. */
  readonly space: string;
  /** Id of the stack. */
  readonly stack: string;
  /** What the run may do: a role for each. */
  readonly scope: SpaceliftScope;
}

/** A job of Azure Pipelines, by a service connection for AWS. */
export interface AzureDevOpsIdentityProps {
  /** Id of the organization, a GUID, in lower case. */
  readonly organizationId: string;
  /** Name of the organization. */
  readonly organization: string;
  /** Name of the project. */
  readonly project: string;
  /** Name of the service connection. */
  readonly serviceConnection: string;
}

/** Tokens of any other issuer. */
export interface GenericIdentityProps {
  /**
   * Address of the issuer, without https://. Its documents have to be reachable by AWS. None that has a method of its own,
   * such as gitlab.com.
   */
  readonly issuer: string;

  /** Audience of its tokens. */
  readonly audience: string;

  /** Subject of its tokens, whole, or with `*` at its end, after two parts or more: `project:acme/api:*`. */
  readonly subject: string;

  /**
   * Further conditions on claims that AWS maps: operator, claim, values. Operators are StringEquals, StringLike,
   * ForAnyValue:StringEquals and ForAnyValue:StringLike (IAM: Multivalued context keys).
   *
   * @default - none
   */
  readonly conditions?: { readonly [operator: string]: { readonly [claim: string]: string[] } };

  /**
   * Whether people who may not deploy can have such a token with code of their own, as in a pull request.
   *
   * @default false
   */
  readonly pullRequest?: boolean;
}
