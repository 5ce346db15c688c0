import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ClientSettings, clientSettings, outcome, fault } from './fault';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { TokenIssuer } from '../../../../tools/local-aws/token-issuer';
import { allow, createUser, parameter } from '../authorization/users';

async function underAuthorization<T>(aws: LocalAws, check: () => Promise<T>): Promise<T> {
  await aws.enforceAuthorization(true);
  try {
    return await check();
  } finally {
    await aws.enforceAuthorization(false);
  }
}

export const AUTHORIZATION = [
  fault({
    fix: 'authorization-policies',
    behaviour: 'a policy allows what it names, where its condition holds, and nothing else',
    observe: async (settings, aws) => {
      const root = new SSMClient(settings);
      for (const Name of ['/api/key', '/other/key']) {
        await root.send(new PutParameterCommand({ Name, Type: 'String', Value: 'CANARY-local-aws-value' }));
      }
      const here = await createUser(settings, 'here', [
        allow('ssm:GetParameter', parameter('/api/*'), { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }),
      ]);
      const elsewhere = await createUser(settings, 'elsewhere', [
        allow('ssm:GetParameter', '*', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }),
      ]);
      const reads = async (user: typeof here, Name: string) =>
        typeof (await outcome(new SSMClient(user).send(new GetParameterCommand({ Name })))) !== 'string';
      return underAuthorization(aws, async () => ({
        named: await reads(here, '/api/key'),
        notNamed: await reads(here, '/other/key'),
        conditionFails: await reads(elsewhere, '/api/key'),
      }));
    },
    onStock: { named: false, notNamed: false, conditionFails: true },
    mended: { named: true, notNamed: false, conditionFails: false },
  }),
  fault({
    fix: 'authorization-json-errors',
    behaviour: 'clients of JSON services recognize a refusal, an unknown key and a wrong signature',
    observe: async (settings, aws) => {
      const nobody = await createUser(settings, 'nobody', []);
      const unknown = clientSettings(settings.endpoint, { accessKeyId: 'AKIAUNKNOWNUNKNOWN12', secretAccessKey: 'secret' });
      const forged = { ...nobody, credentials: { ...nobody.credentials, secretAccessKey: 'wrong' } };
      const errorOf = (user: typeof nobody) => outcome(new SSMClient(user).send(new GetParameterCommand({ Name: '/api/key' })));
      return underAuthorization(aws, async () => [await errorOf(nobody), await errorOf(unknown), await errorOf(forged)]);
    },
    onStock: ['SyntaxError', 'SyntaxError', 'SyntaxError'],
    mended: ['AccessDeniedException', 'UnrecognizedClientException', 'InvalidSignatureException'],
  }),
  fault({
    fix: 'authorization-root-key',
    behaviour: "the account's root is allowed everything",
    observe: (settings, aws) =>
      underAuthorization(aws, async () => {
        const users = await outcome(new IAMClient(settings).send(new ListUsersCommand({})));
        return typeof users !== 'string';
      }),
    onStock: false,
    mended: true,
  }),
  fault({
    fix: 'authorization-signed-address',
    behaviour: 'signatures are checked for addresses with escaped characters',
    observe: async (settings, aws) => {
      const Bucket = 'escaped';
      await new S3Client(settings).send(new CreateBucketCommand({ Bucket }));
      const s3 = new S3Client(
        await createUser(settings, 'lister', [allow('s3:*', ['*', `arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`])]),
      );
      return underAuthorization(aws, async () => [
        await outcome(s3.send(new PutObjectCommand({ Bucket, Key: 'own/a b+c=d', Body: 'x' })).then(() => 'allowed')),
        await outcome(s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'own/' })).then(() => 'allowed')),
      ]);
    },
    onStock: ['SignatureDoesNotMatch', 'SignatureDoesNotMatch'],
    mended: ['allowed', 'allowed'],
  }),
  fault({
    fix: 'authorization-unsigned-operations',
    behaviour: 'AssumeRoleWithWebIdentity needs no key',
    observe: async (settings, aws) => {
      const ci = await federation(settings, aws, 'https://unsigned.example.com');
      const token = ci.issuer.token({ aud: AUDIENCE, sub: 'repo:acme/api:ref:refs/heads/main' });
      return underAuthorization(aws, () => ci.assume(token)).finally(() => ci.issuer.stop());
    },
    onStock: 'Error',
    mended: 'assumed',
  }),
  fault({
    fix: 'authorization-web-identities',
    behaviour: 'a role is assumed with a token of its issuer that the trust policy allows, and with no other one',
    observe: async (settings, aws) => {
      const ci = await federation(settings, aws, 'https://token.actions.githubusercontent.com');
      const stranger = await TokenIssuer.start('https://strangers.example.com');
      const impostor = await TokenIssuer.start(ci.issuer.url);
      await outcome(aws.serveIssuer(stranger.url, stranger.address));
      const right = { aud: AUDIENCE, sub: 'repo:acme/api:ref:refs/heads/main', repository_id: '42', event_name: 'push' };
      const hour = 3600;
      const now = Math.floor(Date.now() / 1000);
      const unsigned = (claims: object) =>
        `${[{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
      const attempts = {
        right: () => ci.assume(ci.issuer.token(right)),
        // A key of several values is equal to none; the authorized party, where the token names one, is the audience.
        severalAudiences: () => ci.assume(ci.issuer.token({ ...right, aud: ['else', AUDIENCE] })),
        authorizedParty: () => ci.assume(ci.issuer.token({ ...right, aud: ['else', AUDIENCE], azp: AUDIENCE })),
        notAToken: () => ci.assume('CANARY-local-aws-token'),
        unsigned: () => ci.assume(unsigned({ iss: ci.issuer.url, iat: now, exp: now + hour, ...right })),
        wrongSignature: () => ci.assume(impostor.token(right)),
        unknownIssuer: () => ci.assume(stranger.token(right)),
        wrongAudience: () => ci.assume(ci.issuer.token({ ...right, aud: 'https://github.com/acme' })),
        noAudience: () => ci.assume(ci.issuer.token({ ...right, aud: undefined })),
        expired: () => ci.assume(ci.issuer.token({ ...right, exp: now - 1 })),
        notYet: () => ci.assume(ci.issuer.token({ ...right, nbf: now + hour })),
        wrongSubject: () => ci.assume(ci.issuer.token({ ...right, sub: 'repo:acme/api:pull_request' })),
        mapped: () => ci.assume(ci.issuer.token(right), 'pinned'),
        wrongMapped: () => ci.assume(ci.issuer.token({ ...right, repository_id: '43' }), 'pinned'),
        // AWS maps no event_name, so that no condition on it holds.
        notMapped: () => ci.assume(ci.issuer.token(right), 'by-event'),
        sourceIdentity: () => ci.assume(ci.issuer.token({ ...right, 'https://aws.amazon.com/source_identity': 'alice' })),
        allowedSourceIdentity: () => ci.assume(ci.issuer.token({ ...right, 'https://aws.amazon.com/source_identity': 'alice' }), 'sourced'),
        noSuchRole: () => ci.assume(ci.issuer.token(right), 'missing'),
        sessionName: () => ci.assume(ci.issuer.token(right), 'ci', 'a job'),
      };
      const seen: { [attempt: string]: string } = {};
      await underAuthorization(aws, async () => {
        for (const [name, attempt] of Object.entries(attempts)) seen[name] = await attempt();
      });
      await Promise.all([ci.issuer, stranger, impostor].map((each) => each.stop()));
      return seen;
    },
    onStock: Object.fromEntries(
      [
        ...[
          'right',
          'severalAudiences',
          'authorizedParty',
          'notAToken',
          'unsigned',
          'wrongSignature',
          'unknownIssuer',
          'wrongAudience',
          'noAudience',
        ],
        ...['expired', 'notYet', 'wrongSubject', 'mapped', 'wrongMapped', 'notMapped', 'sourceIdentity', 'allowedSourceIdentity'],
        ...['noSuchRole', 'sessionName'],
      ].map((attempt) => [attempt, 'Error']),
    ),
    mended: {
      right: 'assumed',
      severalAudiences: 'AccessDenied',
      authorizedParty: 'assumed',
      notAToken: 'InvalidIdentityTokenException',
      unsigned: 'InvalidIdentityTokenException',
      wrongSignature: 'InvalidIdentityTokenException',
      unknownIssuer: 'InvalidIdentityTokenException',
      wrongAudience: 'InvalidIdentityTokenException',
      noAudience: 'InvalidIdentityTokenException',
      expired: 'ExpiredTokenException',
      notYet: 'InvalidIdentityTokenException',
      wrongSubject: 'AccessDenied',
      mapped: 'assumed',
      wrongMapped: 'AccessDenied',
      notMapped: 'AccessDenied',
      sourceIdentity: 'AccessDenied',
      allowedSourceIdentity: 'assumed',
      noSuchRole: 'AccessDenied',
      sessionName: 'ValidationError',
    },
  }),
];

const AUDIENCE = 'sts.amazonaws.com';

/** An issuer that IAM knows, and roles that trust it in several ways. */
async function federation(settings: ClientSettings, aws: LocalAws, url: string) {
  const issuer = await TokenIssuer.start(url);
  await outcome(aws.serveIssuer(url, issuer.address));
  const provider = url.slice('https://'.length);
  const iam = new IAMClient(settings);
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url: url, ClientIDList: [AUDIENCE], ThumbprintList: [] }));
  const trust = (Action: string | readonly string[], claims: { readonly [claim: string]: string }) => ({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${provider}` },
    Action,
    Condition: {
      StringEquals: Object.fromEntries(
        Object.entries({ aud: AUDIENCE, ...claims }).map(([claim, value]) => [`${provider}:${claim}`, value]),
      ),
      StringLike: { [`${provider}:sub`]: 'repo:acme/api:ref:refs/heads/*' },
    },
  });
  const assume = 'sts:AssumeRoleWithWebIdentity';
  const roles = {
    ci: trust(assume, {}),
    pinned: trust(assume, { repository_id: '42' }),
    'by-event': trust(assume, { event_name: 'push' }),
    sourced: trust([assume, 'sts:SetSourceIdentity'], {}),
  };
  const roleName = (role: string) => `${new URL(url).hostname.split('.')[0]}-${role}`;
  for (const [role, statement] of Object.entries(roles)) {
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await iam.send(new CreateRoleCommand({ RoleName: roleName(role), AssumeRolePolicyDocument }));
  }
  const sts = new STSClient(settings);
  return {
    issuer,
    assume: (WebIdentityToken: string, role = 'ci', RoleSessionName = 'gha-1-1') =>
      outcome(
        sts
          .send(
            new AssumeRoleWithWebIdentityCommand({
              RoleArn: `arn:aws:iam::123456789012:role/${roleName(role)}`,
              RoleSessionName,
              WebIdentityToken,
            }),
          )
          .then(() => 'assumed'),
      ),
  };
}
