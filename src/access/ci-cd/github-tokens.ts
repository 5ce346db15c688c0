import type { GithubIdentityProps } from './identity-props';
import { checkClaims, checkId, checkIssuer, checkName, checkText, Claims, TrustedToken } from './trusted-token';
import { GITHUB } from '../../contracts/mapped-claims';
import { FederationError } from '../../errors';

const SUBJECT = 'OidcIdentity.github()';
/** GitHub Enterprise Server has subjects with names alone. */
const ENTERPRISE_SERVER = /\/_services\/token$/;

/** @see GitHub: OpenID Connect reference */
export function githubToken(props: GithubIdentityProps): TrustedToken {
  const owner = checkName(SUBJECT, 'owner', props.owner, /^[A-Za-z0-9][\w-]{0,99}$/, 'acme');
  if (props.repository === '*') {
    throw new FederationError(
      SUBJECT,
      `repository is '*': repo:${owner}/* lets in everybody who can push to any repository of '${owner}', or make one`,
      'Name the repository, and add an identity for each further one.',
    );
  }
  const repository = checkName(SUBJECT, 'repository', props.repository, /^[\w.-]{1,100}$/, 'api');
  const issuer = checkIssuer(SUBJECT, props.issuer ?? GITHUB, /^[\w.-]+(\/[\w.-]+)*$/, GITHUB);
  const ids = idsOf(props);
  if (ids && ENTERPRISE_SERVER.test(issuer)) {
    throw new FederationError(
      SUBJECT,
      `ownerId and repositoryId are given, and subjects of ${issuer} have no ids, nor does AWS map such claims of it`,
      'Leave both out.',
    );
  }
  const names = [`${owner}/${repository}`];
  // What GitHub writes for repositories made, renamed or transferred after 2026-07-15.
  if (ids) names.push(`${owner}@${ids.owner}/${repository}@${ids.repository}`);
  const { subjects, like } = subjectsOf(props, names);
  const pinned: Claims = ids && issuer === GITHUB ? { repository_id: [ids.repository], repository_owner_id: [ids.owner] } : {};
  return {
    system: 'GitHub Actions',
    issuer,
    audience: checkText(SUBJECT, 'audience', props.audience ?? 'sts.amazonaws.com', 'sts.amazonaws.com'),
    equal: { ...(like ? {} : { sub: subjects }), ...pinned, ...checkClaims(SUBJECT, issuer, pinned, props.claims) },
    like: like ? { sub: subjects } : {},
    pullRequest: (props.pullRequest ?? false) || (props.subjects ?? []).some(mayBePullRequest),
    warnings: warningsOf(`${owner}/${repository}`, issuer, ids !== undefined),
  };
}

function idsOf(props: GithubIdentityProps): { readonly owner: string; readonly repository: string } | undefined {
  const owner = checkId(SUBJECT, 'ownerId', props.ownerId);
  const repository = checkId(SUBJECT, 'repositoryId', props.repositoryId);
  if (owner === undefined && repository === undefined) return undefined;
  if (owner === undefined || repository === undefined) {
    const missing = owner === undefined ? 'ownerId' : 'repositoryId';
    throw new FederationError(SUBJECT, `${missing} is missing, and the new subject has both ids`, 'Give both ids, or none.');
  }
  return { owner, repository };
}

function subjectsOf(
  props: GithubIdentityProps,
  names: readonly string[],
): { readonly subjects: readonly string[]; readonly like: boolean } {
  const { environment, gitRef, pullRequest, subjects } = props;
  if (environment !== undefined && gitRef !== undefined) {
    throw new FederationError(
      SUBJECT,
      'environment and gitRef are both given, and the subject of a job that names an environment has no ref',
      "Give environment, and say in GitHub which branches it takes; or pin the ref too, with claims: { ref: 'refs/heads/main' }.",
    );
  }
  const given = [environment !== undefined, gitRef !== undefined, pullRequest === true, subjects !== undefined].filter(Boolean).length;
  if (given !== 1) {
    throw new FederationError(
      SUBJECT,
      `${given === 0 ? 'none' : given} of environment, gitRef, pullRequest and subjects is given, so that the subject is not known`,
      "Give one of them, such as environment: 'prod', gitRef: 'refs/heads/main' or pullRequest: true.",
    );
  }
  if (subjects) return { subjects: checkSubjects(props, subjects), like: subjects.some((each) => each.includes('*')) };
  const context =
    environment !== undefined
      ? `environment:${checkName(SUBJECT, 'environment', environment, /^[^\n]{1,255}$/, 'prod').replace(/:/g, '%3A')}`
      : gitRef !== undefined
        ? `ref:${checkRef(gitRef)}`
        : 'pull_request';
  return { subjects: names.map((name) => `repo:${name}:${context}`), like: context.includes('*') };
}

