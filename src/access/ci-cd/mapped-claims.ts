/** Of any issuer (IAM: Available keys for AWS OIDC federation). */
const EVERYWHERE: readonly string[] = ['aud', 'sub', 'amr'];

export const GITHUB = 'token.actions.githubusercontent.com';
export const GITLAB = 'gitlab.com';
export const BUILDKITE = 'agent.buildkite.com';

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
