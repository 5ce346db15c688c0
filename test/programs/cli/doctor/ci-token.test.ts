import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { COMMANDS } from '../../../../src/programs/cli/commands';
import { checkToken } from '../../../../src/programs/cli/doctor/check-token';
import type { Finding } from '../../../../src/programs/cli/doctor/finding';
import { findToken } from '../../../../src/programs/cli/doctor/token';
import { run } from '../../../../src/programs/cli/run';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { TokenIssuer } from '../../../../tools/local-aws/token-issuer';
import { temporaryFolder } from '../../../support/synth';
import { CapturedTerminal } from '../captured';

const GITHUB = 'token.actions.githubusercontent.com';
const ROLE = 'arn:aws:iam::123456789012:role/ci';
const SUB = 'repo:acme@1/api@2:environment:prod';
const signal = new AbortController().signal;
const folder = temporaryFolder();
const before = { ...process.env };
let aws: LocalAws;
let issuer: TokenIssuer;
let iam: IAMClient;
let sts: STSClient;

const key = (claim: string) => `${GITHUB}:${claim}`;
const statement = (Condition: object, Effect = 'Allow', provider = GITHUB) => ({
  Sid: Effect === 'Allow' ? 'Jobs' : 'Nobody',
  Effect,
  Action: 'sts:AssumeRoleWithWebIdentity',
  Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${provider}` },
  Condition,
});
const policyOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const fitting = { StringEquals: { [key('aud')]: 'sts.amazonaws.com', [key('sub')]: SUB } };

beforeAll(async () => {
  [aws, issuer] = await Promise.all([LocalAws.start(), TokenIssuer.start(`https://${GITHUB}`)]);
  await aws.serveIssuer(issuer.url, issuer.address);
  Object.assign(process.env, aws.environment);
  for (const [name, value] of Object.entries(aws.environment)) if (value === undefined) delete process.env[name];
  for (const name of Object.keys(process.env)) if (/^(GITHUB_|ACTIONS_)/.test(name)) delete process.env[name];
  const settings = { region: 'us-east-1', endpoint: aws.endpoint, credentials: aws.credentials };
  [iam, sts] = [new IAMClient(settings), new STSClient(settings)];
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url: issuer.url, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: [] }));
  await iam.send(new CreateRoleCommand({ RoleName: 'ci', AssumeRolePolicyDocument: policyOf(statement(fitting)) }));
  await aws.enforceAuthorization(true);
});
afterAll(async () => {
  process.env = before;
  iam?.destroy();
  sts?.destroy();
  await Promise.all([aws?.stop(), issuer?.stop()]);
});

function written(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const claims = (change: object = {}) => ({ aud: 'sts.amazonaws.com', sub: SUB, repository_id: '2', event_name: 'push', ...change });

async function check(policy: string, token: string, now = new Date()): Promise<Finding[]> {
  const trust = { token: { file: written('token', token) }, role: undefined, policyFile: written('trust.json', policy) };
  const findings = await checkToken(trust, undefined, now, {}, signal);
  expect(JSON.stringify(findings)).not.toContain(token.split('.')[2]);
  return findings.slice(1);
}

async function letsIn(policy: string, token: string): Promise<boolean> {
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'ci', PolicyDocument: policy }));
  const assume = new AssumeRoleWithWebIdentityCommand({ RoleArn: ROLE, RoleSessionName: 'test', WebIdentityToken: token });
  return sts.send(assume).then(
    () => true,
    () => false,
  );
}

