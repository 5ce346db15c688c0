import { access } from '../../../src';
import { thrownBy } from '../../support/errors';

const { OidcIdentity, HcpTerraformPhase, SpaceliftScope } = access;
const [ORGANIZATION, PROJECT] = ['6e2a1f4c-0b1d-4c3e-9a57-2f1f7f6f3b10', '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'];
const github = { owner: 'acme', repository: 'api' };
const withIds = { ...github, ownerId: 7, repositoryId: 42 };

const notPinned = (issuer: string) =>
  `The role trusts acme/api of ${issuer} by its subject alone, since AWS maps no id of that issuer to a condition key. Whoever gets ` +
  'that name after it was renamed, transferred or deleted is let in, if subjects have no ids. Give such names to nobody.';

/** What a trust policy will ask of a token. */
const asked = (identity: access.OidcIdentity) => {
  const { issuer, audience, equal, like } = identity._token;
  return { issuer, audience, equal, like };
};

describe('GitHub Actions', () => {
  test('with ids, the subjects of old and new repositories are written exactly, and the ids pinned', () => {
    const identity = OidcIdentity.github({ ...withIds, environment: 'prod' });
    expect(asked(identity)).toEqual({
      issuer: 'token.actions.githubusercontent.com',
      audience: 'sts.amazonaws.com',
      equal: {
        sub: ['repo:acme/api:environment:prod', 'repo:acme@7/api@42:environment:prod'],
        repository_id: ['42'],
        repository_owner_id: ['7'],
      },
      like: {},
    });
    expect(identity._token.warnings).toEqual([]);
  });

  test('with names alone, a warning says what a renamed repository does', () => {
    const identity = OidcIdentity.github({ ...github, gitRef: 'refs/heads/main' });
    expect(identity._token.equal).toEqual({ sub: ['repo:acme/api:ref:refs/heads/main'] });
    expect(identity._token.warnings).toEqual([
      "The role trusts GitHub's acme/api by its name. Whoever gets that name after it was renamed, transferred or deleted is let in; " +
        'and the repository itself is refused once it is renamed or transferred, or if it was created after 2026-07-15, since its ' +
        'subject then has ids. Give ownerId (gh api users/acme --jq .id) and repositoryId (gh api repos/acme/api --jq .id).',
    ]);
  });

  test('pull requests, tags by their beginning, and colons in names of environments have their subjects', () => {
    expect(OidcIdentity.github({ ...withIds, pullRequest: true })._token).toMatchObject({
      equal: { sub: ['repo:acme/api:pull_request', 'repo:acme@7/api@42:pull_request'] },
      pullRequest: true,
    });
    expect(OidcIdentity.github({ ...withIds, gitRef: 'refs/tags/v*' })._token.like).toEqual({
      sub: ['repo:acme/api:ref:refs/tags/v*', 'repo:acme@7/api@42:ref:refs/tags/v*'],
    });
    expect(OidcIdentity.github({ ...github, environment: 'eu:prod' })._token.equal.sub).toEqual(['repo:acme/api:environment:eu%3Aprod']);
  });

  test('of an Enterprise Server, subjects have no ids and no claim is pinned', () => {
    const issuer = 'ghe.example.com/_services/token';
    const identity = OidcIdentity.github({ ...github, environment: 'prod', issuer });
    expect(asked(identity).equal).toEqual({ sub: ['repo:acme/api:environment:prod'] });
    expect(identity._token.warnings).toEqual([notPinned(issuer)]);
  });

  test.each(['token.actions.githubusercontent.com/acme', 'token.actions.acme.ghe.com'])(
    'of %s, a warning says that no id is pinned',
    (issuer) => {
      const identity = OidcIdentity.github({ ...withIds, environment: 'prod', issuer });
      expect(asked(identity).equal).toEqual({ sub: ['repo:acme/api:environment:prod', 'repo:acme@7/api@42:environment:prod'] });
      expect(identity._token.warnings).toEqual([notPinned(issuer)]);
    },
  );

  test('customised subjects are taken whole, and count as those of pull requests if they name one', () => {
    const subjects = ['repo:acme/api:pull_request:workflow:Plan'];
    expect(OidcIdentity.github({ ...withIds, subjects })._token).toMatchObject({ equal: { sub: subjects }, pullRequest: true });
    const byId = ['repository_id:42:environment:prod'];
    expect(OidcIdentity.github({ ...withIds, subjects: byId })._token).toMatchObject({ equal: { sub: byId }, pullRequest: false });
  });

  test.each([
    ['repo:acme/api:p*', true],
    ['repo:acme/api:workflow:deploy', true],
    ['repo:acme/api:event_name:pull_request:environment:prod', true],
    ['repo:acme/api:environment:prod*', true],
    ['repo:acme/api:base_ref:main', true],
    ['repo:acme/api:ref:refs/pull/7/merge', true],
    ['repo:acme/api:ref:refs/heads/*', true],
    ['repo:acme/api:job_workflow_ref:acme/flows/.github/workflows/deploy.yml@*', true],
    ['repo:acme/api:job_workflow_ref:acme/flows/.github/workflows/deploy.yml@refs/pull/7/merge', true],
    ['environment:prod:repo:acme/api:workflow:*', false],
    ['repo:acme/api:environment:prod:workflow:*', false],
    ['repo:acme/api:ref:refs/heads/main', false],
    ['repo:acme/api:ref:refs/tags/v1', false],
    ['repo:acme/api:job_workflow_ref:acme/flows/.github/workflows/deploy.yml@refs/heads/main', false],
    [`repo:acme/api:job_workflow_ref:acme/flows/.github/workflows/deploy.yml@${'0a'.repeat(20)}`, false],
  ])('a pull request may have the customised subject %s: %s', (subject, expected) => {
    expect(OidcIdentity.github({ ...withIds, subjects: [subject] })._token.pullRequest).toBe(expected);
    expect(OidcIdentity.github({ ...withIds, subjects: ['repo:acme/api:environment:prod', subject] })._token.pullRequest).toBe(expected);
  });

  test('claims that AWS maps are pinned beside the subject', () => {
    expect(OidcIdentity.github({ ...withIds, environment: 'prod', claims: { ref: 'refs/heads/main' } })._token.equal.ref).toEqual([
      'refs/heads/main',
    ]);
  });

  test.each<[string, Partial<access.GithubIdentityProps>, string]>([
    [
      'a wildcard owner',
      { owner: '*', environment: 'prod' },
      "owner '*' has a wildcard, which lets in the pipelines of others. " +
        "Name one, such as owner: 'acme', and add an identity for each further one.",
    ],
    [
      'all repositories of an owner',
      { repository: '*', environment: 'prod' },
      "repository is '*': repo:acme/* lets in everybody who can push to any repository of 'acme', or make one. " +
        'Name the repository, and add an identity for each further one.',
    ],
    [
      'ref and environment in one subject',
      { gitRef: 'refs/heads/main', environment: 'prod' },
      'environment and gitRef are both given, and the subject of a job that names an environment has no ref. ' +
        "Give environment, and say in GitHub which branches it takes; or pin the ref too, with claims: { ref: 'refs/heads/main' }.",
    ],
    [
      'no subject',
      {},
      'none of environment, gitRef, pullRequest and subjects is given, so that the subject is not known. ' +
        "Give one of them, such as environment: 'prod', gitRef: 'refs/heads/main' or pullRequest: true.",
    ],
    ['an empty audience', { environment: 'prod', audience: '' }, "audience is empty. Write it out, such as audience: 'sts.amazonaws.com'."],
    [
      'a claim that AWS does not map',
      { environment: 'prod', claims: { event_name: 'push' } },
      "AWS maps claim 'event_name' of token.actions.githubusercontent.com to no condition key, so that a condition on it never holds. " +
        'Pin what the subject says, or another claim (IAM: Available keys for AWS OIDC federation).',
    ],
    [
      'a mapped claim of an issuer whose claims are not mapped',
      { environment: 'prod', issuer: 'ghe.example.com/_services/token', claims: { ref: 'refs/heads/main' } },
      "AWS maps claim 'ref' of ghe.example.com/_services/token to no condition key, so that a condition on it never holds. " +
        'Pin what the subject says, or another claim (IAM: Available keys for AWS OIDC federation).',
    ],
    ...['sub', 'aud', 'repository_id', 'repository_owner_id', 'Sub'].map((claim): [string, Partial<access.GithubIdentityProps>, string] => [
      `${claim} among the claims`,
      { ...withIds, environment: 'prod', claims: { [claim]: '666' } },
      `claims has '${claim}', which the identity pins itself. Leave it out of claims: other properties say what it has to be.`,
    ]),
    [
      'a wildcard in a claim',
      { environment: 'prod', claims: { ref: 'refs/heads/*' } },
      "claim ref is 'refs/heads/*', and is compared letter by letter, without wildcards. " +
        'Write it out, and add an identity for each further value.',
    ],
    [
      'ids of an Enterprise Server',
      { ...withIds, environment: 'prod', issuer: 'ghe.example.com/_services/token' },
      'ownerId and repositoryId are given, and subjects of ghe.example.com/_services/token have no ids, nor does AWS map such claims of ' +
        'it. Leave both out.',
    ],
    [
      'capitals in the host of the issuer',
      { environment: 'prod', issuer: 'Token.actions.GitHubUserContent.com' },
      "issuer 'Token.actions.GitHubUserContent.com' has capital letters in its host, and tokens have none there. " +
        "Write it like 'token.actions.githubusercontent.com'.",
    ],
    [
      'every branch',
      { gitRef: 'refs/heads/*' },
      "gitRef 'refs/heads/*' is not one branch or tag, nor the beginning of some. " +
        "Write it whole, such as 'refs/heads/main' or 'refs/tags/v*'.",
    ],
    [
      'one id without the other',
      { environment: 'prod', ownerId: 7 },
      'repositoryId is missing, and the new subject has both ids. Give both ids, or none.',
    ],
    ['an id that is none', { environment: 'prod', ownerId: 0, repositoryId: 1 }, 'ownerId is 0. Write a whole number from 1.'],
    [
      'a customised subject of another repository',
      { subjects: ['repo:acme/api-evil:pull_request'] },
      "subject 'repo:acme/api-evil:pull_request' does not name repository 'acme/api'. " + 'Give it whole, with repo:acme/api in it.',
    ],
    [
      'a customised subject with a wildcard before the repository',
      { subjects: ['repo:*:repo:acme/api:environment:prod'] },
      "subject 'repo:*:repo:acme/api:environment:prod' has a wildcard before it has named the repository. " +
        'Write out what comes before, or begin with the repository.',
    ],
    ...['repo:acme/api:**', 'repo:acme/api:*:*', 'repo:acme/api:p?ll_request*', 'repo:acme/api:pull_reques?'].map(
      (subject): [string, Partial<access.GithubIdentityProps>, string] => [
        `the customised subject ${subject}`,
        { subjects: [subject] },
        `subject '${subject}' has a wildcard elsewhere than at its end. Write it out, or end it with one *.`,
      ],
    ),
    [
      'a customised subject of the whole repository',
      { subjects: ['repo:acme/api:*'] },
      "subject 'repo:acme/api:*' lets in every job of the repository, those of pull requests too. " +
        'Go on with the environment, ref or workflow.',
    ],
  ])('refuses %s', (_, props, message) => {
    expect(thrownBy(() => OidcIdentity.github({ ...github, ...props }))).toEqual({
      name: 'FederationError',
      message: `OidcIdentity.github(): ${message}`,
    });
  });
});