function checkRef(ref: string): string {
  const text = checkText(SUBJECT, 'gitRef', ref, 'refs/heads/main');
  if (/^refs\/(heads|tags)\/[^*?:\s~^\\[]+\*?$/.test(text)) return text;
  throw new FederationError(
    SUBJECT,
    `gitRef '${text}' is not one branch or tag, nor the beginning of some`,
    "Write it whole, such as 'refs/heads/main' or 'refs/tags/v*'.",
  );
}

/** What is customised cannot be made here, but has to name the repository: a wildcard before that lets in others. */
function checkSubjects({ owner, repository, ownerId, repositoryId }: GithubIdentityProps, subjects: readonly string[]): readonly string[] {
  const byIds = [`${owner}@${ownerId}/${repository}@${repositoryId}`, `repository_id:${repositoryId}`];
  const marks = [`${owner}/${repository}`, ...(repositoryId === undefined ? [] : byIds)];
  for (const subject of subjects) {
    const text = checkText(SUBJECT, 'subjects', subject, `repo:${owner}/${repository}:pull_request`);
    const named = marks.map((mark) => endOf(text, mark)).find((end) => end > 0);
    if (named === undefined) {
      throw new FederationError(
        SUBJECT,
        `subject '${text}' does not name repository '${owner}/${repository}'`,
        `Give it whole, with ${marks.map((mark) => (mark.includes(':') ? mark : `repo:${mark}`)).join(' or ')} in it.`,
      );
    }
    if (/[*?]/.test(text.slice(0, named))) {
      throw new FederationError(
        SUBJECT,
        `subject '${text}' has a wildcard before it has named the repository`,
        'Write out what comes before, or begin with the repository.',
      );
    }
    if (/\?|\*./.test(text)) {
      throw new FederationError(
        SUBJECT,
        `subject '${text}' has a wildcard elsewhere than at its end`,
        'Write it out, or end it with one *.',
      );
    }
    if (/^:?\*?$/.test(text.slice(named))) {
      throw new FederationError(
        SUBJECT,
        `subject '${text}' lets in every job of the repository, those of pull requests too`,
        'Go on with the environment, ref or workflow.',
      );
    }
  }
  if (subjects.length === 0) throw new FederationError(SUBJECT, 'subjects is empty', 'Give one or more, or leave it out.');
  return subjects;
}

/**
 * Unless a subject fixes what pull requests cannot choose, they have it too: an environment, a branch or tag, or a reusable
 * workflow at one of these. A wildcard fixes nothing: environments are made by naming them.
 */
function mayBePullRequest(subject: string): boolean {
  if (/(^|:)(pull_request|event_name:pull_request)/.test(subject)) return true;
  const ref = 'refs/(heads|tags)/[^*?:]+';
  return !new RegExp(`(^|:)(environment:[^*?:]+|ref:${ref}|job_workflow_ref:[^*?:]+@(${ref}|[0-9a-f]{40}))(:|$)`).test(subject);
}

/** Where a part of a subject ends, 0 where it is none: a part has a colon or an end on either side. */
function endOf(subject: string, mark: string): number {
  const start = `:${subject}:`.indexOf(`:${mark}:`);
  return start < 0 ? 0 : start + mark.length;
}

/** What is weaker than it could be: only of GitHub's own issuer does AWS compare ids. */
function warningsOf(repository: string, issuer: string, byIds: boolean): string[] {
  if (issuer === GITHUB) return byIds ? [] : [byNameAlone(repository)];
  return [
    `The role trusts ${repository} of ${issuer} by its subject alone, since AWS maps no id of that issuer to a condition key. Whoever ` +
      `gets that name after it was renamed, transferred or deleted is let in, if subjects have no ids. Give such names to nobody.`,
  ];
}

function byNameAlone(repository: string): string {
  return (
    `The role trusts GitHub's ${repository} by its name. Whoever gets that name after it was renamed, transferred or deleted is ` +
    `let in; and the repository itself is refused once it is renamed or transferred, or if it was created after 2026-07-15, since its ` +
    `subject then has ids. Give ownerId (gh api users/${repository.split('/')[0]} --jq .id) and repositoryId ` +
    `(gh api repos/${repository} --jq .id).`
  );
}
