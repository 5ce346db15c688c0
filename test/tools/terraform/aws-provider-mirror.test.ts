import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchAwsProvider } from '../../../tools/prerequisites/aws-provider';
import { awsProviderVersion, findAwsProvider, makeHome } from '../../../tools/terraform/aws-provider-mirror';
import { ToolError } from '../../../tools/terraform/terraform';
import { ProgramsOnPath } from '../prerequisites/programs-on-path';

const VERSION = awsProviderVersion();
const PLATFORM = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
const TERRAFORM = 'registry.terraform.io';
const OPEN_TOFU = 'registry.opentofu.org';

const programs = ProgramsOnPath.forThisFile();
let scratch: string;
let places: string[];
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'coffer-mirror-'));
  places = [join(scratch, 'user', '.terraform.d'), join(scratch, 'opt')];
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** A copy of hashicorp/aws, as Terraform unpacks it. */
function copy(root: string, host: string, version = VERSION, platform = PLATFORM): string {
  const folder = join(root, host, 'hashicorp', 'aws', version, platform);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `terraform-provider-aws_v${version}_x5`), 'CANARY');
  return folder;
}

const usersCache = () => join(scratch, 'user', '.terraform.d', 'plugin-cache');
const laid = (home: string) => readdirSync(join(home, '.terraform.d', 'plugins'));

describe('where somebody has used OpenTofu', () => {
  test('Terraform is given its own copy', () => {
    copy(usersCache(), OPEN_TOFU);
    const own = copy(join(scratch, 'opt', 'plugins'), TERRAFORM);
    expect(findAwsProvider('Terraform', places)).toBe(own);
    const home = makeHome(join(scratch, 'home'), 'Terraform', places);
    expect(laid(home)).toEqual([TERRAFORM]);
    expect(readlinkSync(join(home, '.terraform.d', 'plugins', TERRAFORM, 'hashicorp', 'aws', VERSION, PLATFORM))).toBe(own);
  });

  test('Terraform is given none where there is no copy of its own', () => {
    copy(usersCache(), OPEN_TOFU);
    expect(findAwsProvider('Terraform', places)).toBeUndefined();
    expect(readdirSync(makeHome(join(scratch, 'home'), 'Terraform', places))).toEqual([]);
  });

  test('OpenTofu is given its own copy before one of Terraform', () => {
    copy(join(scratch, 'opt', 'plugins'), TERRAFORM);
    expect(findAwsProvider('OpenTofu', places)).toContain(TERRAFORM);
    const own = copy(usersCache(), OPEN_TOFU);
    expect(findAwsProvider('OpenTofu', places)).toBe(own);
  });
});

test('the copy of a machine is found in the home folder of whoever runs this', () => {
  const { HOME, TF_PLUGIN_CACHE_DIR } = process.env;
  try {
    process.env.HOME = join(scratch, 'user');
    delete process.env.TF_PLUGIN_CACHE_DIR;
    copy(usersCache(), OPEN_TOFU);
    expect(findAwsProvider('Terraform') ?? '').not.toContain(scratch);
    const own = copy(usersCache(), TERRAFORM);
    expect(findAwsProvider('Terraform')).toBe(own);
  } finally {
    process.env.HOME = HOME;
    if (TF_PLUGIN_CACHE_DIR !== undefined) process.env.TF_PLUGIN_CACHE_DIR = TF_PLUGIN_CACHE_DIR;
  }
});

test('a copy of Terraform is laid under the registry of OpenTofu, which looks for it there', () => {
  const own = copy(join(scratch, 'opt', 'plugins'), TERRAFORM);
  const home = makeHome(join(scratch, 'home'), 'OpenTofu', places);
  expect(laid(home)).toEqual([OPEN_TOFU]);
  expect(readlinkSync(join(home, '.terraform.d', 'plugins', OPEN_TOFU, 'hashicorp', 'aws', VERSION, PLATFORM))).toBe(own);
});

test.each([
  ['another version', '5.99.1', PLATFORM],
  ['another machine', VERSION, 'plan9_386'],
])('a copy for %s is of no use', (_, version, platform) => {
  copy(join(scratch, 'opt', 'plugins'), TERRAFORM, version, platform);
  expect(findAwsProvider('Terraform', places)).toBeUndefined();
});

describe('a machine without a copy', () => {
  const terraform = { product: 'Terraform', command: 'terraform', version: '1.11.4' } as const;
  const cache = () => join(scratch, 'cache');
  let said: string[];
  const fetch = () => fetchAwsProvider(terraform, { say: (line) => said.push(line), places: [...places, cache()], cache: cache() });
  beforeEach(() => {
    said = [];
  });

  test('has Terraform fetch one, once', async () => {
    const folder = `.terraform/providers/${TERRAFORM}/hashicorp/aws/${VERSION}/${PLATFORM}`;
    programs.add('terraform', `mkdir -p ${folder} && cat main.tf.json > ${folder}/terraform-provider-aws_v${VERSION}_x5`);
    programs.first();
    await fetch();
    await fetch();
    expect(said).toEqual([`Fetching hashicorp/aws ${VERSION} by \`terraform init\`, once: about 150 MB …`]);
    expect(findAwsProvider('Terraform', [cache()])).toBe(join(cache(), TERRAFORM, 'hashicorp', 'aws', VERSION, PLATFORM));
    expect(readdirSync(cache())).toEqual([TERRAFORM]);
  });

  test('says why Terraform cannot get one, and leaves nothing', async () => {
    programs.add(
      'terraform',
      `echo '╷
│ Error: Failed to query available provider packages
│
│ Could not connect to
│ the registry.
╵' >&2; exit 1`,
    );
    programs.first();
    await expect(fetch()).rejects.toEqual(
      new ToolError(
        `hashicorp/aws ${VERSION} is neither on this machine nor within reach of Terraform: ` +
          'Error: Failed to query available provider packages Could not connect to the registry.',
      ),
    );
    expect(readdirSync(cache())).toEqual([]);
  });
});
