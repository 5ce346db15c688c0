import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient, type Tag } from '@aws-sdk/client-sts';
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
    fix: 'authorization-signed-body',
    behaviour: 'signatures are checked for requests without a body whose hash no header says',
    observe: async (settings, aws) => {
      const user = await createUser(settings, 'bodiless', [allow('lambda:ListFunctions', '*')]);
      // As clients in Go sign.
      const bare = { ...user, applyChecksum: false };
      return underAuthorization(aws, () => outcome(new LambdaClient(bare).send(new ListFunctionsCommand({})).then(() => 'allowed')));
    },
    // Its refusals are in XML.
    onStock: 'SyntaxError',
    mended: 'allowed',
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
  fault({
    fix: 'authorization-session-tags',
    behaviour: 'conditions on aws:PrincipalTag see the tags of a session, which go on to the next one if they are transitive',
    observe: async (settings, aws) => {
      const iam = new IAMClient(settings);
      const tagger = await createUser(settings, 'tagger', [allow(['sts:AssumeRole', 'sts:TagSession'], '*')]);
      const trust = (action: string[], AWS: string, condition: object) =>
        JSON.stringify({ Statement: [{ Effect: 'Allow', Action: action, Principal: { AWS }, Condition: condition }] });
      const role = (RoleName: string, AssumeRolePolicyDocument: string) =>
        iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      const [account, both] = ['arn:aws:iam::123456789012', ['sts:AssumeRole', 'sts:TagSession']];
      await role('tagged-operator', trust(both, `${account}:user/tagger`, {}));
      const inPods = { StringEquals: { 'aws:PrincipalTag/kubernetes-namespace': 'operators' } };
      await role('tagged-store', trust(both, `${account}:role/tagged-operator`, inPods));
      await role('tagged-closed', trust(['sts:AssumeRole'], `${account}:role/tagged-operator`, inPods));
      const assume = async (as: ClientSettings, name: string, value?: string, transitive = false) => {
        const Tags: Tag[] | undefined = value === undefined ? undefined : [{ Key: 'kubernetes-namespace', Value: value }];
        const command = new AssumeRoleCommand({
          RoleArn: `${account}:role/${name}`,
          RoleSessionName: 'pods',
          Tags,
          TransitiveTagKeys: transitive ? ['kubernetes-namespace'] : undefined,
        });
        const assumed = await outcome(new STSClient(as).send(command));
        if (typeof assumed === 'string') return assumed;
        const { AccessKeyId, SecretAccessKey, SessionToken } = assumed.Credentials!;
        return { ...as, credentials: { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! } };
      };
      const result = (assumed: ClientSettings | string) => (typeof assumed === 'string' ? assumed : 'assumed');
      const through = async (name: string, value?: string, transitive?: boolean, again?: string) => {
        const operator = await assume(tagger, 'tagged-operator', value, transitive);
        return typeof operator === 'string' ? operator : result(await assume(operator, name, again));
      };
      return underAuthorization(aws, async () => ({
        tagged: await through('tagged-store', 'operators', true),
        notTransitive: await through('tagged-closed', 'operators'),
        withoutTags: await through('tagged-store'),
        otherTag: await through('tagged-store', 'default', true),
        // What the caller says of itself is a tag of the request.
        claimed: await through('tagged-store', undefined, false, 'operators'),
        overridden: await through('tagged-store', 'operators', true, 'operators'),
        withoutTagSession: await through('tagged-closed', 'operators', true),
      })).finally(() => iam.destroy());
    },
    onStock: {
      tagged: 'AccessDenied',
      notTransitive: 'AccessDenied',
      withoutTags: 'AccessDenied',
      otherTag: 'AccessDenied',
      claimed: 'AccessDenied',
      overridden: 'AccessDenied',
      withoutTagSession: 'AccessDenied',
    },
    mended: {
      tagged: 'assumed',
      notTransitive: 'assumed',
      withoutTags: 'AccessDenied',
      otherTag: 'AccessDenied',
      claimed: 'AccessDenied',
      overridden: 'InvalidParameterValue',
      withoutTagSession: 'AccessDenied',
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
