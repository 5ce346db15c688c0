import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AddTagsToResourceCommand, DeleteParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { publicKeyOf, describePublicKey } from '../../../../../src/programs/values/key-material';
import { publicKeyTags } from '../../../../../src/programs/values/public-key-tags';
import { LocalAwsForProvider } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();
const BUCKET = 'acme-prod-master-keys';
let s3: S3Client;
let keyArn: string;

beforeEach(async () => {
  s3 = new S3Client({ region: 'eu-west-1', endpoint: local.aws.endpoint, forcePathStyle: true });
  const kms = new KMSClient({ region: 'eu-west-1', endpoint: local.aws.endpoint });
  keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
  kms.destroy();
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }));
  local.aws.clearRequests();
});
afterEach(() => s3.destroy());

const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey;
const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }) as string;
const OTHER_KINDS: [string, string, KeyObject][] = [
  ['secp256k1', 'ec (secp256k1)', curve('secp256k1')],
  ['P-224', 'ec (secp224r1)', curve('secp224r1')],
  ['Brainpool', 'ec (brainpoolP256r1)', curve('brainpoolP256r1')],
  ['Ed448', 'ed448', generateKeyPairSync('ed448').publicKey],
  ['X25519', 'x25519', generateKeyPairSync('x25519').publicKey],
  ['X448', 'x448', generateKeyPairSync('x448').publicKey],
  ['DSA', 'dsa', generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).publicKey],
  ['RSA-PSS', 'rsa-pss', generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey],
];

const PLACES = ['a bucket', 'Parameter Store'] as const;
type Place = (typeof PLACES)[number];

function privateKey(place: Place, body = ''): string {
  const where = place === 'a bucket' ? `bucket = "${BUCKET}"\n key = "ca/root.pem"\n kms_key_id = "${keyArn}"` : 'name = "/ca/root_key"';
  const algorithm = /algorithm\s*=/.test(body) ? '' : 'algorithm = "ED25519"';
  return `resource "coffer_private_key" "key" {\n ${algorithm}\n ${where}\n ${body}\n}`;
}

async function stored(place: Place): Promise<string> {
  if (place === 'Parameter Store') return local.valueOf('/ca/root_key');
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'ca/root.pem' }));
  return Body!.transformToString();
}

async function versions(place: Place): Promise<number> {
  if (place === 'Parameter Store') return local.versionOf('/ca/root_key');
  return (await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))).Versions?.length ?? 0;
}

const state = async () => (await local.terraform.state())['coffer_private_key.key']!;
const IMPORT_ID = { 'a bucket': `${BUCKET}/ca/root.pem`, 'Parameter Store': '/ca/root_key' };

