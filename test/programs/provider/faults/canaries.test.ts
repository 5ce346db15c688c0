import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretLines } from './secret-lines';
import { KEY_ALIAS, World } from './world';
import { FaultProxy } from '../../../../tools/local-aws/fault-proxy';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { filesIn, findValues } from '../../../../tools/quickstart/leak-check';
import { bundledProvider, layBundledProvider } from '../../../../tools/terraform/bundled-provider';
import { runCommand, terraformEnvironment, type CommandResult } from '../../../../tools/terraform/terraform';

jest.setTimeout(600_000);

const GIVEN = ['CANARY-given-<&>"one"\nCANARY-given-second-line-\'1\'', 'CANARY-given-<&>"two"\nCANARY-given-second-line-\'2\''] as const;
const QUOTED = 'CANARY-quoted-by-AWS-<&>"';
const CRASH = 'CANARY-in-flight-<&>"';

let aws: LocalAws;
let world: World;
let proxy: FaultProxy;
let folder: string;
let turn = 0;

beforeAll(async () => {
  aws = await LocalAws.start();
  world = new World(aws);
});
beforeEach(async () => {
  await world.begin();
  proxy = await FaultProxy.start({ target: aws.endpoint });
  folder = mkdtempSync(join(tmpdir(), 'coffer-canaries-'));
  layBundledProvider(folder);
});
afterEach(async () => {
  await proxy.close();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  world?.close();
  await aws?.stop();
});

/** Runs Terraform with everything logged that it and the provider can log, and keeps what it prints. */
async function terraform(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
  const result = await runCommand('terraform', args, {
    cwd: folder,
    env: terraformEnvironment({
      ...aws.environment,
      AWS_ENDPOINT_URL: proxy.endpoint,
      HOME: folder,
      TMPDIR: folder,
      TF_LOG: 'TRACE',
      TF_LOG_PATH: join(folder, `trace-${turn}.log`),
      ...env,
    }),
  });
  writeFileSync(join(folder, `printed-${turn++}-${args[0]}.txt`), result.output);
  return result;
}

