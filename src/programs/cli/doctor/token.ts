import { readFileSync } from 'node:fs';
import { CommandError, UsageError } from '../command';

/** The claims of a token, and where it was found. The token itself is not kept: it is as good as a password. */
export interface FoundToken {
  readonly source: string;
  readonly claims: Claims;
}

export type Claims = Readonly<Record<string, unknown>>;

/** Where CI systems put the tokens that they give a job, in the order in which they are looked for. */
const VARIABLES: readonly string[] = [
  'CIRCLE_OIDC_TOKEN_V2',
  'CIRCLE_OIDC_TOKEN',
  'BITBUCKET_STEP_OIDC_TOKEN',
  'TFC_WORKLOAD_IDENTITY_TOKEN',
  'SPACELIFT_OIDC_TOKEN',
];
/** GitLab and Azure Pipelines let people choose the name; these are those of their documentation. */
const USUAL_NAMES: readonly string[] = ['GITLAB_OIDC_TOKEN', 'AWS_OIDC_TOKEN', 'ID_TOKEN', 'AWS_ID_TOKEN', 'idToken'];
const FILE_VARIABLES: readonly string[] = ['AWS_WEB_IDENTITY_TOKEN_FILE', 'SPACELIFT_OIDC_TOKEN_FILE'];

const GITHUB_URL = 'ACTIONS_ID_TOKEN_REQUEST_URL';
const GITHUB_KEY = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN';
const GITHUB_TIMEOUT_MS = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

export interface TokenSource {
  /** A file, named by an option. */
  readonly file?: string;
  /** A variable, named by an option. */
  readonly variable?: string;
  /** For GitHub, which makes a token when it is asked for one. @default sts.amazonaws.com */
  readonly audience?: string;
}

/**
 * The token of this CI job.
 *
 * @throws CommandError if there is none, or it is no token; no message quotes it
 */
export async function findToken(source: TokenSource, environment: Environment, signal: AbortSignal): Promise<FoundToken> {
  if (source.file !== undefined && source.variable !== undefined) {
    throw new UsageError('--token-file and --token-variable cannot be combined');
  }
  if (source.file !== undefined) return inFile(source.file, source.file);
  if (source.variable !== undefined) {
    if (environment[source.variable]) return claimsOf(environment[source.variable]!, source.variable);
    throw new CommandError(
      `variable ${source.variable} is not set, or empty. Name another one with --token-variable, or a file with --token-file.`,
    );
  }
  if (environment[GITHUB_URL] && environment[GITHUB_KEY]) return ofGitHub(environment, source.audience ?? 'sts.amazonaws.com', signal);
  if (environment.GITHUB_ACTIONS === 'true') {
    throw new CommandError(
      'this job of GitHub Actions may not ask for a token. Add to the job, or to the workflow: ' +
        'permissions: { id-token: write, contents: read }. ' +
        'A workflow that is called gets no more than its caller has, and pull requests of forks get none.',
    );
  }
  const variable = [...VARIABLES, ...USUAL_NAMES].find((name) => environment[name]);
  if (variable !== undefined) return claimsOf(environment[variable]!, variable);
  const file = FILE_VARIABLES.find((name) => environment[name]);
  if (file !== undefined) return inFile(environment[file]!, file);
  throw new CommandError(
    `no token was found in the variables of CI systems. ${adviceFor(
      environment,
    )}Name its variable with --token-variable, or its file with --token-file.`,
  );
}

/**
 * The claims that a JSON Web Token makes. Nothing is verified here: AWS does that.
 *
 * @throws CommandError if it is none
 */
export function claimsOf(token: string, source: string): FoundToken {
  const parts = token.trim().split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1]!, 'base64url').toString('utf8'));
    if (parts.length === 3 && typeof claims === 'object' && claims !== null && !Array.isArray(claims)) {
      return { source, claims: claims as Claims };
    }
  } catch {
    // JSON's own error would quote what it read.
  }
  throw new CommandError(
    `what ${source} holds is not a JSON Web Token: three parts with dots between, the second one JSON. It is not shown.`,
  );
}

function inFile(file: string, source: string): FoundToken {
  try {
    return claimsOf(readFileSync(file, 'utf8'), source);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `the token's file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Correct its path or its permissions.`,
    );
  }
}

async function ofGitHub(environment: Environment, audience: string, signal: AbortSignal): Promise<FoundToken> {
  let status = 'no answer';
  try {
    const url = new URL(environment[GITHUB_URL]!);
    url.searchParams.set('audience', audience);
    const answer = await fetch(url, {
      headers: { authorization: `bearer ${environment[GITHUB_KEY]}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(GITHUB_TIMEOUT_MS)]),
    });
    status = `HTTP ${answer.status}`;
    const { value } = (await answer.json()) as { value?: unknown };
    if (answer.ok && typeof value === 'string') return claimsOf(value, 'GitHub Actions');
  } catch (error) {
    if (error instanceof CommandError) throw error;
    // Messages of fetch may quote the address, which has a key of the job in it on some runners.
  }
  throw new CommandError(`GitHub gave this job no token (${status}). Try again; if it stays, look at githubstatus.com.`);
}

function adviceFor(environment: Environment): string {
  if (environment.GITLAB_CI) return 'In GitLab the job declares it: id_tokens: { AWS_OIDC_TOKEN: { aud: … } }. ';
  if (environment.BITBUCKET_BUILD_NUMBER) return 'In Bitbucket the step declares it: oidc: true. ';
  if (environment.BUILDKITE) return 'In Buildkite: buildkite-agent oidc request-token --audience sts.amazonaws.com > token. ';
  if (environment.CIRCLECI) return 'CircleCI gives tokens to jobs that use at least one context. ';
  if (environment.TFC_RUN_ID) return 'In HCP Terraform set TFC_WORKLOAD_IDENTITY_AUDIENCE in the workspace. ';
  if (environment.TF_BUILD) return 'In Azure Pipelines the AWS task, or a task with addSpnToEnvironment, sets idToken. ';
  return '';
}
