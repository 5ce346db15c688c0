import '../../log-at-trace';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findValues } from '../../../../../tools/quickstart/leak-check';
import { LocalAwsForProvider, secret } from '../../local-aws-for-provider';
import { bash, dockerCompose, npmDotenv } from '../functions/dotenv-readers';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();

const CANARY = 'CANARY-edge-case';

/** By key: values that something on the way may spoil. Each has the canary in it, which is looked for in all that is written. */
const VALUES: Readonly<Record<string, string>> = {
  size: CANARY.padEnd(4096, 'x'),
  wide: `${CANARY}${'é'.repeat(2040)}`, // 4,096 bytes too
  unicode: `${CANARY} pässwörd 🔑 密码 \u200b\u202e\ufeff`,
  lines: `-----BEGIN ${CANARY}-----\n\n  abc+/=\n-----END ${CANARY}-----\n`,
  crlf: `${CANARY}\r\nsecond\r`,
  dash: `-n ${CANARY}`,
  shell: `${CANARY} $(id) \`id\` $HOME "x" & | ; < > * ? ~ # ! {a,b} \\n`,
  quotes: `${CANARY} 'single' !! # = * ~`,
  spaces: ` \t ${CANARY} \n`,
  template: `${CANARY} %{ if true } %% $\${ \${`,
  json: `{"${CANARY}": [null, 1e400]}`,
  later: `${CANARY}, and what is known after apply`,
};
const KEYS = Object.keys(VALUES);
/** A carriage return cannot be in a .env file. */
const IN_DOTENV = KEYS.filter((key) => key !== 'crlf');

const SECRETS = `
  variable "values" {
    type      = map(string)
    ephemeral = true
  }
  resource "terraform_data" "later" {
    input = ", and what is known after apply"
  }
  resource "coffer_secret" "edge" {
    for_each         = toset(${JSON.stringify(KEYS)})
    name             = "/edge/\${each.key}"
    value_wo         = "\${var.values[each.key]}\${each.key == "later" ? terraform_data.later.output : ""}"
    value_wo_version = 1
  }`;

// Given in the environment: what is on a command line, Terraform's own log shows. A map is read as an expression there.
const given = JSON.stringify({ ...VALUES, later: CANARY }).replace(/[$%](?=\{)/g, '$&$&');
const env = { TF_VAR_values: given, TF_LOG: 'TRACE' };

/** What the provider, which runs in this process, logs. */
let logged: string[];
beforeEach(() => {
  logged = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());

/** Runs Terraform at its most talkative; all that it and the provider say is kept beside its state and plan. */
async function run(name: string, ...args: string[]): Promise<void> {
  const { code, output } = await local.terraform.run(args, { ...env, TF_LOG_PATH: join(local.terraform.folder, `${name}.terraform.log`) });
  writeFileSync(join(local.terraform.folder, 'provider.log'), logged.join(''));
  writeFileSync(join(local.terraform.folder, `${name}.txt`), output);
  if (code !== 0) throw new Error(`terraform ${name} failed: ${output}`);
}

/** Plan, plan JSON and apply of that plan. */
async function apply(name: string, hcl: string): Promise<void> {
  local.terraform.configure(hcl);
  await run(`${name}-plan`, 'plan', '-out', `${name}.tfplan`);
  await run(`${name}-show`, 'show', '-json', `${name}.tfplan`);
  await run(`${name}-apply`, 'apply', '-auto-approve', `${name}.tfplan`);
}

const values = async (folder: string, keys: readonly string[] = KEYS) =>
  Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await local.valueOf(`/${folder}/${key}`)] as const)));

const READ_BACK = `
  ephemeral "coffer_environment" "edge" {
    services = ["edge"]
  }
  locals {
    variables = ephemeral.coffer_environment.edge.variables
    small     = { for name, value in local.variables : name => value if length(value) < 1000 && name != "CRLF" }
  }
  resource "coffer_secret" "copy" {
    for_each         = toset(${JSON.stringify(KEYS)})
    name             = "/copy/\${each.key}"
    value_wo         = local.variables[upper(each.key)]
    value_wo_version = 1
  }
  resource "coffer_secret" "dotenv" {
    for_each         = toset(${JSON.stringify(IN_DOTENV)})
    name             = "/dotenv/\${each.key}"
    tier             = "Advanced"
    value_wo         = provider::coffer::dotenv({ (upper(each.key)) = local.variables[upper(each.key)] })
    value_wo_version = 1
  }
  resource "coffer_secret" "together" {
    name             = "/together/dotenv"
    value_wo         = provider::coffer::dotenv(merge({ EMPTY = "" }, local.small))
    value_wo_version = 1
  }`;

