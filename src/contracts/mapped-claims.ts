/** Of any issuer (IAM: Available keys for AWS OIDC federation). */
const EVERYWHERE: readonly string[] = ['aud', 'sub', 'amr'];

export const GITHUB = 'token.actions.githubusercontent.com';
export const GITLAB = 'gitlab.com';
export const BUILDKITE = 'agent.buildkite.com';

/**
 * Issuers that many tenants share, each with the method that writes out the tenant in every subject. Those of Enterprise
 * Server and of a subdomain of ghe.com are of one enterprise, with many organizations.
 */
const OWN_METHODS: readonly (readonly [issuer: RegExp, method: string])[] = [
  [/^token\.actions\.githubusercontent\.com(\/|$)|^token\.actions\.[\w-]+\.ghe\.com$|\/_services\/token$/, 'github'],
  [/^gitlab\.com$/, 'gitlab'],
  [/^agent\.buildkite\.com$/, 'buildkite'],
  [/^oidc\.circleci\.com(\/|$)/, 'circleci'],
  [/^api\.bitbucket\.org(\/|$)/, 'bitbucket'],
  [/^app\.terraform\.io$/, 'hcpTerraform'],
  [/\.app\.spacelift\.io$/, 'spacelift'],
  [/^vstoken\.dev\.azure\.com(\/|$)/, 'azureDevOps'],
];

/** The method of OidcIdentity that an issuer has, if it has one. */
export function methodOf(issuer: string): string | undefined {
  return OWN_METHODS.find(([pattern]) => pattern.test(issuer.toLowerCase()))?.[1];
}

/** Claims that STS maps to condition keys besides, by issuer. Only of these hosts: none of what somebody hosts themselves. */
const BY_ISSUER: readonly (readonly [issuer: RegExp, claims: readonly string[]])[] = [
  [
    /^token\.actions\.githubusercontent\.com$/,
    [
      'actor',
      'actor_id',
      'enterprise_id',
      'environment',
      'job_workflow_ref',
      'ref',
      'repository',
      'repository_id',
      'repository_owner_id',
      'workflow',
    ],
  ],
  [
    /^gitlab\.com$/,
    [
      'namespace_id',
      'project_id',
      'pipeline_source',
      'ref_protected',
      'runner_environment',
      'user_access_level',
      'user_email',
      'user_id',
      'user_login',
    ],
  ],
  [/^agent\.buildkite\.com$/, ['organization_id', 'organization_slug', 'pipeline_id', 'pipeline_slug']],
  [/^oidc\.circleci\.com\/org\/[^/]+$/, ['oidc.circleci.com/project-id']],
];

/** Whether conditions of a trust policy can be about a claim. */
export function mapsClaim(issuer: string, claim: string): boolean {
  return EVERYWHERE.includes(claim) || BY_ISSUER.some(([pattern, claims]) => pattern.test(issuer) && claims.includes(claim));
}
