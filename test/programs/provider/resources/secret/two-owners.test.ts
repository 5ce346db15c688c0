import { readFileSync, writeFileSync } from 'node:fs';
import { LocalAwsForProvider, secret } from '../../local-aws-for-provider';
import { TerraformWithCoffer } from '../../terraform-with-coffer';

jest.setTimeout(240_000);

const local = LocalAwsForProvider.forThisFile();

describe('two configurations under the default claim', () => {
  let second: TerraformWithCoffer;

  beforeEach(async () => {
    second = await TerraformWithCoffer.start(local.aws.endpoint);
  });
  afterEach(() => second.stop());

  test.each([
    ['a generated secret', 'generate = {}', 'generate = {}'],
    ['a secret that awaits its value', 'generate = {}', ''],
  ])("do not take over each other's parameter: %s", async (_name, first, other) => {
    local.terraform.configure(secret(`${first}\n deletion_protection = false`));
    await local.terraform.apply();
    const value = await local.valueOf('/api/key');
    second.configure(secret(`${other}\n deletion_protection = false`));
    const said = await second.applyError();
    expect(said).toContain('Parameter /api/key is already there');
    expect(said).toContain('terraform import <address> /api/key');
    await second.run(['destroy', '-auto-approve']);
    expect(await local.valueOf('/api/key')).toBe(value);
    expect(await local.terraform.plan()).toBe('none');
  });
});

describe('a state of another region', () => {
  const moveTo = (region: string) => {
    const file = `${local.terraform.folder}/main.tf`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/region\s+= "[\w-]+"/, `region = "${region}"`));
  };

  test.each([
    ['a secret', secret('generate = {}\n deletion_protection = false')],
    ['a private key', 'resource "coffer_private_key" "key" {\n algorithm = "ED25519"\n name = "/api/key"\n deletion_protection = false\n}'],
  ])('is refused, and nothing is made again or deleted there: %s', async (_name, hcl) => {
    local.terraform.configure(hcl);
    await local.terraform.apply();
    const value = await local.valueOf('/api/key');
    moveTo('us-east-1');
    local.aws.clearRequests();
    for (const args of [[], ['-destroy'], ['-destroy', '-refresh=false']]) {
      const { stderr } = await local.terraform.run(['apply', '-auto-approve', '-no-color', ...args]);
      expect(stderr.replace(/\s*│?\s+/g, ' ')).toContain('is in another region or account');
    }
    expect(local.calls('PutParameter') + local.calls('DeleteParameter')).toBe(0);
    moveTo('eu-west-1');
    expect(await local.valueOf('/api/key')).toBe(value);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('is refused where a parameter of the same name is there', async () => {
    local.terraform.configure(secret('generate = {}'));
    await local.terraform.apply();
    const state = readFileSync(`${local.terraform.folder}/terraform.tfstate`, 'utf8');
    local.terraform.loseState();
    moveTo('us-east-1');
    await local.terraform.apply();
    writeFileSync(`${local.terraform.folder}/terraform.tfstate`, state);
    expect(await local.terraform.plan()).toContain('and the provider works in us-east-1 of account 123456789012');
  });
});