describe('GitLab', () => {
  const gitlab = { project: 'acme/platform/api', projectId: 42 };

  test('a protected branch is pinned with the id of the project on gitlab.com, and by its subject alone elsewhere', () => {
    expect(asked(OidcIdentity.gitlab({ ...gitlab, branch: 'main' }))).toEqual({
      issuer: 'gitlab.com',
      audience: 'sts.amazonaws.com',
      equal: {
        sub: ['project_path:acme/platform/api:ref_type:branch:ref:main'],
        project_id: ['42'],
        ref_protected: ['true'],
      },
      like: {},
    });
    expect(asked(OidcIdentity.gitlab({ project: 'acme/api', branch: 'main', issuer: 'gitlab.example.com' })).equal).toEqual({
      sub: ['project_path:acme/api:ref_type:branch:ref:main'],
    });
  });

  test('merge requests are told by the source of the pipeline', () => {
    expect(OidcIdentity.gitlab({ ...gitlab, mergeRequest: true })._token).toMatchObject({
      equal: { project_id: ['42'], pipeline_source: ['merge_request_event'] },
      like: { sub: ['project_path:acme/platform/api:ref_type:branch:ref:*'] },
      pullRequest: true,
    });
  });

  test('a path alone warns that somebody else can take it', () => {
    expect(OidcIdentity.gitlab({ project: 'acme/api', tag: 'v*' })._token.warnings).toEqual([
      "The role trusts GitLab's acme/api by its path, which somebody else can take after it was renamed or deleted. " +
        'Give projectId: Settings > General shows it.',
    ]);
  });

  test.each<[string, Partial<access.GitlabIdentityProps>, string]>([
    [
      'all projects of a group',
      { project: 'acme/*', branch: 'main' },
      "project 'acme/*' has a wildcard, which lets in the pipelines of others. " +
        "Name one, such as project: 'acme/api', and add an identity for each further one.",
    ],
    [
      'an id of a GitLab whose claims AWS does not map',
      { branch: 'main', issuer: 'gitlab.example.com', projectId: 1 },
      'projectId is given, and AWS maps no such claim of gitlab.example.com. Leave projectId out.',
    ],
    [
      'merge requests of such a GitLab',
      { mergeRequest: true, issuer: 'gitlab.example.com' },
      'mergeRequest is given, and of a GitLab of your own AWS maps no claim that tells a merge request. Name the branch.',
    ],
    ...['sub', 'aud', 'project_id', 'ref_protected'].map((claim): [string, Partial<access.GitlabIdentityProps>, string] => [
      `${claim} among the claims`,
      { projectId: 1, branch: 'main', claims: { [claim]: 'false' } },
      `claims has '${claim}', which the identity pins itself. Leave it out of claims: other properties say what it has to be.`,
    ]),
    [
      'the source of the pipeline among the claims of a merge request',
      { projectId: 1, mergeRequest: true, claims: { pipeline_source: 'push' } },
      "claims has 'pipeline_source', which the identity pins itself. Leave it out of claims: other properties say what it has to be.",
    ],
    [
      'capitals in the host of the issuer',
      { branch: 'main', issuer: 'GitLab.com' },
      "issuer 'GitLab.com' has capital letters in its host, and tokens have none there. Write it like 'gitlab.com'.",
    ],
    [
      'branch and tag in one subject',
      { branch: 'main', tag: 'v1' },
      "2 of branch, tag and mergeRequest is given, so that the subject is not known. Give one of them, such as branch: 'main'.",
    ],
  ])('refuses %s', (_, props, message) => {
    expect(thrownBy(() => OidcIdentity.gitlab({ project: 'acme/api', ...props }))).toEqual({
      name: 'FederationError',
      message: `OidcIdentity.gitlab(): ${message}`,
    });
  });
});

