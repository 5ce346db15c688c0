import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, ManifestStack } from '../../../../src/contracts/manifest';
import { type Arguments, type CommandError } from '../../../../src/programs/cli/command';
import { openSession, type Session } from '../../../../src/programs/cli/session';
import { announceChange } from '../../../../src/programs/cli/vault/announce-change';
import { chooseVault, vaultsIn } from '../../../../src/programs/cli/vault/choose-vault';
import { findManifest, type FoundManifest } from '../../../../src/programs/cli/vault/find-manifest';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { temporaryFolder } from '../../../support/synth';
import { makeKey, useEnvironment } from '../account';
import { CapturedTerminal } from '../captured';

const DEV: Place = { account: '111122223333', region: 'eu-west-1' };
const PROD: Place = { account: '444455556666', region: 'eu-west-1' };

interface Place {
  readonly account: string;
  readonly region: string;
}

function stackOf(
  stage: string,
  { account, region }: { account: string | null; region: string | null },
  name = `acme-${stage}`,
): ManifestStack {
  return {
    name: stage,
    account,
    region,
    stage,
    vaults: [{ name, path: `${stage}/vault`, namespace: 'acme', stage, keyAlias: `alias/${name}-chamber`, engine: 'coffer' }],
    secrets: [],
    imported: [],
    services: [],
    copies: [],
  };
}

const found = (...stacks: ManifestStack[]): FoundManifest => ({ file: 'coffer.manifest.json', manifest: { manifest: 1, stacks } });
const both = found(stackOf('dev', DEV), stackOf('prod', PROD));

describe('of a manifest, the vault is chosen', () => {
  test('that is in the account and region of the caller, with no name given', () => {
    expect(chooseVault(undefined, both, PROD)).toMatchObject({ name: 'acme-prod', stage: 'prod', isProtected: true });
    expect(chooseVault(undefined, both, DEV)).toMatchObject({ name: 'acme-dev', keyAlias: 'alias/acme-dev-chamber', isProtected: false });
  });

  test.each([
    ['another account', { ...PROD, account: '999999999999' }],
    ['another region', { ...PROD, region: 'us-east-1' }],
    ['the account of another stage', DEV],
  ])('and refused in %s', (_, place) => {
    expect(() => chooseVault('acme-prod', both, place)).toThrow(
      `acme-prod is in account 444455556666 in eu-west-1; your credentials and settings lead to account ${place.account} in ${place.region}. ` +
        'Nothing was read or written.',
    );
  });

  test('and refused if the caller is nowhere that the manifest knows, rather than none', () => {
    expect(() => chooseVault(undefined, both, { ...DEV, region: 'us-east-1' })).toThrow(
      'acme-dev is in account 111122223333 in eu-west-1; acme-prod',
    );
  });

  test('by its name where several may be here, and by the path of its construct where names are the same', () => {
    const unknown = { account: null, region: 'eu-west-1' };
    expect(() => chooseVault(undefined, found(stackOf('dev', unknown), stackOf('prod', unknown)), DEV)).toThrow('Write --vault acme-dev.');
    const twins = found(stackOf('blue', unknown, 'acme-dev'), stackOf('green', unknown, 'acme-dev'));
    expect(() => chooseVault('acme-dev', twins, DEV)).toThrow('acme-dev (blue/vault), acme-dev (green/vault). Write --vault blue/vault.');
    expect(chooseVault('green/vault', twins, DEV)!.declared!.stack.name).toBe('green');
  });

  test('of two of one name in two regions, the one that is here', () => {
    const twins = found(stackOf('blue', DEV, 'acme-dev'), stackOf('green', { ...DEV, region: 'us-east-1' }, 'acme-dev'));
    expect(chooseVault('acme-dev', twins, DEV)!.declared!.stack.name).toBe('blue');
  });

  test('and protected by its name and its key, whatever the manifest calls its stage', () => {
    const called = (name: string, keyAlias: string) => {
      const stack = stackOf('dev', DEV, name);
      return chooseVault(undefined, found({ ...stack, vaults: [{ ...stack.vaults[0]!, keyAlias }] }), DEV)!.isProtected;
    };
    expect(called('acme-dev', 'alias/acme-dev-chamber')).toBe(false);
    expect(called('acme-prod', 'alias/acme-dev-chamber')).toBe(true);
    expect(called('acme-dev', 'alias/acme-prod-chamber')).toBe(true);
  });

  test.each([
    ['acme-live-events-dev', false],
    ['acme-live-events-qa2', false],
    ['acme-prod-tools-staging', false],
    ['acme-non-prod', false],
    ['acme-product-eu', false],
    // The name does not say where the namespace ends, and the manifest is not believed.
    ['acme-live-events', true],
    ['acme-live-events-eu', true],
    ['acme-prod-eu', true],
    ['acme-dev-prod', true],
    ['acme-live-dev', true],
    ['acme-prod2-test', true],
  ])('and by what its name ends in, if a word of the name is one of production: %s', (name, isProtected) => {
    const ofStage = (stage: string) => chooseVault(undefined, found(stackOf(stage, DEV, name)), DEV)!.isProtected;
    expect(ofStage('dev')).toBe(isProtected);
    expect(ofStage('prod')).toBe(true);
    expect(chooseVault(name, undefined, DEV)!.isProtected).toBe(isProtected);
  });

  test('only from those that are there', () => {
    expect(() => chooseVault('acme-prd', both, PROD)).toThrow("has no vault 'acme-prd', but acme-dev, acme-prod.");
    expect(chooseVault(undefined, found(), PROD)).toBeUndefined();
  });
});