describe.each(PLACES)('a private key in %s', (place) => {
  test('is made, and its public half is that of what is stored; the private one is in neither plan nor state', async () => {
    local.terraform.configure(privateKey(place));
    const plan = await local.terraform.run(['plan', '-out=plan']);
    const shown = await local.terraform.run(['show', '-json', 'plan']);
    await local.terraform.apply('-no-color');
    const pem = await stored(place);
    const half = describePublicKey(publicKeyOf(pem));
    expect(await state()).toMatchObject({
      public_key_pem: half.pem,
      public_key_openssh: half.openssh,
      public_key_fingerprint_sha256: half.sha256,
      public_key_fingerprint_md5: half.md5,
    });
    expect(await local.terraform.plan()).toBe('none');
    const everything = plan.output + shown.output + (await local.terraform.run(['state', 'pull'])).output;
    expect(everything).not.toContain(pem.split('\n')[1]);
    expect(everything).not.toContain('PRIVATE KEY-----');
  });

  test("is written in OpenSSH's own format where that is asked for, and not again for its format alone", async () => {
    const openssh = 'private_key_format = "OPENSSH"';
    local.terraform.configure(privateKey(place));
    await local.terraform.apply();
    const first = await stored(place);
    expect(first).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    // As an earlier version of Coffer left it: no word of a format.
    local.terraform.editState((attributes) => {
      delete attributes.private_key_format;
    });
    local.terraform.configure(privateKey(place, openssh));
    expect(await local.terraform.plan()).toBe('none');
    await local.terraform.apply();
    local.terraform.configure(privateKey(place, `${openssh}\n tags = { Team = "security" }`));
    await local.terraform.apply();
    expect(await stored(place)).toBe(first);
    expect(await local.terraform.plan()).toBe('none');

    local.terraform.configure(privateKey(place, `${openssh}\n generation = 2`));
    await local.terraform.apply();
    expect(await stored(place)).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----/);
    expect((await state()).public_key_openssh).toBe(describePublicKey(publicKeyOf(await stored(place))).openssh);
    expect(await local.terraform.plan()).toBe('none');
    const pulled = (await local.terraform.run(['state', 'pull'])).output;
    for (const line of (await stored(place)).split('\n').slice(2, -2)) expect(pulled).not.toContain(line);
  });

  test('is never read or decrypted by plan, refresh, apply, re-key and destroy', async () => {
    local.terraform.configure(privateKey(place));
    await local.terraform.apply();
    local.terraform.configure(privateKey(place, 'generation = 2\n deletion_protection = false'));
    await local.terraform.apply();
    await local.terraform.apply('-refresh-only');
    await local.terraform.apply('-destroy');
    const requests = local.aws.requests();
    expect(
      requests.filter(({ operation, withDecryption }) => operation === 'GetObject' || operation === 'Decrypt' || withDecryption === true),
    ).toEqual([]);
    expect(requests.some(({ operation }) => operation === 'PutObject' || operation === 'PutParameter')).toBe(true);
  });

  test('is made again by a higher generation only, and the old one stays as an earlier version', async () => {
    local.terraform.configure(privateKey(place));
    await local.terraform.apply();
    const [first, before] = [await stored(place), await state()];
    for (const change of ['tags = { Team = "security" }', 'algorithm = "RSA"\n rsa_bits = 2048', 'algorithm = "ECDSA"']) {
      local.terraform.configure(privateKey(place, change));
      if (change.startsWith('tags')) await local.terraform.apply();
      else expect(await local.terraform.applyError()).toContain('cannot change without a new key');
    }
    expect(await stored(place)).toBe(first);

    local.terraform.configure(privateKey(place, 'algorithm = "ECDSA"\n ecdsa_curve = "P384"\n generation = 2'));
    const plan = await local.terraform.plan();
    expect(plan).toContain('public_key_openssh');
    await local.terraform.apply();
    const after = await state();
    expect(after.public_key_openssh).toMatch(/^ecdsa-sha2-nistp384 /);
    expect(after.public_key_pem).toBe(describePublicKey(publicKeyOf(await stored(place))).pem);
    expect(after.version_id).not.toBe(before.version_id);
    expect(await versions(place)).toBe(2);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('is not made twice for a generation, and made again for one that was wished for again', async () => {
    for (const [generation, expected] of [
      [1, 1],
      [2, 2],
      [1, 2],
      [2, 3],
    ] as const) {
      local.terraform.configure(privateKey(place, `generation = ${generation}`));
      await local.terraform.apply();
      expect(await versions(place)).toBe(expected);
    }
    expect(await local.terraform.plan()).toBe('none');
  });

  test('is imported with its public half, and keeps its key', async () => {
    local.terraform.configure(privateKey(place, 'tags = { Team = "security" }'));
    await local.terraform.apply();
    const [pem, before] = [await stored(place), await state()];
    local.terraform.loseState();
    const imported = await local.terraform.run(['import', '-no-color', 'coffer_private_key.key', IMPORT_ID[place]]);
    expect({ code: imported.code, said: imported.code === 0 ? '' : imported.output }).toEqual({ code: 0, said: '' });
    await local.terraform.apply();
    expect(await state()).toMatchObject({ public_key_pem: before.public_key_pem, algorithm: 'ED25519', generation: 1 });
    expect(await stored(place)).toBe(pem);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('that exists is refused; adopted it keeps its key', async () => {
    local.terraform.configure(privateKey(place, 'claim = "mine"'));
    await local.terraform.apply();
    const [pem, before] = [await stored(place), await state()];
    local.terraform.loseState();
    local.terraform.configure(privateKey(place, 'generation = 2\n claim = "mine"'));
    expect(await local.terraform.applyError()).toContain('is already there Coffer does not overwrite a value that it did not write.');
    local.terraform.configure(privateKey(place, 'claim = "theirs"\n adopt = true'));
    expect(await local.terraform.applyError()).toContain(
      "belongs to another declaration Its tag coffer:claim says 'mine', this one is 'theirs'.",
    );
    local.terraform.configure(privateKey(place, 'claim = "mine"\n adopt = true'));
    await local.terraform.apply();
    expect(await stored(place)).toBe(pem);
    expect((await state()).public_key_pem).toBe(before.public_key_pem);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('whose create was cut off is taken up by the next apply, not made again', async () => {
    local.terraform.configure(privateKey(place, 'claim = "prod/ca"'));
    await local.terraform.apply();
    const pem = await stored(place);
    local.terraform.loseState();
    const { output } = await local.terraform.apply();
    expect(output).toContain('was created by an earlier try');
    expect(await stored(place)).toBe(pem);
    expect((await state()).public_key_pem).toBe(describePublicKey(publicKeyOf(pem)).pem);
    expect(await versions(place)).toBe(1);
  });

  test('that Coffer did not make is adopted with the public half that is given', async () => {
    const { privateKey: pem, publicKey } = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    if (place === 'a bucket') await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'ca/root.pem', Body: pem }));
    else await local.chamberWrite('/ca/root_key', pem, 1);
    local.terraform.configure(privateKey(place, 'adopt = true'));
    expect(await local.terraform.applyError()).toContain(
      'is not known Coffer did not make this key, and does not read it. Give public_key_pem',
    );
    local.terraform.configure(privateKey(place, `adopt = true\n public_key_pem = <<-EOT\n${publicKey}EOT\n`));
    await local.terraform.apply();
    expect((await state()).public_key_openssh).toMatch(/^ssh-ed25519 /);
    expect(await stored(place)).toBe(pem);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('is protected from deletion, by destroy and by a new place', async () => {
    local.terraform.configure(privateKey(place));
    await local.terraform.apply();
    expect(await local.terraform.applyError('-destroy')).toContain(
      'is protected from deletion deletion_protection is true. To delete it for good, apply with deletion_protection = false first.',
    );
    local.terraform.configure(privateKey(place).replace('ca/root.pem', 'ca/other.pem').replace('/ca/root_key', '/ca/other_key'));
    expect(await local.terraform.applyError()).toContain('A new place replaces the key, which deletes the old one.');
    local.terraform.configure(privateKey(place, 'deletion_protection = false'));
    await local.terraform.apply();
    await local.terraform.apply('-destroy');
    await expect(stored(place)).rejects.toThrow();
  });

  test('that is gone is created again, and one that somebody replaced is told of, and no change', async () => {
    local.terraform.configure(privateKey(place));
    await local.terraform.apply();
    if (place === 'a bucket') await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'ca/root.pem', Body: 'CANARY-somebody' }));
    else await local.chamberWrite('/ca/root_key', 'CANARY-somebody', 2);
    expect(await local.terraform.plan()).toBe('none');
    expect((await local.terraform.run(['plan', '-no-color'])).stdout).toContain('was replaced by somebody else');

    if (place === 'a bucket') await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'ca/root.pem' }));
    else await local.ssm.send(new DeleteParameterCommand({ Name: '/ca/root_key' }));
    expect(await local.terraform.plan()).toContain('will be created');
    await local.terraform.apply();
    expect((await state()).public_key_pem).toBe(describePublicKey(publicKeyOf(await stored(place))).pem);
  });

  test('that somebody wrote under a key of their own, with its public half beside it, does not have that handed on', async () => {
    local.terraform.configure(privateKey(place));
    await local.terraform.apply();
    const ours = (await state()).public_key_openssh;
    const kms = new KMSClient({ region: 'eu-west-1', endpoint: local.aws.endpoint });
    const theirKey = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
    kms.destroy();
    const theirs = generateKeyPairSync('ed25519');
    const half = theirs.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    if (place === 'a bucket') {
      const Metadata = { 'coffer-public-key': half, 'coffer-generation': '1' };
      const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: theirKey } as const;
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'ca/root.pem', Body: 'CANARY-theirs', Metadata, ...encryption }));
    } else {
      const value = { Name: '/ca/root_key', Value: 'CANARY-theirs', Type: 'SecureString', KeyId: theirKey, Overwrite: true } as const;
      await local.ssm.send(new PutParameterCommand(value));
      const Tags = Object.entries(publicKeyTags(half, 2)).map(([Key, Value]) => ({ Key, Value }));
      await local.ssm.send(new AddTagsToResourceCommand({ ResourceType: 'Parameter', ResourceId: '/ca/root_key', Tags }));
    }
    const { output } = await local.terraform.apply('-no-color');
    expect(output).toContain('was replaced by somebody else');
    expect((await state()).public_key_openssh).toBe(ours);
  });

  test('is declared once', async () => {
    const twice = `${privateKey(place)}\n${privateKey(place).replace('"key"', '"twin"')}`;
    local.terraform.configure(twice);
    expect(await local.terraform.applyError()).toContain('is declared twice Another resource of this configuration has it already.');
  });

  test.each(['', 'lifecycle {\n create_before_destroy = true\n }'])(
    'is not replaced in its place, and not lost (%j)',
    async (lifecycle) => {
      local.terraform.configure(privateKey(place, `deletion_protection = false\n ${lifecycle}`));
      await local.terraform.apply();
      const pem = await stored(place);
      expect(await local.terraform.applyError('-replace=coffer_private_key.key')).toContain('cannot be replaced under the same name');
      expect(await stored(place)).toBe(pem);
      expect(await local.terraform.plan()).toBe('none');
    },
  );

  test('that is tainted is refused while protected, else made again, or kept by its successor', async () => {
    const taint = () => local.terraform.run(['taint', 'coffer_private_key.key']);
    local.terraform.configure(privateKey(place));
    await local.terraform.apply();
    const pem = await stored(place);
    await taint();
    expect(await local.terraform.plan()).toContain('terraform untaint <address>');
    await local.terraform.run(['untaint', 'coffer_private_key.key']);
    local.terraform.configure(privateKey(place, 'deletion_protection = false'));
    await local.terraform.apply();
    await taint();
    await local.terraform.apply();
    const second = await stored(place);
    expect(second).not.toBe(pem);
    local.terraform.configure(
      privateKey(place, 'claim = "prod/ca"\n deletion_protection = false\n lifecycle {\n create_before_destroy = true\n }'),
    );
    await local.terraform.apply();
    await taint();
    expect((await local.terraform.apply()).output).toContain('was kept');
    expect(await stored(place)).toBe(second);
    expect(await local.terraform.plan()).toBe('none');
  });
});

