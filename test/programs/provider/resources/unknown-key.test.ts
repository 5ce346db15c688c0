import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { LocalAwsForProvider, secret } from '../local-aws-for-provider';

jest.setTimeout(240_000);

const local = LocalAwsForProvider.forThisFile();
const [BUCKET, OBJECT] = ['acme-prod-master-keys', 's3://acme-prod-master-keys/ca/root.pem'];
let [first, second]: [string, string] = ['', ''];

beforeEach(async () => {
  const client = { region: 'eu-west-1', endpoint: local.aws.endpoint };
  const [kms, s3] = [new KMSClient(client), new S3Client({ ...client, forcePathStyle: true })];
  const newKey = async () => (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
  [first, second] = [await newKey(), await newKey()];
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }));
  for (const each of [kms, s3]) each.destroy();
});

/**
 * A key that the plan does not know, as that of a resource which is made again: the output of another attempt is unknown until it is there.
 */
const key = (arn: string, attempt: number) => `
  resource "terraform_data" "key" {
    input            = { arn = "${arn}", attempt = ${attempt} }
    triggers_replace = ${attempt}
  }`;
const KEY = 'kms_key_id = terraform_data.key.output.arn';
const SECRET = (more = '') => secret(`${KEY}\n ${more}`);
const PRIVATE_KEY = (more = '') => `resource "coffer_private_key" "root" {
  bucket    = "${BUCKET}"
  key       = "ca/root.pem"
  algorithm = "ED25519"
  ${KEY}
  ${more}
}`;

describe.each([
  [
    'a secret',
    '/api/key',
    SECRET,
    'generate = {}',
    'generate = { generation = 2 }',
    'kms_key_id of /api/key cannot change without a new value',
  ],
  ['a private key in a bucket', OBJECT, PRIVATE_KEY, '', 'generation = 2', 'kms_key_id of ca/root.pem cannot change without a new key'],
])('where the KMS key is known only at apply, %s', (_kind, name, declare, made, madeAnew, refused) => {
  beforeEach(async () => {
    local.terraform.configure(`${key(first, 1)}\n${declare(made)}`);
    await local.terraform.apply();
    expect(await local.terraform.plan()).toBe('none');
  });

  test('is named by the plan with the key that it has, and is not changed where that turns out to be another one', async () => {
    local.terraform.configure(`${key(second, 2)}\n${declare(made)}`);
    const plan = (await local.terraform.plan()).replace(/[\s│]+/g, ' ');
    expect(plan).toContain(`Warning: The KMS key of ${name} may change`);
    expect(plan).toContain(`Its value is encrypted under ${first}, and kms_key_id is known only at apply.`);
    expect(await local.terraform.applyError()).toContain(refused);
    expect((await local.terraform.state())[name === OBJECT ? 'coffer_private_key.root' : 'coffer_secret.key']).toMatchObject({
      kms_key_id: first,
    });
  });

  test('stays as it is where that turns out to be the same', async () => {
    local.terraform.configure(`${key(first, 2)}\n${declare(made)}`);
    await local.terraform.apply();
    expect(await local.terraform.plan()).toBe('none');
  });

  test('takes the new key along with a new value, without a warning', async () => {
    local.terraform.configure(`${key(second, 2)}\n${declare(madeAnew)}`);
    expect(await local.terraform.plan()).not.toContain('may change');
    await local.terraform.apply();
    expect(await local.terraform.plan()).toBe('none');
  });
});