describe('values that something on the way may spoil', () => {
  test('are stored, read back as an environment and written to .env files byte by byte, and are in no plan, state or log', async () => {
    await apply('given', SECRETS);
    expect(await values('edge')).toEqual(VALUES);
    await apply('read-back', `${SECRETS}\n${READ_BACK}`);
    expect(await values('copy')).toEqual(VALUES);

    const texts = [...Object.values(await values('dotenv', IN_DOTENV)), await local.valueOf('/together/dotenv')];
    const small = Object.fromEntries(IN_DOTENV.filter((key) => VALUES[key]!.length < 1000).map((key) => [key.toUpperCase(), VALUES[key]!]));
    const wanted = [...IN_DOTENV.map((key) => ({ [key.toUpperCase()]: VALUES[key]! })), { EMPTY: '', ...small }];
    for (const read of [npmDotenv, bash, dockerCompose]) {
      expect(
        await read(
          texts,
          wanted.map((each) => Object.keys(each)),
        ),
      ).toEqual(wanted);
    }

    await run('second-plan', 'plan', '-detailed-exitcode'); // exit code 2, were there a change
    await run('state', 'state', 'pull');
    const { folder } = local.terraform;
    // That the search sees into plan, state and logs is shown by a name that has to be there.
    const searched = new Set(findValues(['coffer_secret'], [folder]).map(({ file }) => file.slice(folder.length + 1).replace(/!.*/, '')));
    expect([...searched]).toEqual(
      expect.arrayContaining([
        'terraform.tfstate',
        'terraform.tfstate.backup',
        'given.tfplan',
        'given-show.txt',
        'given-apply.terraform.log',
        'provider.log',
      ]),
    );
    expect(findValues([CANARY], [folder])).toEqual([]);
  });
});

describe('values in decomposed Unicode', () => {
  test('reach Terraform composed, as all text does, and are written so', async () => {
    await local.chamberWrite('/api/key', 'CANARY-e\u0301', 1);
    local.terraform.configure(`
      ephemeral "coffer_environment" "api" {
        services = ["api"]
      }
      ${secret('value_wo = ephemeral.coffer_environment.api.variables.KEY\n value_wo_version = 1', '/copy/key')}`);
    await local.terraform.apply();
    expect(await local.valueOf('/copy/key')).toBe('CANARY-\u00e9');
  });
});

describe('what is no value', () => {
  const givenOne = (value: string) => `
    variable "value" {
      type      = string
      ephemeral = true
      default   = ${value}
    }
    ${secret('value_wo = var.value\n value_wo_version = 1')}`;

  test.each([
    [
      'an empty one',
      '""',
      'Error: The value is empty Parameter Store takes no empty value. Leave value_wo and value_wo_version out to have the ' +
        'secret await its value.',
    ],
    ['a null', 'null', 'Error: value_wo is missing value_wo_version is given without value_wo. A variable that feeds it may be null.'],
  ])('%s is refused, and nothing is written', async (_what, value, message) => {
    local.terraform.configure(givenOne(value));
    expect(await local.terraform.applyError()).toBe(message);
    expect(local.calls('PutParameter')).toBe(0);
  });

  test.each([
    ['empty', '""'],
    ['null', 'null'],
  ])('one that turns out %s at apply is refused then, and nothing is written', async (_what, value) => {
    local.terraform.configure(`
      resource "terraform_data" "later" {
        input = { value = ${value} }
      }
      ${secret('value_wo = terraform_data.later.output.value\n value_wo_version = 1')}`);
    expect(await local.terraform.applyError()).toMatch(/^Error: (Secret \/api\/key has no value|The value is empty|value_wo is missing)/);
    expect(local.calls('PutParameter')).toBe(0);
  });
});