describe('in a bucket', () => {
  test('it is encrypted under the given key, tagged, and has its public half in its metadata', async () => {
    local.terraform.configure(privateKey('a bucket', 'tags = { Team = "security" }'));
    await local.terraform.apply();
    const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'ca/root.pem' }));
    expect(head).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: keyArn,
      BucketKeyEnabled: true,
      Metadata: { 'coffer-generation': '1' },
    });
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: 'ca/root.pem' }));
    expect(TagSet).toEqual(
      expect.arrayContaining([
        { Key: 'Team', Value: 'security' },
        { Key: 'coffer:claim', Value: 'terraform' },
      ]),
    );
  });

  test('a bucket that keeps no versions is told of, and no new generation replaces the key', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'plain-bucket', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
    const plain = (generation: number) => privateKey('a bucket', `generation = ${generation}`).replace(BUCKET, 'plain-bucket');
    local.terraform.configure(plain(1));
    expect((await local.terraform.apply()).output).toContain('Warning: Bucket plain-bucket keeps no versions');
    local.terraform.configure(plain(2));
    expect(await local.terraform.applyError()).toContain(
      'Error: Bucket plain-bucket keeps no versions A new key would take the place of the old one, which would be lost.',
    );
  });

  test('a plan of many keys takes few calls, however they are spread over folders', async () => {
    const many = Array.from(
      { length: 60 },
      (_, index) => `
      resource "coffer_private_key" "k${index}" {
        algorithm  = "ED25519"
        bucket     = "${BUCKET}"
        key        = "team-${index % 20}/key-${index}.pem"
        kms_key_id = "${keyArn}"
      }`,
    ).join('\n');
    local.terraform.configure(many);
    await local.terraform.apply();
    local.aws.clearRequests();
    expect(await local.terraform.plan()).toBe('none');
    expect(local.aws.requests().length).toBeLessThanOrEqual(4);
  });
});