describe('a manifest', () => {
  const folder = temporaryFolder();
  const below = join(folder, 'app', 'src');
  const text = JSON.stringify(both.manifest satisfies Manifest);
  mkdirSync(below, { recursive: true });

  test('is found in a folder above, and not where none is wanted', () => {
    writeFileSync(join(folder, 'coffer.manifest.json'), text);
    expect(findManifest(undefined, below)).toMatchObject({ file: join(folder, 'coffer.manifest.json'), manifest: both.manifest });
    expect(findManifest('none', below)).toBeUndefined();
  });

  test.each([
    [
      'of another version',
      '{"manifest": 2, "stacks": []}',
      /is of form 2, and this version of Coffer reads form 1\..* write --manifest none\.$/,
    ],
    ['that is broken', '{"manifest": 1, "stacks": [{"secrets": "CANARY-manifest"}]', /is not JSON\. .*cdktf synth/],
    [
      'whose key is not an alias',
      JSON.stringify(both.manifest).replace('alias/acme-dev-chamber', 'arn:aws:kms:eu-west-1:666666666666:key/CANARY'),
      /keyAlias is a text, and has to be the alias of a key/,
    ],
    ['that is none', '[]', /is no manifest of Coffer's/],
  ])('%s is an error that says what to do, and not passed over', (_, content, message) => {
    writeFileSync(join(below, 'coffer.manifest.json'), content);
    expect(() => findManifest(undefined, below)).toThrow(message);
    expect(() => findManifest(undefined, below)).not.toThrow('CANARY');
  });

  test('that is named has to be there', () => {
    expect(() => findManifest(join(folder, 'other.json'), below)).toThrow("other.json'. Correct --manifest or COFFER_MANIFEST");
    expect(() => findManifest(folder, below)).toThrow('cannot be read (EISDIR)');
  });
});

describe('what lies about under the name of a manifest', () => {
  const folder = temporaryFolder();
  const below = join(folder, 'app');
  const file = join(folder, 'coffer.manifest.json');
  mkdirSync(below, { recursive: true });
  beforeEach(() => rmSync(file, { force: true, recursive: true }));
  afterAll(() => rmSync(file, { force: true, recursive: true }));

  test.each([
    ['a pipe', () => execFileSync('mkfifo', [file])],
    ['a link to a device without an end', () => symlinkSync('/dev/zero', file)],
    ['a folder', () => mkdirSync(file)],
  ])('is not waited for if it is %s', (_, plant) => {
    plant();
    expect(() => findManifest(undefined, below)).toThrow(/coffer\.manifest\.json' is not a file\. .*--manifest none\.$/);
  });

  // Only root can give a file to somebody else.
  (process.getuid?.() === 0 ? test : test.skip)('is not believed if somebody else put it into a folder for everybody', () => {
    writeFileSync(file, '{"manifest": 1, "stacks": []}');
    chownSync(file, 12_345, 12_345);
    expect(findManifest(undefined, below)).toBeDefined();
    chmodSync(folder, 0o1777);
    expect(() => findManifest(undefined, below)).toThrow(/belongs to another user, and anybody may put files in that folder/);
    expect(findManifest(file, below)).toBeDefined();
    chownSync(file, 0, 0);
    expect(findManifest(undefined, below)).toBeDefined();
  });

  test('takes no time that grows with vaults times secrets', () => {
    const { manifest } = both;
    const [stack] = manifest.stacks;
    const vaults = Array.from({ length: 5000 }, (_, index) => ({ ...stack!.vaults[0]!, path: `v${index}` }));
    const secrets = Array.from({ length: 20_000 }, () => ({ vault: 'v7' })) as unknown as typeof stack.secrets;
    const begun = Date.now();
    const all = vaultsIn({ file: 'm.json', manifest: { ...manifest, stacks: [{ ...stack!, vaults, secrets }] } });
    expect(all.map((each) => each.secrets.length).filter((count) => count > 0)).toEqual([20_000]);
    expect(Date.now() - begun).toBeLessThan(1000);
  });
});

describe('a session', () => {
  const before = { ...process.env };
  const folder = temporaryFolder();
  let aws: LocalAws;
  const HERE: Place = { account: '123456789012', region: 'us-east-1' };

  beforeAll(async () => {
    aws = await LocalAws.start();
    useEnvironment(aws.environment);
    await makeKey(aws, 'alias/acme-prod-chamber', 'alias/acme-qa-chamber');
  });
  afterEach(() => {
    delete process.env.CHAMBER_KMS_KEY_ALIAS;
    delete process.env.COFFER_VAULT;
  });
  afterAll(async () => {
    process.env = before;
    await aws?.stop();
  });

  const argumentsOf = (options: Arguments['options'], terminal = new CapturedTerminal()): Arguments => ({
    positionals: [],
    options,
    program: [],
    terminal,
    signal: new AbortController().signal,
  });
  const manifestOf = (...stacks: ManifestStack[]): string => {
    const file = join(folder, 'coffer.manifest.json');
    writeFileSync(file, JSON.stringify({ manifest: 1, stacks }));
    return file;
  };

  test('works without a manifest and a vault, and asks AWS nothing for it', async () => {
    aws.clearRequests();
    expect(await openSession(argumentsOf({ manifest: 'none' }))).toMatchObject({ region: 'us-east-1', keyId: 'alias/parameter_store_key' });
    expect(aws.requests()).toEqual([]);
  });

  test('takes the key of the vault, and finds what its alias means', async () => {
    const manifest = manifestOf(stackOf('prod', HERE));
    const { keyId, vault } = await openSession(argumentsOf({ manifest }));
    expect({ keyId, keyArn: vault!.keyArn }).toEqual({
      keyId: 'alias/acme-prod-chamber',
      keyArn: expect.stringMatching(/^arn:aws:kms:us-east-1:123456789012:key\//),
    });
    expect((await openSession(argumentsOf({ manifest: 'none', vault: 'acme-prod' }))).keyId).toBe('alias/acme-prod-chamber');
    process.env.COFFER_VAULT = 'acme-prod';
    expect((await openSession(argumentsOf({ manifest: 'none' }))).vault!.name).toBe('acme-prod');
  });

  test('is refused where there is no key of the vault', async () => {
    await expect(openSession(argumentsOf({ manifest: 'none', vault: 'acme-dev' }))).rejects.toThrow(
      'vault acme-dev is not in account 123456789012 in us-east-1: there is no key alias/acme-dev-chamber. Nothing was read or written.',
    );
    await expect(openSession(argumentsOf({ manifest: 'none', vault: 'acme-prod', region: 'eu-west-1' }))).rejects.toThrow('is not in');
  });

  test('is refused where chamber is told of another key', async () => {
    process.env.CHAMBER_KMS_KEY_ALIAS = 'acme-dev-chamber';
    await expect(openSession(argumentsOf({ manifest: 'none', vault: 'acme-prod' }))).rejects.toThrow(
      'CHAMBER_KMS_KEY_ALIAS is alias/acme-dev-chamber, and the key of vault acme-prod is alias/acme-prod-chamber.',
    );
  });

  test('lets those in who may not look up keys, if the manifest knows the account and region, and nobody else', async () => {
    await aws.enforceAuthorization(true);
    // Another account's user would not do: this one has no policy at all, and so may call STS alone.
    const { CreateAccessKeyCommand, CreateUserCommand, IAMClient } = await import('@aws-sdk/client-iam');
    const iam = new IAMClient({ region: 'us-east-1', endpoint: aws.endpoint, credentials: aws.credentials });
    await iam.send(new CreateUserCommand({ UserName: 'reader' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'reader' }));
    iam.destroy();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: AccessKey!.AccessKeyId, AWS_SECRET_ACCESS_KEY: AccessKey!.SecretAccessKey });
    try {
      const known = await openSession(argumentsOf({ manifest: manifestOf(stackOf('prod', HERE)) }));
      expect(known.vault).toMatchObject({ name: 'acme-prod', keyArn: undefined });
      const unknown = manifestOf(stackOf('prod', { account: null, region: 'us-east-1' }));
      await expect(openSession(argumentsOf({ manifest: unknown }))).rejects.toThrow('the manifest does not know its account or region');
      await expect(openSession(argumentsOf({ manifest: 'none', vault: 'acme-prod' }))).rejects.toThrow('Get kms:DescribeKey on the key');
    } finally {
      Object.assign(process.env, {
        AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
      });
      await aws.enforceAuthorization(false);
    }
  });

  describe('before a change', () => {
    const agreed = async (session: Session, terminal: CapturedTerminal, options: Arguments['options'], answer?: string) =>
      announceChange(session, argumentsOf(options, terminal), 'overwrite /api/\u001b[2Jdb', () => Promise.resolve(answer ?? 'no answer'));
    const sessionOf = (stage: string) =>
      openSession(argumentsOf({ manifest: manifestOf(stackOf(stage, HERE, stage === 'dev' ? 'acme-qa' : 'acme-prod')) }));

    test('says the account and the stage, and asks nobody outside production', async () => {
      const terminal = new CapturedTerminal();
      await agreed(await sessionOf('dev'), terminal, {});
      expect(terminal.errors).toBe('In account 123456789012, us-east-1, vault acme-qa, stage dev: overwrite /api/\\u{1b}[2Jdb');
    });

    test('wants --yes in production where nobody is there to be asked', async () => {
      const session = await sessionOf('prod');
      await expect(agreed(session, new CapturedTerminal(), {})).rejects.toMatchObject({
        name: 'CommandError',
        message: 'prod is protected, and there is no terminal to confirm the change on. Nothing was changed. Pass --yes if you are sure.',
      } satisfies Partial<CommandError>);
      await expect(agreed(session, new CapturedTerminal(), { yes: true })).resolves.toBeUndefined();
    });

    test('asks a person in production to type the stage, and takes nothing else', async () => {
      const session = await sessionOf('prod');
      const person = () => Object.assign(new CapturedTerminal(), { interactive: true });
      await expect(agreed(session, person(), {}, ' prod ')).resolves.toBeUndefined();
      for (const answer of ['', 'y', 'dev']) await expect(agreed(session, person(), {}, answer)).rejects.toThrow('nothing was changed');
    });

    test('takes a key named for production for production, without a vault', async () => {
      process.env.CHAMBER_KMS_KEY_ALIAS = 'acme-prod-chamber';
      const session = await openSession(argumentsOf({ manifest: 'none' }));
      await expect(agreed(session, new CapturedTerminal(), {})).rejects.toThrow('alias/acme-prod-chamber is protected');
      process.env.CHAMBER_KMS_KEY_ALIAS = 'acme-live-events-dev-chamber';
      const dev = await openSession(argumentsOf({ manifest: 'none' }));
      await expect(agreed(dev, new CapturedTerminal(), {})).resolves.toBeUndefined();
    });
  });
});
