import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { TerraformFolder } from './terraform-folder';
import type { LocalAws } from '../../local-aws/local-aws';
import type { Recorder } from '../recorder';
import { normal, normalValue } from '../shapes';
import type { Written } from '../written';

const secret = (name: string, body: string) => `
  resource "coffer_secret" "${name}" {
    name = "/api/${name}"
    ${body}
  }`;

const provider = (endpoint: string, { credentials }: LocalAws, more = '') => `
  provider "coffer" {
    region            = "eu-west-1"
    access_key        = "${credentials.accessKeyId}"
    secret_key        = "${credentials.secretAccessKey}"
    s3_use_path_style = true
    ${more}
    endpoints {
      ${['ssm', 'kms', 's3', 'sts', 'resourcegroupstaggingapi'].map((service) => `${service} = "${endpoint}"`).join('\n')}
    }
  }`;

/** Everything that the provider makes. `turn` changes what can be changed, `more` goes into each that can be protected. */
const everything = (turn: 1 | 2, more = '') => `
  ${secret('generated', `generate = { length = 24, generation = ${turn} }\n tags = { turn = "${turn}", team = "platform" }\n ${more}`)}
  ${secret('hexadecimal', `generate = { format = "hex", length = 32 }\n tier = "Advanced"\n claim = "compare"\n ${more}`)}
  ${secret('given', `value_wo = "CANARY-given-${turn}"\n value_wo_version = ${turn}\n ${more}`)}
  ${secret('awaited', `tags = { turn = "${turn}" }\n ${more}`)}
  ${secret('adopted', `adopt = true\n tags = { turn = "${turn}" }\n ${more}`)}
  ${secret('random', `value_wo = ephemeral.coffer_random.random.value\n value_wo_version = ${turn}\n ${more}`)}
  ${secret('copied', `value_wo = join(" ", local.ephemerals)\n value_wo_version = 1\n ${more}`)}
  ephemeral "coffer_random" "random" {
    length  = 40
    symbols = true
  }
  ephemeral "coffer_secret" "foreign" {
    name = "/web/foreign"
  }
  ephemeral "coffer_environment" "web" {
    services = ["web"]
  }
  locals {
    ephemerals = concat([ephemeral.coffer_secret.foreign.value], ephemeral.coffer_environment.web.names)
  }
  resource "coffer_private_key" "ssh" {
    algorithm  = "ED25519"
    name       = "/ci/ssh"
    generation = ${turn}
    ${more}
  }
  resource "coffer_private_key" "ca" {
    algorithm  = "ECDSA"
    bucket     = "keys"
    key        = "ca.pem"
    kms_key_id = "alias/keys"
    tags       = { turn = "${turn}" }
    ${more}
  }
  resource "coffer_certificate" "ca" {
    signing_key       = { bucket = coffer_private_key.ca.bucket, key = coffer_private_key.ca.key }
    public_key_pem    = coffer_private_key.ca.public_key_pem
    subject           = { common_name = "Root", organization = "Acme" }
    is_ca_certificate = true
    validity          = "87600h"
  }
  resource "coffer_certificate" "leaf" {
    signing_key        = coffer_certificate.ca.signing_key
    ca_certificate_pem = coffer_certificate.ca.certificate_pem
    public_key_pem     = coffer_private_key.ssh.public_key_pem
    dns_names          = ["api${turn}.example.com"]
    ip_addresses       = ["10.0.0.1"]
    uris               = ["spiffe://acme/api"]
    validity           = "2160h"
    renew_before       = "720h"
  }
  data "coffer_secret" "foreign" {
    name = "/web/foreign"
  }
  data "coffer_secrets" "web" {
    path = "/web"
  }
  output "foreign" {
    value = [data.coffer_secret.foreign, data.coffer_secrets.web]
  }`;

/** Tells a story to Terraform, and writes what it says, what AWS was asked for, and what the state is. */
export async function tellStory(terraform: TerraformFolder, recorder: Recorder, aws: LocalAws, written: Written): Promise<void> {
  await furnish(aws);
  const unprotected = 'deletion_protection = false';
  const plain = provider(recorder.endpoint, aws);
  const tagged = provider(recorder.endpoint, aws, 'max_retries = 3\n default_tags {\n tags = { Owner = "platform" }\n }');
  const steps: readonly (readonly [title: string, hcl: string, args: readonly string[]])[] = [
    ['1 first apply', plain + everything(1), ['apply', '-auto-approve']],
    ['2 plan again', plain + everything(1), ['plan', '-detailed-exitcode']],
    ['3 changes', tagged + everything(2), ['apply', '-auto-approve']],
    ['4 destroy what is protected', tagged + everything(2), ['destroy', '-auto-approve']],
    [
      '5 protection off, and what is there already',
      tagged + everything(2, unprotected) + secret('taken', 'generate = {}'),
      ['apply', '-auto-approve'],
    ],
    ['6 destroy', tagged + everything(2, unprotected), ['destroy', '-auto-approve']],
  ];
  for (const [title, hcl, args] of steps) {
    terraform.write('main.tf', hcl);
    // Terraform chooses the order, but for what depends on what. One after another, so that they share as many reads every time.
    const { code, lines } = await terraform.lines(args[0]!, ...args.slice(1), '-parallelism=1');
    const told = lines.flatMap(({ type, diagnostic, change, hook }) => {
      if (diagnostic) {
        return [normal(`${diagnostic.severity} at ${diagnostic.address ?? '-'}: ${diagnostic.summary}: ${diagnostic.detail}`)];
      }
      const about = change ?? hook;
      return about && type !== 'apply_progress' ? [`${type} ${about.action ?? ''} ${about.resource.addr}`] : [];
    });
    // Terraform writes its state while it works, more or less often.
    const { serial: _serial, ...state } = JSON.parse(terraform.state()) as { readonly serial: number };
    written.json(`story/${title}.json`, { code, told: told.sort(), aws: recorder.take(false), state: normalValue(state) });
  }
}

async function furnish({ endpoint, credentials }: LocalAws): Promise<void> {
  const settings = { region: 'eu-west-1', endpoint, credentials };
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