describe('a trust policy', () => {
  const aud = { [key('aud')]: 'sts.amazonaws.com' };
  test.each([
    ['that fits', policyOf(statement(fitting)), {}],
    [
      'for another environment',
      policyOf(statement(fitting)),
      { sub: SUB.replace('prod', 'dev') },
      /wants repo:.*prod, and the token has repo:.*dev: is some/,
    ],
    [
      'that knows no ids',
      policyOf(statement({ StringEquals: { ...aud, [key('sub')]: 'repo:acme/api:environment:prod' } })),
      {},
      /the ids of owner/,
    ],
    [
      'with another case',
      policyOf(statement({ StringEquals: { ...aud, [key('sub')]: SUB.toUpperCase() } })),
      {},
      /upper and lower case only/,
    ],
    [
      'with a wildcard in StringEquals',
      policyOf(statement({ StringEquals: { ...aud, [key('sub')]: 'repo:acme@1/*' } })),
      {},
      /StringLike would hold/,
    ],
    [
      'with a wildcard in StringLike',
      policyOf(statement({ StringEquals: aud, StringLike: { [key('sub')]: 'repo:acme@1/*:environment:pro?' } })),
      {},
    ],
    ['with another audience', policyOf(statement(fitting)), { aud: 'https://github.com/acme' }, /:aud wants sts\.amazonaws\.com, and/],
    [
      'with a claim that AWS does not map',
      policyOf(statement({ StringEquals: { ...fitting.StringEquals, [key('event_name')]: 'push' } })),
      {},
      /never holds/,
    ],
    [
      'with a claim that the token lacks',
      policyOf(statement({ StringEquals: { ...fitting.StringEquals, [key('environment')]: 'prod' } })),
      {},
      /no such claim/,
    ],
    ['with that claim, if it exists', policyOf(statement({ ...fitting, StringEqualsIfExists: { [key('environment')]: 'prod' } })), {}],
    ['with several values', policyOf(statement({ StringEquals: { ...aud, [key('sub')]: ['other', SUB] } })), {}],
    ['that excludes it', policyOf(statement({ ...fitting, StringNotLike: { [key('sub')]: '*:environment:prod' } })), {}, /is excluded/],
    [
      'that wants a claim away',
      policyOf(statement({ ...fitting, Null: { [key('repository_id')]: 'true' } })),
      {},
      /the token has this claim/,
    ],
    [
      'of which one statement fits',
      policyOf({ ...statement({ StringEquals: { [key('sub')]: 'other', ...aud } }), Sid: 'Others' }, statement(fitting)),
      {},
    ],
    ['that denies it', policyOf(statement(fitting), statement({ StringLike: { [key('sub')]: '*prod' } }, 'Deny')), {}, /Nobody denies it/],
    ['that denies others', policyOf(statement(fitting), statement({ StringLike: { [key('sub')]: '*dev' } }, 'Deny')), {}],
    [
      'with ids and another case of the key',
      policyOf(statement({ StringEquals: { ...fitting.StringEquals, [key('REPOSITORY_ID')]: '2' } })),
      {},
    ],
  ])('%s: the doctor and STS agree', async (...row) => {
    const [, policy, change, message] = row as unknown as [says: string, policy: string, change: object, message?: RegExp];
    const token = issuer.token(claims(change));
    const findings = await check(policy, token);
    const isFine = findings.every(({ level }) => level === 'ok');
    expect({ isFine, findings }).toEqual({ isFine: await letsIn(policy, token), findings });
    expect(isFine).toBe(message === undefined);
    if (message) expect(findings).toContainEqual(expect.objectContaining({ level: 'problem', says: expect.stringMatching(message) }));
  });

  test('that asks for more than the token tells is not called fulfilled, nor refused', async () => {
    const findings = await check(policyOf(statement({ ...fitting, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })), issuer.token(claims()));
    expect(findings).toEqual([
      expect.objectContaining({ level: 'unknown', says: expect.stringContaining('if IpAddress aws:SourceIp 10.0.0.0/8') }),
    ]);
  });

  test.each([
    ['of another issuer', policyOf(statement({}, 'Allow', 'gitlab.com')), /accepts no token of token\.actions.*, only of gitlab\.com/],
    [
      'for people alone',
      policyOf({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }),
      /token\.actions\.githubusercontent\.com, nor of any other issuer/,
    ],
    ['that is none', 'CANARY', /is not a policy/],
  ])('%s is an error that says so', async (_, policy, message) => {
    await expect(check(policy, issuer.token(claims()))).rejects.toThrow(message);
  });
});

