import { session } from './aws-stand-in';
import { AwsEnvironment, deleteParameter, messageOf } from './environment';

const local = AwsEnvironment.forThisFile();
const ROLE = 'arn:aws:iam::111122223333:role/deploy';

const now = Date.now;
let passed = 0;

/** Sets the clock forward. */
function passTime(seconds: number): void {
  passed += seconds * 1000;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + passed);
}

afterEach(() => {
  passed = 0;
  jest.restoreAllMocks();
});
beforeEach(() => local.set({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' }));

describe('a role of the settings', () => {
  test('is assumed with all that they say', async () => {
    const clients = local.clients({
      stsRegion: 'eu-south-1',
      assumeRoles: [
        {
          roleArn: ROLE,
          sessionName: 'ci',
          externalId: 'acme-1',
          durationSeconds: 5400,
          policy: '{"Version":"2012-10-17"}',
          policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
          sourceIdentity: 'jane',
          tags: { Team: 'payments', Stage: 'dev' },
          transitiveTagKeys: ['Team'],
        },
      ],
    });
    expect(await local.signedBy(clients)).toBe('ASIAROLE');
    const [request] = local.aws.of('AssumeRole');
    expect(request!.fields).toEqual({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: ROLE,
      RoleSessionName: 'ci',
      ExternalId: 'acme-1',
      DurationSeconds: '5400',
      Policy: '{"Version":"2012-10-17"}',
      'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      SourceIdentity: 'jane',
      'Tags.member.1.Key': 'Team',
      'Tags.member.1.Value': 'payments',
      'Tags.member.2.Key': 'Stage',
      'Tags.member.2.Value': 'dev',
      'TransitiveTagKeys.member.1': 'Team',
    });
    expect(request!.headers.authorization).toContain('/eu-south-1/sts/');
    expect(local.aws.of('DeleteParameter')[0]!.headers.authorization).toContain('/eu-west-1/ssm/');
  });

  test('is assumed from the one before it', async () => {
    local.aws.answer('AssumeRole', session('ASIAHUB'), session('ASIALAST'));
    expect(await local.signedBy(local.clients({ assumeRoles: [{ roleArn: `${ROLE}-hub` }, { roleArn: ROLE }] }))).toBe('ASIALAST');
    expect(local.aws.of('AssumeRole').map(({ accessKeyId, fields }) => [accessKeyId, fields.RoleArn])).toEqual([
      ['AKIAENV', `${ROLE}-hub`],
      ['ASIAHUB', ROLE],
    ]);
  });

  test('is assumed once for all clients, however many calls come at once', async () => {
    const clients = local.clients({ assumeRoles: [{ roleArn: ROLE }] });
    const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
    const kms = await clients.kms();
    const signal = new AbortController().signal;
    const describeKey = () =>
      clients.call({ operation: 'DescribeKey', resource: 'k', actions: [] }, signal, () =>
        kms.send(new DescribeKeyCommand({ KeyId: 'k' })),
      );
    await Promise.all([...Array.from({ length: 5 }, () => deleteParameter(clients)), describeKey(), clients.identity(signal)]);
    expect(local.aws.of('AssumeRole')).toHaveLength(1);
    expect(new Set(local.aws.requests.slice(1).map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['ASIAROLE']));
  });

  test('is assumed under the retry policy', async () => {
    local.aws.answer('AssumeRole', { error: { status: 400, code: 'Throttling', message: 'Rate exceeded' } }, session('ASIAROLE'));
    expect(await local.signedBy(local.clients({ assumeRoles: [{ roleArn: ROLE }] }))).toBe('ASIAROLE');
  });

  test('that cannot be assumed is not asked for again and again', async () => {
    local.aws.answer('AssumeRole', {
      error: {
        status: 403,
        code: 'AccessDenied',
        message: `User: arn:aws:iam::111122223333:user/ci is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
      },
    });
    expect(await messageOf(deleteParameter(local.clients({ assumeRoles: [{ roleArn: ROLE, tags: { Team: 'payments' } }] })))).toBe(
      `The role ${ROLE} cannot be assumed: AWS says: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: ` +
        `sts:AssumeRole on resource: ${ROLE}. The identity that runs Terraform ` +
        "needs sts:AssumeRole and sts:TagSession on the role, and the role's trust policy has to name it and allow the same " +
        'under its conditions, such as an external_id.',
    );
    expect(local.aws.operations()).toEqual(['AssumeRole']);
  });

  test('is no longer asked for when Terraform stops the provider', async () => {
    const stop = new AbortController();
    local.aws.answer('AssumeRole', () => {
      setImmediate(() => stop.abort());
      return 'silence';
    });
    expect(
      await messageOf(deleteParameter(local.clients({ assumeRoles: [{ roleArn: ROLE }], requestTimeoutMs: 60_000 }), stop.signal)),
    ).toBe(`Stopped: AssumeRole of ${ROLE} was stopped, as asked. Apply again to finish: what was done stays.`);
  });
});

describe('a web identity of the settings', () => {
  test('takes the place of credentials, and roles are assumed from it', async () => {
    const webIdentity = {
      roleArn: `${ROLE}-ci`,
      sessionName: 'run-1',
      durationSeconds: 900,
      policy: '{}',
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      tokenFile: local.write('token', 'CANARY-jwt\n'),
    };
    expect(await local.signedBy(local.clients({ webIdentity, assumeRoles: [{ roleArn: ROLE }] }))).toBe('ASIAROLE');
    const [ofToken] = local.aws.of('AssumeRoleWithWebIdentity');
    expect(ofToken!.fields).toEqual({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: `${ROLE}-ci`,
      RoleSessionName: 'run-1',
      DurationSeconds: '900',
      Policy: '{}',
      'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      WebIdentityToken: 'CANARY-jwt',
    });
    expect(ofToken!.headers.authorization).toBeUndefined();
    expect(local.aws.of('AssumeRole')[0]!.accessKeyId).toBe('ASIAWEB');
  });

  test('reads its file again for every session', async () => {
    const tokenFile = local.write('token', 'CANARY-first');
    local.aws.answer(
      'AssumeRoleWithWebIdentity',
      session('ASIAFIRST', 'AssumeRoleWithWebIdentity', 60),
      session('ASIASECOND', 'AssumeRoleWithWebIdentity'),
    );
    const clients = local.clients({ webIdentity: { roleArn: ROLE, tokenFile } });
    await deleteParameter(clients);
    local.write('token', 'CANARY-second');
    passTime(61);
    expect(await local.signedBy(clients)).toBe('ASIASECOND');
    expect(local.aws.of('AssumeRoleWithWebIdentity').map(({ fields }) => fields.WebIdentityToken)).toEqual([
      'CANARY-first',
      'CANARY-second',
    ]);
  });

  test('that STS does not accept is told without the token', async () => {
    local.aws.answer('AssumeRoleWithWebIdentity', {
      error: { status: 400, code: 'InvalidIdentityToken', message: 'No OpenIDConnect provider found in your account for CANARY-jwt' },
    });
    expect(await messageOf(deleteParameter(local.clients({ webIdentity: { roleArn: ROLE, token: 'CANARY-jwt' } })))).toBe(
      `The role ${ROLE} cannot be assumed with the web identity token: AWS says: ` +
        `No OpenIDConnect provider found in your account for (hidden) (InvalidIdentityTokenException). The token has to be fresh, of an ` +
        "identity provider that IAM in the role's account knows, and its audience and subject have to be those of the role's " +
        'trust policy, which allows sts:AssumeRoleWithWebIdentity.',
    );
  });

  test('whose file is missing is told', async () => {
    expect(await messageOf(deleteParameter(local.clients({ webIdentity: { roleArn: ROLE, tokenFile: '/no/such/token' } })))).toBe(
      "The web identity token cannot be read: ENOENT: no such file or directory, open '/no/such/token'. " +
        'Correct web_identity_token_file, or AWS_WEB_IDENTITY_TOKEN_FILE.',
    );
  });
});

describe('temporary credentials', () => {
  const EXPIRED = {
    error: { status: 400, code: 'ExpiredTokenException', message: 'The security token included in the request is expired' },
  };

  test('that AWS refuses as expired are renewed once for all calls that were refused', async () => {
    local.aws.answer('AssumeRole', session('ASIAOLD'), session('ASIANEW'));
    local.aws.answer('DeleteParameter', ({ accessKeyId }) => (accessKeyId === 'ASIAOLD' ? EXPIRED : { json: {} }));
    const clients = local.clients({ assumeRoles: [{ roleArn: ROLE }] });
    await Promise.all(Array.from({ length: 10 }, () => deleteParameter(clients)));
    expect(local.aws.of('AssumeRole')).toHaveLength(2);
    expect(local.aws.of('DeleteParameter')).toHaveLength(20);
  });

  test('that cannot be renewed are told, after one more try', async () => {
    local.set({ AWS_SESSION_TOKEN: 'CANARY-session' });
    local.aws.answer('DeleteParameter', EXPIRED);
    expect(await messageOf(deleteParameter(local.clients()))).toBe(
      'AWS does not accept the credentials: DeleteParameter of /api/key failed: ' +
        'The security token included in the request is expired (ExpiredTokenException). Renew them, ' +
        'for example with aws sso login, and apply again.',
    );
    expect(local.aws.of('DeleteParameter')).toHaveLength(2);
  });

  test('are read again from the shared files, where somebody renews them', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    const write = (id: string) =>
      local.write(
        '.aws/credentials',
        `[default]\naws_access_key_id = ${id}\naws_secret_access_key = CANARY-key\naws_session_token = CANARY-token\n`,
      );
    write('ASIAOLD');
    const clients = local.clients();
    await deleteParameter(clients);
    write('ASIANEW');
    local.aws.answer('DeleteParameter', ({ accessKeyId }) => (accessKeyId === 'ASIAOLD' ? EXPIRED : { json: {} }));
    expect(await local.signedBy(clients)).toBe('ASIANEW');
  });

  test('that are about to expire are renewed before they do, and kept while that fails', async () => {
    const denied = { error: { status: 403, code: 'AccessDenied', message: 'no' } };
    local.aws.answer('AssumeRole', session('ASIAOLD', 'AssumeRole', 400), denied, session('ASIANEW', 'AssumeRole', 400));
    const clients = local.clients({ assumeRoles: [{ roleArn: ROLE }] });
    const used = [];
    for (const seconds of [0, 101, 10, 30]) {
      passTime(seconds);
      used.push(await local.signedBy(clients));
    }
    expect(used).toEqual(['ASIAOLD', 'ASIAOLD', 'ASIAOLD', 'ASIANEW']);
    expect(local.aws.of('AssumeRole')).toHaveLength(3);
  });
});