async function succeeds(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<CommandResult> {
  const result = await terraform(args, env);
  if (result.code !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${result.code}:\n${result.stderr.slice(-3000)}`);
  return result;
}

const head = (settings = '') => {
  const { address, version } = bundledProvider();
  return `
    terraform {
      required_providers {
        coffer = {
          source  = "${address}"
          version = "${version}"
        }
      }
    }
    provider "coffer" {
      region            = "${world.region}"
      s3_use_path_style = true
      ${settings}
    }
    variable "given" {
      type      = string
      ephemeral = true
    }`;
};

/** Every resource, ephemeral resource and data source, so that all that writes, reads or signs is there. */
const everything = (generation: 1 | 2) => `${head()}
  resource "coffer_secret" "generated" {
    for_each            = toset(["password", "hex", "base64", "uuid"])
    name                = "/api/generated_\${each.key}"
    generate            = { format = each.key, length = 40, generation = ${generation} }
    deletion_protection = false
  }
  resource "coffer_secret" "given" {
    name                = "/api/given"
    value_wo            = var.given
    value_wo_version    = ${generation}
    deletion_protection = false
  }
  resource "coffer_secret" "document" {
    name                = "/api/document"
    value_wo            = jsonencode({ user = "app", password = var.given })
    value_wo_version    = ${generation}
    deletion_protection = false
  }
  resource "coffer_secret" "awaited" {
    name                = "/api/awaited"
    tags                = { generation = "${generation}" }
    deletion_protection = false
  }
  resource "coffer_secret" "adopted" {
    name                = "/legacy/adopted"
    adopt               = true
    tags                = { generation = "${generation}" }
    deletion_protection = false
  }
  ephemeral "coffer_random" "made" {}
  ephemeral "coffer_secret" "read" {
    name = "/legacy/source"
  }
  ephemeral "coffer_environment" "legacy" {
    services = ["legacy"]
  }
  resource "coffer_secret" "from" {
    for_each            = toset(["random", "copy", "dotenv"])
    name                = "/api/from_\${each.key}"
    value_wo            = { random = ephemeral.coffer_random.made.value, copy = ephemeral.coffer_secret.read.value, dotenv = provider::coffer::dotenv(ephemeral.coffer_environment.legacy.variables) }[each.key]
    value_wo_version    = ${generation}
    deletion_protection = false
  }
  data "coffer_secrets" "legacy" {
    path = "/legacy"
  }
  output "legacy" {
    value = data.coffer_secrets.legacy.names
  }
  resource "coffer_private_key" "in_bucket" {
    for_each            = toset(["RSA", "ECDSA", "ED25519"])
    algorithm           = each.key
    rsa_bits            = each.key == "RSA" ? 2048 : null
    bucket              = "${world.bucket}"
    key                 = "ca/\${each.key}.pem"
    kms_key_id          = "${KEY_ALIAS}"
    generation          = ${generation}
    deletion_protection = false
  }
  resource "coffer_private_key" "in_parameter" {
    for_each            = toset(["ECDSA", "ED25519"])
    algorithm           = each.key
    name                = "/tls/\${lower(each.key)}"
    generation          = ${generation}
    deletion_protection = false
  }
  resource "coffer_certificate" "root" {
    for_each          = coffer_private_key.in_bucket
    signing_key       = { bucket = each.value.bucket, key = each.value.key }
    public_key_pem    = each.value.public_key_pem
    subject           = { common_name = "Root \${each.key}" }
    is_ca_certificate = true
    validity          = "87600h"
  }
  resource "coffer_certificate" "leaf" {
    signing_key        = { bucket = coffer_private_key.in_bucket["RSA"].bucket, key = coffer_private_key.in_bucket["RSA"].key }
    ca_certificate_pem = coffer_certificate.root["RSA"].certificate_pem
    public_key_pem     = coffer_private_key.in_parameter["ED25519"].public_key_pem
    dns_names          = ["generation-${generation}.example.com"]
    validity           = "2160h"
  }`;

/** Every value that any version of any parameter or object has, or had before it was deleted. */
async function storedValues(): Promise<string[]> {
  const [parameters, objects] = [await world.parameters(), await world.objects()];
  return [...parameters.flatMap(({ values }) => values), ...objects.flatMap(({ versions }) => versions.map(({ content }) => content))];
}

test('no value of any kind, and no line of a key, is in plan, state, output or the TRACE logs of Terraform and provider', async () => {
  const written = ['CANARY-of-a-person-adopted', 'CANARY-of-a-person-read', 'CANARY-of-a-person-awaited'];
  await world.chamberWrite('/legacy/adopted', written[0]!, 1);
  await world.chamberWrite('/legacy/source', written[1]!, 1);

  const plans = async (generation: 1 | 2, ...args: string[]) => {
    writeFileSync(join(folder, 'main.tf'), everything(generation));
    const env = { TF_VAR_given: GIVEN[generation - 1] };
    await succeeds(['plan', `-out=${turn}.tfplan`, ...args], env);
    const file = `${turn - 1}.tfplan`;
    await succeeds(['show', '-json', file], env);
    return { file, env };
  };
  writeFileSync(join(folder, 'main.tf'), everything(1));
  await succeeds(['init']);
  const first = await plans(1);
  // Each way in which a call can go wrong, on calls that carry values: all are absorbed.
  const faults = [
    proxy.inject({
      operation: 'PutParameter',
      times: 2,
      before: { kind: 'error', status: 500, code: 'InternalServerError', message: 'trouble' },
    }),
    proxy.inject({
      operation: 'PutParameter',
      times: 2,
      before: { kind: 'error', status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
    }),
    proxy.inject({ operation: 'PutParameter', times: 1, after: { kind: 'reset' } }),
    proxy.inject({ operation: /PutObject|GetObject/, times: 3, after: { kind: 'cut' } }),
  ];
  await succeeds(['apply', '-json', first.file], first.env);
  expect(faults.map(({ hits }) => hits)).toEqual([2, 2, 1, 3]);
  proxy.clear();
  await world.chamberWrite('/api/awaited', written[2]!, 1);
  const second = await plans(2);
  await succeeds(['apply', second.file], second.env);
  await succeeds(['apply', '-refresh-only', '-auto-approve'], second.env);
  for (const args of [['state', 'pull'], ['show', '-json'], ['show'], ['output', '-json'], ['plan', '-json']]) {
    await succeeds(args, second.env);
  }
  await plans(2, '-destroy');

  const values = [...(await storedValues()), ...GIVEN, ...written];
  // Five keys and their re-keying, and a signature needs a whole PEM block; and every kind of secret.
  expect(values.filter((value) => value.includes('PRIVATE KEY'))).toHaveLength(10);
  expect(values.length).toBeGreaterThan(30);
  const lines = secretLines(values);
  expect(findValues(lines, [folder])).toEqual([]);

  // The search sees what is there: the log of both sides, and the files in which values would be.
  const trace = readFileSync(join(folder, 'trace-2.log'), 'utf8') + readFileSync(join(folder, 'trace-3.log'), 'utf8');
  expect(trace).toMatch(/AWS call.*PutParameter/);
  const names = filesIn([folder]).map((file) => file.slice(folder.length + 1));
  expect(names).toEqual(
    expect.arrayContaining(['terraform.tfstate', 'terraform.tfstate.backup', '1.tfplan', 'printed-2-show.txt', 'trace-3.log']),
  );
  const state = readFileSync(join(folder, 'terraform.tfstate'), 'utf8');
  for (const name of ['/api/generated_uuid', '/api/given', '/tls/ed25519', 'ca/RSA.pem', 'BEGIN CERTIFICATE']) {
    expect(state).toContain(name);
  }
  const control = join(folder, 'control.txt');
  for (const line of lines.slice(0, 20)) {
    writeFileSync(control, `log line {"value":${JSON.stringify(Buffer.from(line).toString('base64'))}} ${JSON.stringify(line)}`);
    expect(findValues([line], [control])).not.toEqual([]);
  }
});

const oneSecret = (settings = '') => `${head(settings)}
  resource "coffer_secret" "it" {
    name             = "/api/it"
    value_wo         = var.given
    value_wo_version = 1
    claim            = "canaries/it"
  }`;

test('an error by which AWS quotes the value does not carry it on', async () => {
  writeFileSync(join(folder, 'main.tf'), oneSecret('max_retries = 0'));
  await succeeds(['init']);
  proxy.inject({
    operation: 'PutParameter',
    before: {
      kind: 'error',
      status: 400,
      code: 'ValidationException',
      message: `Value '${QUOTED}' at 'value' failed to satisfy constraint`,
    },
  });
  const { code, output } = await terraform(['apply', '-auto-approve', '-no-color'], { TF_VAR_given: QUOTED });
  expect(code).toBe(1);
  expect(output).toContain('PutParameter of /api/it failed');
  expect(findValues(secretLines([QUOTED]), [folder])).toEqual([]);
});

describe('a provider that crashes while a value is in flight', () => {
  // Each throws outside of any handler, as a library may from a timer or an event, with the request's body in its message.
  const CRASHES = [
    [
      'an exception',
      'setImmediate(() => { throw Object.assign(new TypeError("Received " + body), { code: "ERR_INVALID_ARG_VALUE", body }); });',
      'panic: TypeError ERR_INVALID_ARG_VALUE',
    ],
    ['a rejection that nobody handles', 'void Promise.reject(new Error(body));', 'panic: Error'],
    ['a thrown text', 'setImmediate(() => { throw body; });', 'panic: what was thrown is no error but a string'],
  ] as const;

  test.each(CRASHES)('by %s prints where, and no value; and the next apply goes on', async (_how, program, said) => {
    writeFileSync(join(folder, 'main.tf'), oneSecret());
    await succeeds(['init']);
    const preload = join(folder, 'preload.js');
    writeFileSync(
      preload,
      `
      const { ClientRequest } = require('node:http');
      const { end } = ClientRequest.prototype;
      ClientRequest.prototype.end = function (...given) {
        const body = String(given[0] ?? '');
        if (body.includes('CANARY-in-' + 'flight')) { ${program} }
        return end.apply(this, given);
      };`,
    );
    const { code, output } = await terraform(['apply', '-auto-approve', '-no-color'], {
      TF_VAR_given: CRASH,
      NODE_OPTIONS: `--require ${preload}`,
    });
    expect(code).toBe(1);
    expect(output).toContain(said);
    expect(findValues(secretLines([CRASH]), [folder])).toEqual([]);
    await succeeds(['apply', '-auto-approve', '-no-color'], { TF_VAR_given: CRASH });
    expect(await storedValues()).toEqual([CRASH]);
    expect((await terraform(['plan', '-detailed-exitcode'], { TF_VAR_given: CRASH })).code).toBe(0);
  });
});
