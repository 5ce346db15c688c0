import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { TerraformFolder } from './terraform-folder';
import type { Recorder } from '../recorder';
import { normal, normalValue } from '../shapes';
import type { Written } from '../written';

const secret = (name: string, body: string) => `resource "coffer_secret" "${name}" {\nname = "/api/${name}"\n${body}\n}\n`;
const provider = (more: string) => (endpoint: string) => {
  const endpoints = ['ssm', 'kms', 's3', 'sts', 'resourcegroupstaggingapi'].map((service) => `${service} = "${endpoint}"\n`).join('');
  return `provider "coffer" {\nregion = "eu-west-1"\ns3_use_path_style = true\naccess_key = "testing"\nsecret_key = "testing"\n${more}\nendpoints {\n${endpoints}}\n}\n`;
};

/** Everything that the provider makes. `turn` changes what can be changed. */
const everything = (turn: 1 | 2, more = '') => [
  secret('generated', `generate = { length = 24, generation = ${turn} }\ntags = { turn = "${turn}", team = "platform" }\n${more}`),
  secret('hexadecimal', `generate = { format = "hex", length = 32 }\ntier = "Advanced"\nclaim = "compare"\n${more}`),
  secret('given', `value_wo = "CANARY-given-${turn}"\nvalue_wo_version = ${turn}\n${more}`),
  secret('awaited', `tags = { turn = "${turn}" }\n${more}`),
  secret('adopted', `adopt = true\ntags = { turn = "${turn}" }\n${more}`),
  `ephemeral "coffer_random" "random" {\nlength = 40\nsymbols = true\n}\n`,
  secret('random', `value_wo = ephemeral.coffer_random.random.value\nvalue_wo_version = ${turn}\n${more}`),
  `resource "coffer_private_key" "ssh" {\nalgorithm = "ED25519"\nname = "/ci/ssh"\ngeneration = ${turn}\n${more}\n}\n`,
  `resource "coffer_private_key" "ca" {\nalgorithm = "ECDSA"\nbucket = "keys"\nkey = "ca.pem"\nkms_key_id = "alias/keys"\ntags = { turn = "${turn}" }\n${more}\n}\n`,
  `resource "coffer_certificate" "ca" {\nsigning_key = { bucket = coffer_private_key.ca.bucket, key = coffer_private_key.ca.key }\npublic_key_pem = coffer_private_key.ca.public_key_pem\n`,
  'subject = { common_name = "Root", organization = "Acme" }\nis_ca_certificate = true\nvalidity = "87600h"\n}\n',
  'resource "coffer_certificate" "leaf" {\nsigning_key = coffer_certificate.ca.signing_key\nca_certificate_pem = coffer_certificate.ca.certificate_pem\n',
  `public_key_pem = coffer_private_key.ssh.public_key_pem\ndns_names = ["api${turn}.example.com"]\nip_addresses = ["10.0.0.1"]\nuris = ["spiffe://acme/api"]\nvalidity = "2160h"\nrenew_before = "720h"\n}\n`,
  'data "coffer_secret" "foreign" {\nname = "/web/foreign"\n}\ndata "coffer_secrets" "web" {\npath = "/web"\n}\n',
  'ephemeral "coffer_secret" "foreign" {\nname = "/web/foreign"\n}\nephemeral "coffer_environment" "web" {\nservices = ["web"]\n}\n',
  secret('copied', `value_wo = join(" ", concat([ephemeral.coffer_secret.foreign.value], ephemeral.coffer_environment.web.names))\nvalue_wo_version = 1\n${more}`),
  'output "foreign" {\nvalue = [data.coffer_secret.foreign, data.coffer_secrets.web]\n}\n',
].join('');

/** Tells a story to Terraform, and writes what it says, what AWS was asked for, and what the state is. */
export async function tellStory(terraform: TerraformFolder, recorder: Recorder, endpoint: string, written: Written): Promise<void> {
  await furnish(endpoint);
  const unprotected = 'deletion_protection = false';
  const [plain, tagged] = [provider(''), provider('max_retries = 3\ndefault_tags {\ntags = { Owner = "platform" }\n}')].map((hcl) => hcl(recorder.endpoint)) as [string, string];
  const steps: readonly (readonly [title: string, hcl: string, args: readonly string[]])[] = [
    ['1 first apply', plain + everything(1), ['apply', '-auto-approve']],
    ['2 plan again', plain + everything(1), ['plan', '-detailed-exitcode']],
    ['3 changes', tagged + everything(2), ['apply', '-auto-approve']],
    ['4 destroy what is protected', tagged + everything(2), ['destroy', '-auto-approve']],
    ['5 protection off, and what is there already', tagged + everything(2, unprotected) + secret('taken', 'generate = {}'), ['apply', '-auto-approve']],
    ['6 destroy', tagged + everything(2, unprotected), ['destroy', '-auto-approve']],
  ];
  for (const [title, hcl, args] of steps) {
    terraform.write('main.tf', hcl);
    // Terraform chooses the order, but for what depends on what. One after another, so that they share as many reads every time.
    const { code, lines } = await terraform.lines(args[0]!, ...args.slice(1), '-parallelism=1');
    const told = lines.flatMap(({ type, diagnostic, change, hook }) => {
      if (diagnostic) return [normal(`${diagnostic.severity} at ${diagnostic.address ?? '-'}: ${diagnostic.summary}: ${diagnostic.detail}`)];
      const about = change ?? hook;
      return about && type !== 'apply_progress' ? [`${type} ${about.action ?? ''} ${about.resource.addr}`] : [];
    });
    const state = normalValue(JSON.parse(terraform.state()));
    written.json(`story/${title}.json`, { code, told: told.sort(), aws: recorder.take(false), state });
  }
}

async function furnish(endpoint: string): Promise<void> {
  const settings = { region: 'eu-west-1', endpoint, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
  const [ssm, s3, kms] = [new SSMClient(settings), new S3Client({ ...settings, forcePathStyle: true }), new KMSClient(settings)];
  for (const name of ['/api/adopted', '/api/taken', '/web/foreign', '/web/other']) {
    await ssm.send(new PutParameterCommand({ Name: name, Value: 'CANARY-foreign', Type: 'SecureString', Description: '3' }));
  }
  await s3.send(new CreateBucketCommand({ Bucket: 'keys', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'keys', VersioningConfiguration: { Status: 'Enabled' } }));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/keys', TargetKeyId: KeyMetadata!.KeyId! }));
  for (const client of [ssm, s3, kms]) client.destroy();
}
