import type { Diagnostic, TerraformFolder } from './terraform-folder';

const SECRETS = [
  '',
  'name = ""',
  'name = "api/key"',
  'name = "/key"',
  'name = "/api/Key"',
  'name = "/aws/key"',
  'name = "/api/2fa"',
  'name = "/_coffer/key"',
  'name = "/a b/key"',
  'name = ["/api/key"]',
  ...[
    'tier = "x"',
    'kms_key_id = ""',
    'value_wo = "CANARY"',
    'value_wo_version = 1',
    'value_wo = ""\nvalue_wo_version = 1',
    'value_wo = "CANARY"\nvalue_wo_version = 1\ngenerate = {}',
    'value_wo = "CANARY"\nvalue_wo_version = 0',
    'value_wo = "CANARY"\nvalue_wo_version = 1.5',
    'generate = { length = 0 }',
    'generate = { length = 9000 }',
    'generate = { format = "x" }',
    'generate = { format = "uuid", length = 3 }',
    'generate = { format = "hex", symbols = true }',
    'generate = { lower = false, upper = false, digits = false }',
    'generate = { generation = 0 }',
    'generate = { length = 1.5 }',
    'generate = { lower = true, upper = false, digits = false, exclude_characters = "abcdefghijklmnopqrstuvwxyz" }',
    'tags = { "aws:x" = "y" }',
    'tags = { "coffer:x" = "y" }',
    'tags = { "a<b" = "y" }',
    'claim = ""',
    'claim = "a<b"',
    'adopt = true\nclaim = "x"',
    'tier = "Standard"\ngenerate = { length = 5000 }',
    'nothing = 1',
    'deletion_protection = "maybe"',
    'arn = "x"',
  ].map((more) => `name = "/api/key"\n${more}`),
];

const PRIVATE_KEYS = [
  '',
  'algorithm = "x"',
  'algorithm = "RSA"',
  'algorithm = "ED25519"\nname = "/api/key"\nbucket = "b"\nkey = "k"',
  'algorithm = "ED25519"\nbucket = "b"',
  'algorithm = "ED25519"\nkey = "k"',
  ...['rsa_bits = 2048', 'ecdsa_curve = "P256"', 'generation = 0', 'adopt = true', 'public_key_pem = "x"', 'tags = { "aws:x" = "y" }'].map(
    (more) => `algorithm = "ED25519"\nname = "/api/key"\n${more}`,
  ),
  'algorithm = "ED25519"\nname = "/api/Key"',
  'algorithm = "RSA"\nrsa_bits = 1024\nname = "/api/key"',
  'algorithm = "RSA"\nrsa_bits = 2049\nname = "/api/key"',
  'algorithm = "ECDSA"\necdsa_curve = "P1"\nname = "/api/key"',
  'algorithm = "ED25519"\nbucket = "B"\nkey = "k"',
  'algorithm = "ED25519"\nbucket = "bucket"\nkey = "/k"',
  'algorithm = "ED25519"\nbucket = "bucket"\nkey = ""',
];

const LEAF = 'signing_key = { name = "/api/ca" }\npublic_key_pem = "x"\nvalidity = "24h"';
const CERTIFICATES = [
  '',
  LEAF,
  'signing_key = {}\npublic_key_pem = "x"\nvalidity = "24h"',
  'signing_key = { name = "/a/b", bucket = "b", key = "k" }\npublic_key_pem = "x"\nvalidity = "24h"',
  'signing_key = { bucket = "b" }\npublic_key_pem = "x"\nvalidity = "24h"',
  'signing_key = { name = "/a/b" }\npublic_key_pem = "x"\nvalidity = "1y"',
  'signing_key = { name = "/a/b" }\npublic_key_pem = "x"\nvalidity = "0h"',
  ...[
    'dns_names = ["not a name"]',
    'dns_names = []',
    'ip_addresses = ["1"]',
    'uris = ["x"]',
    'email_addresses = ["x"]',
    'subject = {}',
    'subject = { country = "Germany" }',
    'renew_before = "48h"',
    'renew_before = "x"',
    'max_path_length = 1',
    'is_ca_certificate = true\nmax_path_length = -1',
    'allowed_uses = ["x"]',
    'allowed_uses = []',
    'ca_certificate_pem = "x"',
    'is_ca_certificate = true',
  ].map((more) => `${LEAF}\n${more}`),
];