test.each<[string, access.OidcIdentity, object]>([
  [
    'CircleCI',
    OidcIdentity.circleci({ organizationId: ORGANIZATION, projectId: PROJECT }),
    {
      issuer: `oidc.circleci.com/org/${ORGANIZATION}`,
      audience: ORGANIZATION,
      equal: { 'oidc.circleci.com/project-id': [PROJECT] },
      like: { sub: [`org/${ORGANIZATION}/project/${PROJECT}/user/*`] },
    },
  ],
  [
    'Bitbucket',
    OidcIdentity.bitbucket({ workspace: 'acme', workspaceId: ORGANIZATION, repositoryId: PROJECT, environmentId: ORGANIZATION }),
    {
      issuer: 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc',
      audience: `ari:cloud:bitbucket::workspace/${ORGANIZATION}`,
      equal: {},
      like: { sub: [`{${PROJECT}}:{${ORGANIZATION}}:*`] },
    },
  ],
  [
    'Buildkite',
    OidcIdentity.buildkite({
      organization: 'acme',
      organizationId: ORGANIZATION,
      pipeline: 'api',
      pipelineId: PROJECT,
      gitRef: 'refs/heads/main',
    }),
    {
      issuer: 'agent.buildkite.com',
      audience: 'sts.amazonaws.com',
      equal: { organization_id: [ORGANIZATION], pipeline_id: [PROJECT] },
      like: { sub: ['organization:acme:pipeline:api:ref:refs/heads/main:commit:*'] },
    },
  ],
  [
    'HCP Terraform',
    OidcIdentity.hcpTerraform({ organization: 'acme', project: 'platform', workspace: 'api-prod', phase: HcpTerraformPhase.APPLY }),
    {
      issuer: 'app.terraform.io',
      audience: 'aws.workload.identity',
      equal: { sub: ['organization:acme:project:platform:workspace:api-prod:run_phase:apply'] },
      like: {},
    },
  ],
  [
    'Spacelift',
    OidcIdentity.spacelift({ account: 'acme', space: 'root', stack: 'api-prod', scope: SpaceliftScope.WRITE }),
    {
      issuer: 'acme.app.spacelift.io',
      audience: 'acme.app.spacelift.io',
      equal: {},
      like: { sub: ['space:root:stack:api-prod:run_type:*:scope:write'] },
    },
  ],
  [
    'Azure DevOps',
    OidcIdentity.azureDevOps({ organizationId: ORGANIZATION, organization: 'acme', project: 'platform', serviceConnection: 'aws-prod' }),
    {
      issuer: `vstoken.dev.azure.com/${ORGANIZATION}`,
      audience: 'api://AzureADTokenExchange',
      equal: { sub: ['sc://acme/platform/aws-prod'] },
      like: {},
    },
  ],
])('tokens of %s are told by issuer, audience and subject', (_, identity, expected) => expect(asked(identity)).toEqual(expected));

