import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cofferProvider } from '../../../../src/programs/provider/coffer-provider';
import { PROVIDER_ADDRESS } from '../../../../src/programs/provider/core/version';
import { PluginServer } from '../../../../src/programs/provider/plugin/server';
import { codec, type Message } from '../../../../src/programs/provider/plugin/wire';
import { ProviderService } from '../../../../src/programs/provider/protocol/provider-service';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { runCommand, terraformEnvironment } from '../../../../tools/terraform/terraform';

/** One request as it came from Terraform. */
export interface RecordedRequest {
  readonly call: string;
  readonly bytes: Buffer;
}

/** The write-only value in the recorded configuration. */
export const RECORDED_VALUE = 'CANARY-recorded-value';

/**
 * What a real Terraform asks in the life of a few secrets: from validation to an apply, a change, an import and the
 * destruction. In these requests are all those calls that Terraform makes of itself.
 */
export async function recordRequests(): Promise<RecordedRequest[]> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-recording-'));
  const aws = await LocalAws.start();
  const inherited = { ...process.env };
  const requests: RecordedRequest[] = [];
  const service = new ProviderService(cofferProvider);
  const handlers = Object.fromEntries(
    Object.entries(service.handlers).map(([call, handler]) => [
      call,
      (request: Message) => {
        requests.push({ call, bytes: codec(`${call}.Request`).encode(request) });
        return handler(request);
      },
    ]),
  );
  const server = new PluginServer({
    service: () => Promise.resolve({ handlers, stop: () => service.stop() }),
    onShutdown: () => undefined,
    onPanic: (error) => {
      throw error;
    },
  });
  try {
    // The provider runs in this process: what a child would get, it gets from here.
    for (const [name, value] of Object.entries(aws.environment)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await server.listen();
    const reattach = {
      [PROVIDER_ADDRESS]: {
        Protocol: 'grpc',
        ProtocolVersion: 6,
        Pid: process.pid,
        Test: true,
        Addr: { Network: 'unix', String: server.socket },
      },
    };
    const env = terraformEnvironment({ TF_REATTACH_PROVIDERS: JSON.stringify(reattach), HOME: folder });
    const terraform = async (...args: string[]) => {
      const result = await runCommand('terraform', [...args, '-no-color'], { cwd: folder, env });
      if (result.code !== 0) throw new Error(`terraform ${args[0]} failed:\n${result.output}`);
    };
    for (const step of [
      { length: 20, imported: false },
      { length: 30, imported: true },
    ]) {
      writeFileSync(join(folder, 'main.tf'), configuration(step));
      await terraform('validate');
      await terraform('apply', '-auto-approve');
      // What an import takes over is there without Terraform.
      if (!step.imported) await terraform('state', 'rm', 'coffer_secret.imported');
    }
    await terraform('destroy', '-auto-approve');
    return requests;
  } finally {
    process.env = inherited;
    server.close();
    await aws.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function configuration({ length, imported }: { length: number; imported: boolean }): string {
  return `
    terraform {
      required_providers {
        coffer = { source = "${PROVIDER_ADDRESS}" }
      }
    }
    provider "coffer" {
      region      = "eu-west-1"
      max_retries = 0
      default_tags { tags = { team = "CANARY" } }
    }
    resource "coffer_secret" "generated" {
      name                = "/api/generated"
      generate            = { length = ${length} }
      deletion_protection = false
      tags                = { step = "${length}" }
    }
    resource "coffer_secret" "given" {
      name                = "/api/given"
      value_wo            = "${RECORDED_VALUE}"
      value_wo_version    = ${length}
      deletion_protection = false
    }
    resource "coffer_secret" "imported" {
      name                = "/api/imported"
      generate            = {}
      deletion_protection = false
    }
    resource "coffer_private_key" "key" {
      algorithm           = "ED25519"
      name                = "/api/private_key"
      deletion_protection = false
    }
    ${imported ? REFERENCES : ''}
    output "env_name" {
      value = provider::coffer::env_name("db-pass")
    }`;
}

// A plan reads and opens what is there already: in the first apply, nothing is.
const REFERENCES = `
    data "coffer_secret" "given" {
      name = "/api/given"
    }
    ephemeral "coffer_secret" "given" {
      name = "/api/given"
    }
    import {
      to = coffer_secret.imported
      id = "/api/imported"
    }`;

/** A request for each call that Terraform makes seldom, or that the Terraform of these tests does not know yet. */
export function rareRequests(): RecordedRequest[] {
  const json = Buffer.from(
    JSON.stringify({
      name: '/api/given',
      arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/api/given',
      key_id: 'alias/aws/ssm',
      type: 'SecureString',
      tier: 'Standard',
      tags: {},
    }),
  );
  const requests: Record<string, Message> = {
    GetMetadata: {},
    GetFunctions: {},
    GetResourceIdentitySchemas: {},
    UpgradeResourceIdentity: {
      type_name: 'coffer_secret',
      version: 0,
      raw_identity: { json: Buffer.from('{"name":"/api/given","region":"eu-west-1","account_id":"123456789012"}') },
    },
    MoveResourceState: {
      source_provider_address: 'registry.terraform.io/hashicorp/aws',
      source_type_name: 'aws_ssm_parameter',
      source_schema_version: 0,
      source_state: { json },
      target_type_name: 'coffer_secret',
    },
    RenewEphemeralResource: { type_name: 'coffer_secret', private: Buffer.from('{"CANARY":"private"}') },
    StopProvider: {},
  };
  return Object.entries(requests).map(([call, request]) => ({ call, bytes: codec(`${call}.Request`).encode(request) }));
}
