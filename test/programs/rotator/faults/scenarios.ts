import { createPublicKey, X509Certificate } from 'node:crypto';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { AUTHORITIES, type Account } from './account';
import type { Scenario } from './scenario';
import { suppliedName } from '../../../../src/contracts/rotation-names';
import { issueCertificate, type CertificateRequest } from '../../../../src/programs/values/certificates';
import { describePublicKey, generatePrivateKey, publicKeyOf, type KeySpec } from '../../../../src/programs/values/key-material';
import { publicKeyIn } from '../../../../src/programs/values/public-key-tags';
import { archive } from '../../../../tools/package/archive';

const ECDSA: KeySpec = { algorithm: 'ECDSA', rsaBits: 0, curve: 'P256' };
const ED25519: KeySpec = { algorithm: 'ED25519', rsaBits: 0, curve: 'P256' };
const DAY_MS = 86_400_000;

export const userOf = (secret: string) => secret.slice(1).replace(/\//g, '-');

async function current(secret: string, account: Account): Promise<string> {
  const found = await account.read(secret);
  if (!found) throw new Error('there is no value');
  return found.value;
}

const useRandom = async (secret: string, account: Account) => {
  const value = await current(secret, account);
  if (!/^(CANARY-before-[\w-]+|[A-Za-z0-9]{24})$/.test(value)) throw new Error('the value is neither the old nor the new one');
};

const useKey = async (secret: string, account: Account) => {
  const arn = await account.caller(await current(secret, account));
  if (!arn.endsWith(`:user/${userOf(secret)}`)) throw new Error(`the key is of ${arn}`);
};

const keysLeft = (count: number) => async (secret: string, account: Account) => {
  const keys = await account.accessKeys(userOf(secret));
  const inUse = JSON.parse(await current(secret, account)) as { AccessKeyId: string };
  return [
    ...(Object.keys(keys).length === count ? [] : [`${Object.keys(keys).length} access keys`]),
    ...(keys[inUse.AccessKeyId] === 'Active' ? [] : ['the current key is not active']),
    ...(Object.values(keys).every((status) => status === 'Active') ? [] : ['a key is inactive']),
  ];
};

/** Where the secrets of a scenario are first, there is no consumer yet. */
const once =
  (use: Scenario['use']): Scenario['use'] =>
  async (secret, account) => {
    if (await account.read(secret)) await use(secret, account);
  };

export const RANDOM: Scenario = {
  title: 'random',
  strategy: 'random',
  versions: 1,
  use: useRandom,
  async given(secret, account) {
    await account.write(secret, `CANARY-before-${userOf(secret)}`, 7);
    return { length: 24 };
  },
};

const RANDOM_FIRST: Scenario = {
  ...RANDOM,
  title: 'random: first value',
  isAlike: true,
  versions: 0,
  use: once(useRandom),
  given: () => Promise.resolve({ length: 24 }),
};

export const ACCESS_KEY: Scenario = {
  title: 'iam-access-key',
  strategy: 'iam-access-key',
  authorized: true,
  versions: 1,
  use: useKey,
  leftovers: keysLeft(2),
  async given(secret, account) {
    await account.user(userOf(secret));
    await account.write(secret, await account.accessKey(userOf(secret)), 1);
    return { user: userOf(secret) };
  },
};

const ACCESS_KEY_FIRST: Scenario = {
  ...ACCESS_KEY,
  title: 'iam-access-key: first value',
  isAlike: true,
  versions: 0,
  use: once(useKey),
  leftovers: keysLeft(1),
  async given(secret, account) {
    await account.user(userOf(secret));
    return { user: userOf(secret) };
  },
};

const twoKeys = async (secret: string, account: Account) => {
  await account.user(userOf(secret));
  await account.write(secret, await account.accessKey(userOf(secret)), 1);
  await account.write(secret, await account.accessKey(userOf(secret)), 2);
  await account.label(secret, 1, 'previous');
  await account.label(secret, 2, 'current');
  return { user: userOf(secret), graceDays: 0 };
};

const ACCESS_KEY_FULL: Scenario = {
  ...ACCESS_KEY,
  title: 'iam-access-key: both slots taken, grace over',
  isAlike: true,
  versions: 2,
  given: twoKeys,
};

const ACCESS_KEY_BACK: Scenario = {
  ...ACCESS_KEY,
  title: 'iam-access-key: rollback',
  isAlike: true,
  request: 'rollback',
  versions: 2,
  given: twoKeys,
};

const authorizedKeys = (secret: string) => `${secret}_authorized_keys`;
const halfOf = (pem: string) => describePublicKey(publicKeyOf(pem)).openssh!;

export const SSH_KEY: Scenario = {
  title: 'ssh-key',
  strategy: 'ssh-key',
  versions: 1,
  async given(secret, account) {
    const pem = await generatePrivateKey(ED25519);
    await account.write(secret, pem, 1);
    await account.write(authorizedKeys(secret), `${halfOf(pem)}\nssh-ed25519 AAAAsomebody alice@example.com\n`, 1);
    return { algorithm: 'ED25519', authorizedKeys: authorizedKeys(secret), comment: 'deploy' };
  },
  async use(secret, account) {
    // In this order: whoever has read the key tries it a moment later.
    const half = halfOf(await current(secret, account));
    const { value = '' } = (await account.read(authorizedKeys(secret))) ?? {};
    if (!value.split('\n').some((line) => line.startsWith(half))) throw new Error('hosts do not let the key in');
  },
  async leftovers(secret, account) {
    const now = (await account.read(secret))!;
    const lines = (await account.read(authorizedKeys(secret)))!.value.trim().split('\n');
    return [
      ...(lines.length === 3 ? [] : [`${lines.length} authorized keys`]),
      ...(lines.includes('ssh-ed25519 AAAAsomebody alice@example.com') ? [] : ['the line of somebody else is gone']),
      ...(publicKeyIn(await account.tags(secret), now.version) === publicKeyOf(now.value)
        ? []
        : ['the tags do not tell of the public half']),
    ];
  },
};
const NO_NAMES = {
  subject: null,
  dns_names: null,
  ip_addresses: null,
  uris: null,
  email_addresses: null,
  is_ca_certificate: false,
  max_path_length: null,
  allowed_uses: null,
  ca_certificate_pem: null,
};
const publicPem = (pem: string) => createPublicKey(pem).export({ type: 'spki', format: 'pem' }) as string;
const keyParameter = (secret: string) => secret.replace(/_cert$/, '_key');

/** An authority in a bucket, made once for an account. */
export class Authority {
  public static async make(account: Account): Promise<Authority> {
    const key = await generatePrivateKey(ECDSA);
    const request: CertificateRequest = {
      ...NO_NAMES,
      subject: { common_name: 'Acme Root' },
      is_ca_certificate: true,
      public_key_pem: publicPem(key),
      validityMs: 3650 * DAY_MS,
    };
    const pem = await issueCertificate(request, key, new Date());
    await account.bucket(AUTHORITIES);
    await account.put(AUTHORITIES, 'ca.pem', key);
    return new Authority(key, pem);
  }

  private constructor(
    private readonly key: string,
    public readonly pem: string,
  ) {}

  public get scenario(): Scenario {
    const { pem } = this;
    return {
      title: 'certificate',
      strategy: 'certificate',
      versions: 1,
      given: async (secret, account) => {
        const key = await generatePrivateKey(ECDSA);
        await account.write(keyParameter(secret), key, 1);
        await account.write(secret, await this.leaf(key), 1);
        return this.settings(secret);
      },
      use: async (secret, account) => {
        const certificate = new X509Certificate(await current(secret, account));
        const [ca, key] = [new X509Certificate(pem), await current(keyParameter(secret), account)];
        if (!certificate.checkIssued(ca) || !certificate.verify(ca.publicKey)) throw new Error('the authority does not vouch for it');
        if (certificate.publicKey.export({ type: 'spki', format: 'pem' }) !== publicPem(key)) {
          throw new Error('the certificate is of another key');
        }
        if (Date.parse(certificate.validTo) < Date.now()) throw new Error('the certificate has ended');
      },
    };
  }

  public settings(secret: string, more: object = {}): object {
    return {
      keyParameter: keyParameter(secret),
      authority: { bucket: AUTHORITIES, key: 'ca.pem' },
      authorityCertificate: this.pem,
      subject: { common_name: 'api' },
      dnsNames: ['api.example.com'],
      uses: ['digital_signature', 'server_auth'],
      validityDays: 30,
      ...more,
    };
  }

  public leaf(key: string, more: Partial<CertificateRequest> = {}): Promise<string> {
    return issueCertificate(
      {
        ...NO_NAMES,
        dns_names: ['api.example.com'],
        public_key_pem: publicPem(key),
        ca_certificate_pem: this.pem,
        validityMs: 5 * DAY_MS,
        ...more,
      },
      this.key,
      new Date(),
    );
  }
}

// It writes parameters with nothing but the runtime: local AWS looks at no signature here.
const FUNCTION = `exports.handler = async ({ step, secret, pending, run }) => {
  const call = async (operation, body) => {
    const answer = await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', body: JSON.stringify(body), headers: {
      'x-amz-target': 'AmazonSSM.' + operation, 'content-type': 'application/x-amz-json-1.1',
      'authorization': 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/ssm/aws4_request, SignedHeaders=host, Signature=0',
    } });
    return answer.json();
  };
  const read = async (name) => (await call('GetParameter', { Name: name, WithDecryption: true })).Parameter?.Value;
  if (step === 'create') {
    if (!process.env.SUPPLIES) return { generate: { length: 24 } };
    await call('PutParameter', { Name: '/_coffer/supplied' + secret, Value: 'SUPPLIED' + run.replace(/\\W/g, '').slice(0, 16).padEnd(16, '0'), Type: 'SecureString', Overwrite: true });
    return {};
  }
  const text = await read(pending);
  const value = pending === secret ? text : text && text.slice(text.indexOf('\\n') + 1);
  if (step === 'test' && !/^[A-Za-z0-9]{24}$/.test(value)) throw new TypeError('CANARY-quoted ' + value);
};
`;

/** Makes the functions of the tests in an account: one that has values generated, and one that supplies them. */
export async function makeFunctions(account: Account): Promise<void> {
  const ZipFile = await archive([{ name: 'index.js', content: Buffer.from(FUNCTION), executable: false }]);
  const Role = await account.functionRole('rotates');
  for (const supplies of [false, true]) {
    await account.lambda.send(
      new CreateFunctionCommand({
        FunctionName: functionName(supplies),
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role,
        Code: { ZipFile },
        Timeout: 20,
        Environment: supplies ? { Variables: { SUPPLIES: 'yes' } } : undefined,
      }),
    );
  }
}

export function functionName(supplies: boolean): string {
  return supplies ? 'supplies' : 'generates';
}

export const lambdaScenario = (supplies: boolean): Scenario => ({
  title: supplies ? 'lambda: value supplied by the function' : 'lambda: value generated',
  strategy: 'lambda',
  isAlike: supplies,
  versions: 1,
  use: useRandom,
  async given(secret, account) {
    await account.write(secret, `CANARY-before-${userOf(secret)}`, 1);
    return { functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName(supplies)}` };
  },
  leftovers: async (secret, account) => ((await account.read(suppliedName(secret))) ? ['a supplied value'] : []),
});

/** Those that IAM decides about, in an account where it does. */
export const AUTHORIZED: readonly Scenario[] = [ACCESS_KEY, ACCESS_KEY_FIRST, ACCESS_KEY_FULL, ACCESS_KEY_BACK];
export const OTHERS: readonly Scenario[] = [RANDOM, RANDOM_FIRST, SSH_KEY];
