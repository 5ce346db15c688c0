import type {
  CircleciIdentityProps,
  BitbucketIdentityProps,
  BuildkiteIdentityProps,
  HcpTerraformIdentityProps,
  SpaceliftIdentityProps,
  AzureDevOpsIdentityProps,
} from './identity-props';
import { checkName, checkText, checkUuid, TrustedToken } from './trusted-token';
import { BUILDKITE } from '../../contracts/mapped-claims';
import { FederationError } from '../../errors';

const SLUG = /^[\w.-]+$/;
const NAME = /^[\w. -]+$/;

/** @see CircleCI: Using OpenID Connect tokens in jobs */
export function circleciToken(props: CircleciIdentityProps): TrustedToken {
  const subject = 'OidcIdentity.circleci()';
  const organization = checkUuid(subject, 'organizationId', props.organizationId);
  const project = checkUuid(subject, 'projectId', props.projectId);
  return {
    system: 'CircleCI',
    issuer: `oidc.circleci.com/org/${organization}`,
    audience: organization,
    equal: { 'oidc.circleci.com/project-id': [project] },
    // Who started the job comes last, and is a user's id.
    like: { sub: [`org/${organization}/project/${project}/user/*`] },
    pullRequest: !(props.deployersOnly ?? false),
    warnings: [],
  };
}

/** @see Bitbucket Cloud: Integrate Pipelines with resource servers using OIDC */
export function bitbucketToken(props: BitbucketIdentityProps): TrustedToken {
  const subject = 'OidcIdentity.bitbucket()';
  const workspace = checkName(subject, 'workspace', props.workspace, SLUG, 'acme');
  const repository = checkUuid(subject, 'repositoryId', props.repositoryId);
  const environment = props.environmentId === undefined ? undefined : checkUuid(subject, 'environmentId', props.environmentId);
  return {
    system: 'Bitbucket Pipelines',
    issuer: `api.bitbucket.org/2.0/workspaces/${workspace}/pipelines-config/identity/oidc`,
    audience: `ari:cloud:bitbucket::workspace/${checkUuid(subject, 'workspaceId', props.workspaceId)}`,
    equal: {},
    // The step comes last, and is a UUID made for each run.
    like: { sub: [environment === undefined ? `{${repository}}:*` : `{${repository}}:{${environment}}:*`] },
    pullRequest: environment === undefined,
    warnings: [],
  };
}

/** @see Buildkite: OIDC in Buildkite Pipelines with AWS */
export function buildkiteToken(props: BuildkiteIdentityProps): TrustedToken {
  const subject = 'OidcIdentity.buildkite()';
  const organization = checkName(subject, 'organization', props.organization, SLUG, 'acme');
  const pipeline = checkName(subject, 'pipeline', props.pipeline, SLUG, 'api');
  const pullRequest = props.pullRequest ?? false;
  if (pullRequest === (props.gitRef !== undefined)) {
    throw new FederationError(
      subject,
      `${pullRequest ? 'both' : 'none'} of gitRef and pullRequest ${pullRequest ? 'are' : 'is'} given`,
      "Give one of them, such as gitRef: 'refs/heads/main' or pullRequest: true.",
    );
  }
  const ref = pullRequest
    ? '*'
    : `${checkName(subject, 'gitRef', props.gitRef, /^refs\/(heads|tags)\/[^\s:~^\\[]+$/, 'refs/heads/main')}:commit:*`;
  const ids = {
    ...(props.organizationId === undefined ? {} : { organization_id: [checkUuid(subject, 'organizationId', props.organizationId)] }),
    ...(props.pipelineId === undefined ? {} : { pipeline_id: [checkUuid(subject, 'pipelineId', props.pipelineId)] }),
  };
  return {
    system: 'Buildkite',
    issuer: BUILDKITE,
    audience: checkText(subject, 'audience', props.audience ?? 'sts.amazonaws.com', 'sts.amazonaws.com'),
    equal: ids,
    like: { sub: [`organization:${organization}:pipeline:${pipeline}:ref:${ref}`] },
    pullRequest,
    warnings:
      Object.keys(ids).length === 2
        ? []
        : [
            `The role trusts Buildkite's ${organization}/${pipeline} by its slugs, which somebody else can take after a rename. ` +
              `Give organizationId and pipelineId.`,
          ],
  };
}

/** @see HCP Terraform: Workload identity tokens */
export function hcpTerraformToken(props: HcpTerraformIdentityProps): TrustedToken {
  const subject = 'OidcIdentity.hcpTerraform()';
  const organization = checkName(subject, 'organization', props.organization, NAME, 'acme');
  const project = checkName(subject, 'project', props.project, NAME, 'platform');
  const workspace = checkName(subject, 'workspace', props.workspace, SLUG, 'acme-prod');
  const phase = checkName(subject, 'phase', props.phase, /^(plan|apply)$/, 'plan');
  return {
    system: 'HCP Terraform',
    issuer: checkName(subject, 'issuer', props.issuer ?? 'app.terraform.io', /^[\w.-]+$/, 'app.terraform.io'),
    audience: checkText(subject, 'audience', props.audience ?? 'aws.workload.identity', 'aws.workload.identity'),
    equal: { sub: [`organization:${organization}:project:${project}:workspace:${workspace}:run_phase:${phase}`] },
    like: {},
    pullRequest: phase === 'plan',
    warnings: [],
  };
}

/** @see Spacelift: Generic OIDC setup guide */
export function spaceliftToken(props: SpaceliftIdentityProps): TrustedToken {
  const subject = 'OidcIdentity.spacelift()';
  const host = `${checkName(subject, 'account', props.account, /^[a-z0-9-]+$/, 'acme')}.app.spacelift.io`;
  const space = checkName(subject, 'space', props.space, SLUG, 'root');
  const stack = checkName(subject, 'stack', props.stack, SLUG, 'acme-prod');
  const scope = checkName(subject, 'scope', props.scope, /^(read|write)$/, 'read');
  return {
    system: 'Spacelift',
    issuer: host,
    audience: host,
    equal: {},
    // Between them is the kind of run, such as TRACKED.
    like: { sub: [`space:${space}:stack:${stack}:run_type:*:scope:${scope}`] },
    pullRequest: scope === 'read',
    warnings: [],
  };
}

/** @see Microsoft: AWS toolkit for Azure DevOps, service connection with OIDC */
export function azureDevOpsToken(props: AzureDevOpsIdentityProps): TrustedToken {
  const subject = 'OidcIdentity.azureDevOps()';
  const organization = checkName(subject, 'organization', props.organization, SLUG, 'acme');
  const project = checkName(subject, 'project', props.project, NAME, 'platform');
  const connection = checkName(subject, 'serviceConnection', props.serviceConnection, NAME, 'aws-prod');
  return {
    system: 'Azure DevOps',
    issuer: `vstoken.dev.azure.com/${checkUuid(subject, 'organizationId', props.organizationId)}`,
    audience: 'api://AzureADTokenExchange',
    equal: { sub: [`sc://${organization}/${project}/${connection}`] },
    like: {},
    // A service connection may be used by any pipeline that it was opened to, those of pull requests too.
    pullRequest: false,
    warnings: [],
  };
}