const ROLE = 'role_arn = "arn:aws:iam::111122223333:role/a"';
/** Few, with much that is wrong in each: every one of them is a process of the provider. */
const PROVIDERS = [
  [
    'max_retries = -1',
    'access_key = "a"',
    'region = ""',
    'custom_ca_bundle = "/nowhere"',
    'http_proxy = "x"',
    'skip_metadata_api_check = "maybe"',
    'allowed_account_ids = ["x"]',
    'assume_role {\nrole_arn = "x"\nduration = "1"\n}',
    'default_tags {\ntags = { "aws:x" = "y" }\n}',
    'endpoints {\nssm = "x"\ns3 = ""\n}',
  ],
  [
    'max_retries = 1.5',
    'secret_key = "a"',
    'region = "mars"',
    'allowed_account_ids = ["1"]',
    'forbidden_account_ids = ["2"]',
    'profile = ""',
    `assume_role {\n${ROLE}\nduration = "13h"\n}`,
    `assume_role_with_web_identity {\n${ROLE}\n}`,
  ],
  [
    'token = "a"',
    'use_fips_endpoint = true',
    `assume_role_with_web_identity {\n${ROLE}\nweb_identity_token = "a"\nweb_identity_token_file = "b"\n}`,
  ],
  ['assume_role {\n}'],
].map((lines) => lines.join('\n'));

const LOOK_UPS: readonly (readonly [block: string, bodies: readonly string[]])[] = [
  ['data "coffer_secret"', ['', 'name = "x"', 'name = "/api/Key"', 'name = "/api/a:1"']],
  ['data "coffer_secrets"', ['', 'path = "api"', 'path = "/"', 'path = "/api/"', 'path = "/aws"']],
  ['ephemeral "coffer_secret"', ['', 'name = "x"', 'name = "/api/key"\nversion = 0', 'name = "/api/key"\nversion = 1.5']],
  ['ephemeral "coffer_environment"', ['', 'services = []', 'services = ["API"]', 'services = ["a", "a"]', 'services = ["_coffer"]']],
  [
    'ephemeral "coffer_random"',
    ['length = 0', 'format = "x"', 'format = "uuid"\nlength = 3', 'lower = false\nupper = false\ndigits = false', 'length = 100000'],
  ],
];

/** What the provider says at validation, by block. Nothing of it reaches AWS. */
export async function validationAnswers(terraform: TerraformFolder): Promise<Record<string, unknown>> {
  const resources = [
    ['coffer_secret', SECRETS],
    ['coffer_private_key', PRIVATE_KEYS],
    ['coffer_certificate', CERTIFICATES],
  ] as const;
  const blocks = [
    ...resources.flatMap(([type, bodies]) => bodies.map((body) => [`resource "${type}"`, body] as const)),
    ...LOOK_UPS.flatMap(([block, bodies]) => bodies.map((body) => [block, body] as const)),
  ].map(([block, body], index) => `${block} "b${index}" {\n${body}\n}\n`);
  const providers = PROVIDERS.map(
    (body, index) =>
      `provider "coffer" {\nalias = "p${index}"\n${body}\n}\n` +
      `data "coffer_secrets" "p${index}" {\nprovider = coffer.p${index}\npath = "/api"\n}\n`,
  );
  // A file a block: a diagnostic says its file.
  const all = [...blocks, ...providers];
  all.forEach((hcl, index) => terraform.write(`block${index}.tf`, hcl));
  const { diagnostics } = await terraform.json<{ diagnostics: readonly Diagnostic[] }>('validate', '-json');
  all.forEach((_hcl, index) => terraform.delete(`block${index}.tf`));
  const said = (index: number) => diagnostics.filter(({ range }) => range?.filename === `block${index}.tf`);
  return Object.fromEntries([
    ...all.map((hcl, index) => [
      hcl.replace(/"b\d+" /, ''),
      said(index)
        .map(({ severity, summary, detail, range }) => `${severity} in line ${range!.start.line}: ${summary}: ${detail}`)
        .sort(),
    ]),
    [
      'elsewhere',
      diagnostics
        .filter(({ range }) => !range)
        .map(({ summary, detail }) => `${summary}: ${detail}`)
        .sort(),
    ],
  ]) as Record<string, unknown>;
}