test('what anybody who can push starts counts as a pull request: CircleCI, Bitbucket without environment, plans of HCP Terraform', () => {
  const circleci = { organizationId: ORGANIZATION, projectId: PROJECT };
  const bitbucket = { workspace: 'acme', workspaceId: ORGANIZATION, repositoryId: PROJECT };
  const hcp = { organization: 'acme', project: 'platform', workspace: 'api-prod' };
  expect(
    [
      OidcIdentity.circleci(circleci),
      OidcIdentity.circleci({ ...circleci, deployersOnly: true }),
      OidcIdentity.bitbucket(bitbucket),
      OidcIdentity.bitbucket({ ...bitbucket, environmentId: PROJECT }),
      OidcIdentity.hcpTerraform({ ...hcp, phase: HcpTerraformPhase.PLAN }),
      OidcIdentity.hcpTerraform({ ...hcp, phase: HcpTerraformPhase.APPLY }),
    ].map(({ _token: { pullRequest } }) => pullRequest),
  ).toEqual([true, false, true, false, true, false]);
});

describe('any other issuer', () => {
  const generic = { issuer: 'ci.example.com', audience: 'aws', subject: 'project:acme/api:ref:main' };

  test('has its subject, and conditions on the claims that AWS maps', () => {
    const conditions = { 'ForAnyValue:StringEquals': { amr: ['trusted'] } };
    expect(OidcIdentity.generic({ ...generic, conditions })._token).toMatchObject({
      equal: { sub: ['project:acme/api:ref:main'] },
      anyEqual: { amr: ['trusted'] },
    });
  });

  test.each(['project:acme/api:*', 'project:acme/api:ref:release-*', 'project:acme/*', 'https://ci.example.com/acme/api:main'])(
    'has subject %s',
    (subject) => {
      const { equal, like } = OidcIdentity.generic({ ...generic, subject })._token;
      expect({ ...equal, ...like }).toEqual({ sub: [subject] });
    },
  );

  test.each<[string, object, string]>([
    ...(
      [
        ['token.actions.githubusercontent.com', 'github'],
        ['token.actions.githubusercontent.com/acme', 'github'],
        ['token.actions.acme.ghe.com', 'github'],
        ['ghe.example.com/_services/token', 'github'],
        ['gitlab.com', 'gitlab'],
        ['agent.buildkite.com', 'buildkite'],
        [`oidc.circleci.com/org/${ORGANIZATION}`, 'circleci'],
        ['api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc', 'bitbucket'],
        ['app.terraform.io', 'hcpTerraform'],
        ['acme.app.spacelift.io', 'spacelift'],
        [`vstoken.dev.azure.com/${ORGANIZATION}`, 'azureDevOps'],
      ] as const
    ).map(([issuer, method]): [string, object, string] => [
      `tokens of ${issuer}, which have a method of their own`,
      { issuer },
      `issuer '${issuer}' is shared by many, and has a method that tells whose tokens are trusted. Use OidcIdentity.${method}().`,
    ]),
    ...['project_path:*', 'organization:*', 'repo:acm*', 'project:*/api:main', 'project:acme/*:main', 'project:acme/a?i:main'].map(
      (subject): [string, object, string] => [
        `subject ${subject}`,
        { subject },
        `subject '${subject}' has a wildcard elsewhere than at its end, or before it has said whose tokens are trusted. ` +
          "Write it out, or all but the end of its last part, such as 'project:acme/api:*'.",
      ],
    ),
    [
      'capitals in the host of the issuer',
      { issuer: 'GitLab.com/a' },
      "issuer 'GitLab.com/a' has capital letters in its host, and tokens have none there. Write it like 'gitlab.com/a'.",
    ],
    ['a missing audience', { audience: undefined }, "audience is missing. Write it out, such as audience: 'sts.amazonaws.com'."],
    ['a missing subject', { subject: undefined }, "subject is missing. Write it out, such as subject: 'project:acme/api:ref:main'."],
    [
      'a subject that anybody has',
      { subject: 'proj*' },
      "subject 'proj*' begins with a wildcard, which lets in the pipelines of others. Write out whose tokens are trusted.",
    ],
    [
      'ForAllValues',
      { conditions: { 'ForAllValues:StringEquals': { amr: ['x'] } } },
      "operator 'ForAllValues:StringEquals' holds for a token that lacks the claim. Write ForAnyValue:StringEquals.",
    ],
    [
      'an operator that holds for tokens without the claim',
      { conditions: { StringEqualsIfExists: { amr: ['x'] } } },
      "operator 'StringEqualsIfExists' is not one of StringEquals, StringLike, ForAnyValue:StringEquals, ForAnyValue:StringLike. " +
        'Use one of these: others hold for a token that lacks the claim, or compare what claims are not.',
    ],
    [
      'a claim that AWS does not map',
      { conditions: { StringEquals: { ref: ['main'] } } },
      "AWS maps claim 'ref' of ci.example.com to no condition key, so that a condition on it never holds. " +
        'Pin what the subject says, or another claim (IAM: Available keys for AWS OIDC federation).',
    ],
    [
      'a second subject',
      { conditions: { StringLike: { sub: ['*'] } } },
      'conditions has sub, which has a property of its own. Give subject and audience.',
    ],
  ])('refuses %s', (_, props, message) => {
    expect(thrownBy(() => OidcIdentity.generic({ ...generic, ...props }))).toEqual({
      name: 'FederationError',
      message: `OidcIdentity.generic(): ${message}`,
    });
  });

  test.each<[string, boolean]>([
    ['project_path:acme/api:ref_type:branch:ref:*', true],
    ['project_path:acme/api:*', true],
    ['project_path:acme/api:ref_type:branch:ref:main', false],
    ['project_path:acme/api:ref_type:tag:ref:v*', false],
    ['project:acme/api:*', false],
  ])('of a self-managed GitLab, %s counts as one of merge requests: %s', (subject, pullRequest) => {
    expect(OidcIdentity.generic({ ...generic, subject })._token.pullRequest).toBe(pullRequest);
    expect(OidcIdentity.generic({ ...generic, subject, pullRequest: true })._token.pullRequest).toBe(true);
  });
});
