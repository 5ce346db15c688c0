import type { GitlabIdentityProps } from './identity-props';
import { checkClaims, checkId, checkIssuer, checkName, checkText, Claims, TrustedToken } from './trusted-token';
import { GITLAB } from '../../contracts/mapped-claims';
import { FederationError } from '../../errors';

const SUBJECT = 'OidcIdentity.gitlab()';

/** @see GitLab: OpenID Connect (OIDC) authentication using ID tokens */
export function gitlabToken(props: GitlabIdentityProps): TrustedToken {
  const project = checkName(SUBJECT, 'project', props.project, /^[\w.-]+(\/[\w.-]+)+$/, 'acme/api');
  const issuer = checkIssuer(SUBJECT, props.issuer ?? GITLAB, /^[\w.-]+(:\d+)?(\/[\w.-]+)*$/, GITLAB);
  const hosted = issuer === GITLAB;
  const projectId = checkId(SUBJECT, 'projectId', props.projectId);
  if (!hosted && projectId !== undefined) {
    throw new FederationError(SUBJECT, `projectId is given, and AWS maps no such claim of ${issuer}`, 'Leave projectId out.');
  }
  const context = contextOf(props, hosted);
  const sub = [`project_path:${project}:${context}`];
  const like = context.includes('*');
  const own: Claims = {
    ...(projectId === undefined ? {} : { project_id: [projectId] }),
    // Whoever can push can make a branch of any name, but not one that is protected.
    ...(hosted ? (props.mergeRequest ? { pipeline_source: ['merge_request_event'] } : { ref_protected: ['true'] }) : {}),
  };
  return {
    system: 'GitLab',
    issuer,
    audience: checkText(SUBJECT, 'audience', props.audience ?? 'sts.amazonaws.com', 'sts.amazonaws.com'),
    equal: { ...(like ? {} : { sub }), ...own, ...checkClaims(SUBJECT, issuer, own, props.claims) },
    like: like ? { sub } : {},
    pullRequest: props.mergeRequest ?? false,
    warnings:
      hosted && projectId === undefined
        ? [
            `The role trusts GitLab's ${project} by its path, which somebody else can take after it was renamed or deleted. ` +
              `Give projectId: Settings > General shows it.`,
          ]
        : [],
  };
}

function contextOf({ branch, tag, mergeRequest }: GitlabIdentityProps, hosted: boolean): string {
  const given = [branch !== undefined, tag !== undefined, mergeRequest === true].filter(Boolean).length;
  if (given !== 1) {
    throw new FederationError(
      SUBJECT,
      `${given === 0 ? 'none' : given} of branch, tag and mergeRequest is given, so that the subject is not known`,
      "Give one of them, such as branch: 'main'.",
    );
  }
  if (mergeRequest) {
    if (hosted) return 'ref_type:branch:ref:*';
    throw new FederationError(
      SUBJECT,
      'mergeRequest is given, and of a GitLab of your own AWS maps no claim that tells a merge request',
      'Name the branch.',
    );
  }
  if (branch !== undefined) return `ref_type:branch:ref:${checkName(SUBJECT, 'branch', branch, /^[^\s:~^\\[]+$/, 'main')}`;
  const text = checkText(SUBJECT, 'tag', tag, 'v*');
  if (/^[^*?:\s~^\\[]+\*?$/.test(text)) return `ref_type:tag:ref:${text}`;
  throw new FederationError(SUBJECT, `tag '${text}' is not one tag, nor the beginning of some`, "Write it like 'v1.0' or 'v*'.");
}