describe('a token', () => {
  test('that has ended, begins later or never ends is told', async () => {
    const now = new Date();
    const seconds = Math.floor(now.getTime() / 1000);
    const of = async (change: object) => (await check(policyOf(statement(fitting)), issuer.token(claims(change)), now))[0];
    expect(await of({ exp: seconds - 90 })).toMatchObject({ level: 'problem', says: expect.stringMatching(/expired at .*Z, 9[01] s ago/) });
    expect(await of({ nbf: seconds + 600 })).toMatchObject({ level: 'problem', says: expect.stringContaining('is not valid before') });
    expect(await of({ exp: undefined })).toMatchObject({ level: 'problem', says: expect.stringContaining('no expiry') });
  });

  test.each([
    ['CANARY-no-token', 'x'],
    ['with a second part that is none', 'CANARY.CANARY.CANARY'],
    ['with a list', `CANARY.${Buffer.from('["CANARY"]').toString('base64url')}.CANARY`],
  ])('that is none (%s) is not quoted', async (_, token) => {
    const found = findToken({ variable: 'T' }, { T: token }, signal);
    await expect(found).rejects.toThrow('what T holds is not a JSON Web Token');
    await expect(found).rejects.not.toThrow('CANARY');
  });

  test.each([
    ['GitHub without the permission', { GITHUB_ACTIONS: 'true' }, /id-token: write/],
    ['GitLab without id_tokens', { GITLAB_CI: 'true' }, /id_tokens: \{ AWS_OIDC_TOKEN/],
    ['CircleCI without a context', { CIRCLECI: 'true' }, /at least one context/],
    ['no CI at all', {}, /--token-variable, or its file with --token-file/],
  ])('is missing in %s, and the advice fits', async (_, environment, message) => {
    await expect(findToken({}, environment, signal)).rejects.toThrow(message);
  });

  test('is found where each CI system puts it, and made by GitHub for the audience', async () => {
    const token = issuer.token(claims());
    for (const variable of ['CIRCLE_OIDC_TOKEN_V2', 'BITBUCKET_STEP_OIDC_TOKEN', 'TFC_WORKLOAD_IDENTITY_TOKEN', 'SPACELIFT_OIDC_TOKEN']) {
      expect(await findToken({}, { [variable]: token }, signal)).toMatchObject({ source: variable, claims: { sub: SUB } });
    }
    const file = written('mounted', token);
    expect(await findToken({}, { AWS_WEB_IDENTITY_TOKEN_FILE: file }, signal)).toMatchObject({ source: 'AWS_WEB_IDENTITY_TOKEN_FILE' });
    const asked: string[] = [];
    let answer = { status: 200, body: JSON.stringify({ value: token }) };
    const server: Server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const job = {
      GITHUB_ACTIONS: 'true',
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?v=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'CANARY-request',
    };
    expect(await findToken({ audience: 'https://aws.example' }, job, signal)).toMatchObject({
      source: 'GitHub Actions',
      claims: { sub: SUB },
    });
    expect(asked).toEqual([`/token?v=2&audience=${encodeURIComponent('https://aws.example')} bearer CANARY-request`]);
    answer = { status: 500, body: 'CANARY' };
    await expect(findToken({}, job, signal)).rejects.toThrow(/^GitHub gave this job no token \(HTTP 500\)/);
    server.close();
  });
});

describe('coffer doctor --ci', () => {
  async function doctor(...args: string[]): Promise<{ code: number; findings: Finding[]; error: string }> {
    const terminal = new CapturedTerminal();
    const code = await run(['doctor', '--ci', '--json', '--manifest', 'none', ...args], COMMANDS, terminal, signal);
    const findings = terminal.output === '' ? [] : (JSON.parse(terminal.output) as { findings: Finding[] }).findings;
    return { code, error: terminal.errors, findings: findings.filter((each) => each.check === 'CI token') };
  }

  test('compares the token with the trust policy of the role as IAM has it', async () => {
    const file = written('token', issuer.token(claims({ sub: SUB.replace('prod', 'dev') })));
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'ci', PolicyDocument: policyOf(statement(fitting)) }));
    const { code, findings } = await doctor('--role', ROLE, '--token-file', file);
    expect(code).toBe(2);
    expect(findings).toContainEqual(
      expect.objectContaining({ level: 'problem', says: expect.stringMatching(/^ci, Jobs: StringEquals .*:sub wants/) }),
    );
  });

  test.each([
    ['of another account', 'arn:aws-cn:iam::999999999999:role/x/ci', 'unknown', 'account 999999999999'],
    ['that is not there', 'arn:aws:iam::123456789012:role/none', 'problem', 'there is no role'],
    ['that is no ARN', 'ci', 'problem', "'ci' is not the ARN of a role"],
  ])('of a role %s says so', async (_, role, level, says) => {
    const { findings } = await doctor('--role', role, '--token-file', written('token', issuer.token(claims())));
    expect(findings).toContainEqual(expect.objectContaining({ level, says: expect.stringContaining(says) }));
  });

  test('needs no credentials if it is given the policy, and then the token alone decides', async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    try {
      const given = ['--trust-policy', written('trust.json', policyOf(statement(fitting))), '--token-file', join(folder, 'token')];
      written('token', issuer.token(claims()));
      expect((await doctor(...given)).findings.map(({ level }) => level)).toEqual(['ok', 'ok']);
      written('token', issuer.token(claims({ aud: 'else' })));
      expect(await doctor(...given)).toMatchObject({ code: 2 });
      expect((await doctor('--role', ROLE, '--token-file', join(folder, 'token'))).findings.at(-1)).toMatchObject({
        level: 'unknown',
        says: `without credentials the trust policy of ${ROLE} cannot be read`,
      });
    } finally {
      Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
    }
  });

  test('shows hostile claims and does not obey them', async () => {
    const terminal = new CapturedTerminal();
    const file = written('token', issuer.token(claims({ sub: '\u001b[2J' })));
    await run(['doctor', '--ci', '--manifest', 'none', '--token-file', file], COMMANDS, terminal, signal);
    expect(terminal.output).toContain('sub \\u{1b}[2J');
    expect(terminal.output).not.toContain('\u001b');
  });
});