describe('in Parameter Store', () => {
  test('a tag that was taken off or changed outside is put back', async () => {
    local.terraform.configure(privateKey('Parameter Store', 'tags = { Team = "security" }'));
    await local.terraform.apply();
    await local.ssm.send(
      new AddTagsToResourceCommand({ ResourceType: 'Parameter', ResourceId: '/ca/root_key', Tags: [{ Key: 'Team', Value: 'nobody' }] }),
    );
    expect(await local.terraform.plan()).toContain('"Team" = "nobody" -> "security"');
    await local.terraform.apply();
    expect(await local.terraform.plan()).toBe('none');
  });

  test('a parameter that is no SecureString is refused', async () => {
    await local.ssm.send(new PutParameterCommand({ Name: '/ca/root_key', Value: 'CANARY-plain', Type: 'String' }));
    local.terraform.configure(privateKey('Parameter Store', 'adopt = true'));
    expect(await local.terraform.applyError()).toContain('Parameter /ca/root_key is not encrypted Its type is String');
  });
});

describe('what cannot be is refused before AWS is asked', () => {
  test.each([
    [
      'two places',
      'algorithm = "RSA"\n bucket = "some-bucket"\n key = "a.pem"\n kms_key_id = "alias/x"\n name = "/a/b"',
      'Error: Two places for one key bucket and name are both given. A key has one system of record: keep one of them.',
    ],
    ['no place', 'algorithm = "RSA"', 'Error: No place for the key Give bucket and key for an object in S3, or name for a parameter.'],
    [
      'a bucket without a KMS key',
      'algorithm = "RSA"\n bucket = "some-bucket"\n key = "a.pem"',
      'Error: kms_key_id is missing A key in a bucket is encrypted under a KMS key of its own: name it in kms_key_id.',
    ],
    [
      'a key too short',
      'algorithm = "RSA"\n rsa_bits = 1024\n name = "/a/b"',
      'Error: Wrong rsa_bits rsa_bits is 1024; an RSA key has 2048 to 4096 bits, in steps of 8.',
    ],
    [
      'an unknown algorithm',
      'algorithm = "DSA"\n name = "/a/b"',
      "Error: Wrong algorithm algorithm is 'DSA'; it must be one of RSA, ECDSA, ED25519.",
    ],
    [
      'bits of another algorithm',
      'algorithm = "ED25519"\n rsa_bits = 2048\n name = "/a/b"',
      'Error: rsa_bits of no RSA key algorithm is ED25519, which has no rsa_bits. Leave it out.',
    ],
    [
      'a public half of a key that Coffer makes',
      `algorithm = "ED25519"\n name = "/a/b"\n public_key_pem = <<-EOT\n${generateKeyPairSync('ed25519').publicKey.export({
        type: 'spki',
        format: 'pem',
      })}EOT\n`,
      'Error: public_key_pem without adopt Coffer makes the key, and so knows its public half. ' +
        'Give public_key_pem only with adopt = true, for a key that is there already.',
    ],
    [
      'a private key for a public one',
      'algorithm = "ED25519"\n name = "/a/b"\n adopt = true\n public_key_pem = "-----BEGIN PRIVATE KEY-----CANARY"',
      'Error: Wrong public_key_pem public_key_pem is no public key in PEM (BEGIN PUBLIC KEY). Never give the private one.',
    ],
    ...OTHER_KINDS.map(([kind, shown, key]): [string, string, string] => [
      `an adopted key of another kind, ${kind}`,
      `algorithm = "ECDSA"\n name = "/a/b"\n adopt = true\n public_key_pem = <<-EOT\n${pemOf(key)}EOT\n`,
      `Error: Wrong public_key_pem public_key_pem is of the kind ${shown}; the kinds taken are RSA, ECDSA on P-256, ` +
        `P-384 or P-521, and Ed25519. Keep a key of another kind as a coffer_secret.`,
    ]),
  ])('%s', async (_name, body, message) => {
    local.terraform.configure(`resource "coffer_private_key" "key" {\n ${body}\n}`);
    expect(await local.terraform.applyError()).toBe(message);
    expect(local.aws.requests()).toEqual([]);
  });
});
