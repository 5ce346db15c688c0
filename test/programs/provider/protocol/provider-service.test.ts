import { cofferProvider } from '../../../../src/programs/provider/coffer-provider';
import { emptyState } from '../../../../src/programs/provider/core/resource';
import type { Message } from '../../../../src/programs/provider/plugin/wire';
import { ProviderService } from '../../../../src/programs/provider/protocol/provider-service';
import { dynamicValue, valueIn } from '../../../../src/programs/provider/protocol/values';
import { SECRET } from '../../../../src/programs/provider/resources/secret/secret-schema';
import { schemaType } from '../../../../src/programs/provider/schema/schema';
import { Unknown, type CtyObject, type CtyType, type CtyValue } from '../../../../src/programs/provider/schema/types';
import { LocalAwsForProvider } from '../local-aws-for-provider';

jest.setTimeout(60_000);

const TYPE = schemaType(SECRET);
const IDENTITY: CtyType = ['object', { name: 'string', region: 'string', account_id: 'string' }];
const SETTINGS = schemaType(cofferProvider.schema);
const nothing = Object.fromEntries(
  Object.entries((SETTINGS as readonly ['object', Record<string, CtyType>])[1]).map(([name, type]) => [
    name,
    Array.isArray(type) && type[0] === 'list' && type[1][0] === 'object' ? [] : null,
  ]),
);
const DEFERRAL = { client_capabilities: { deferral_allowed: true } };

/** The protocol as Terraform speaks it, one call at a time: for what the Terraform on this machine does not ask yet. */
function serve(settings: Record<string, CtyValue> = {}) {
  const service = new ProviderService(cofferProvider);
  const call = async (name: string, request: Message = {}) => service.handlers[name]!(request);
  const configured = call('ConfigureProvider', { config: dynamicValue(SETTINGS, { ...nothing, region: 'eu-west-1', ...settings }) });
  return async (name: string, request: Message = {}): Promise<Message> => {
    await configured;
    return call(name, request);
  };
}

const diagnosticsOf = (answer: Message) => (answer.diagnostics ?? []) as { severity: number; summary: string; detail: string }[];
const value = (message: unknown, type: CtyType = TYPE) => valueIn(message, type) as CtyObject;

describe('settings that are known only after apply', () => {
  const unknown = { region: Unknown.VALUE };
  const state = {
    ...emptyState(SECRET),
    name: '/api/key',
    kms_key_id: 'alias/aws/ssm',
    tier: 'Standard',
    adopt: false,
    deletion_protection: true,
    claim: 'terraform',
    tags_all: {},
    version: 3,
    status: 'current',
  } as CtyObject;

  test('put off a plan, a refresh and reads, where Terraform allows that', async () => {
    const call = serve(unknown);
    const proposed = dynamicValue(TYPE, { ...emptyState(SECRET), name: '/api/key' } as CtyObject);
    const plan = await call('PlanResourceChange', {
      type_name: 'coffer_secret',
      proposed_new_state: proposed,
      config: proposed,
      ...DEFERRAL,
    });
    expect(plan).toMatchObject({ deferred: { reason: 2 } });
    expect(value(plan.planned_state)).toMatchObject({ name: '/api/key', version: Unknown.VALUE });
    const read = await call('ReadResource', { type_name: 'coffer_secret', current_state: dynamicValue(TYPE, state), ...DEFERRAL });
    expect(read).toMatchObject({ deferred: { reason: 2 } });
    expect(value(read.new_state)).toEqual(state);
    expect(await call('OpenEphemeralResource', { type_name: 'coffer_secret', config: proposed, ...DEFERRAL })).toMatchObject({
      deferred: { reason: 2 },
    });
  });

  test('leave plan and refresh as they are elsewhere, and fail what cannot be done without', async () => {
    const call = serve(unknown);
    const read = await call('ReadResource', { type_name: 'coffer_secret', current_state: dynamicValue(TYPE, state) });
    expect(value(read.new_state)).toEqual(state);
    expect(diagnosticsOf(read)).toEqual([]);
    const proposed = dynamicValue(TYPE, state);
    const plan = await call('PlanResourceChange', {
      type_name: 'coffer_secret',
      prior_state: proposed,
      proposed_new_state: proposed,
      config: proposed,
    });
    expect(value(plan.planned_state)).toEqual(state);
    expect(diagnosticsOf(plan)).toEqual([]);
  });
});

describe('resource identity', () => {
  const local = LocalAwsForProvider.forThisFile();
  const connected = () =>
    serve({
      endpoints: [Object.fromEntries(['ssm', 'kms', 's3', 'sts', 'resourcegroupstaggingapi'].map((name) => [name, local.aws.endpoint]))],
    });

  test('has a schema for each resource that can be imported by it', async () => {
    const { identity_schemas: schemas } = await serve()('GetResourceIdentitySchemas');
    expect(Object.keys(schemas as Message)).toEqual(['coffer_secret', 'coffer_private_key']);
    expect((schemas as Record<string, Message>).coffer_secret).toMatchObject({
      version: 0,
      identity_attributes: [
        { name: 'name', type: Buffer.from('"string"'), required_for_import: true, optional_for_import: false },
        { name: 'region', required_for_import: false, optional_for_import: true },
        { name: 'account_id', required_for_import: false, optional_for_import: true },
      ],
    });
  });

  test('comes with an apply and a refresh, imports the secret again, and is passed on by a plan', async () => {
    const call = connected();
    const config = dynamicValue(TYPE, {
      ...emptyState(SECRET),
      name: '/api/key',
      generate: { ...Object.fromEntries(Object.keys(SECRET.attributes.generate.members!).map((name) => [name, null])) },
    } as CtyObject);
    const { planned_state } = await call('PlanResourceChange', { type_name: 'coffer_secret', proposed_new_state: config, config });
    const applied = await call('ApplyResourceChange', { type_name: 'coffer_secret', planned_state, config });
    expect(diagnosticsOf(applied)).toEqual([]);
    const identity = { name: '/api/key', region: 'eu-west-1', account_id: '123456789012' };
    expect(identityIn(applied.new_identity)).toEqual(identity);
    const read = await call('ReadResource', {
      type_name: 'coffer_secret',
      current_state: applied.new_state,
      private: applied.private,
      current_identity: applied.new_identity,
    });
    expect(identityIn(read.new_identity)).toEqual(identity);
    const plan = await call('PlanResourceChange', {
      type_name: 'coffer_secret',
      prior_state: read.new_state,
      proposed_new_state: read.new_state,
      config,
      prior_identity: read.new_identity,
    });
    expect(identityIn(plan.planned_identity)).toEqual(identity);

    const wanted = { identity_data: dynamicValue(IDENTITY, { name: '/api/key', region: null, account_id: null }) };
    const {
      imported_resources: [imported],
    } = (await call('ImportResourceState', { type_name: 'coffer_secret', identity: wanted })) as { imported_resources: Message[] };
    expect(value(imported!.state).name).toBe('/api/key');
    const refreshed = await call('ReadResource', {
      type_name: 'coffer_secret',
      current_state: imported!.state,
      private: imported!.private,
    });
    expect(identityIn(refreshed.new_identity)).toEqual(identity);
    expect(value(refreshed.new_state)).toMatchObject({ name: '/api/key', version: 1 });
  });

  test('of its own version goes back as it is, of a newer one is refused', async () => {
    const call = serve();
    const raw_identity = { json: Buffer.from('{"name":"/api/key"}') };
    expect(await call('UpgradeResourceIdentity', { type_name: 'coffer_secret', version: 0, raw_identity })).toEqual({
      upgraded_identity: { identity_data: { json: raw_identity.json } },
    });
    expect(diagnosticsOf(await call('UpgradeResourceIdentity', { type_name: 'coffer_secret', version: 1, raw_identity }))).toMatchObject([
      { summary: 'The state of this coffer_secret was written by a newer coffer provider' },
    ]);
  });

  const identityIn = (message: unknown) => value((message as { identity_data: unknown }).identity_data, IDENTITY);
});

describe('a resource of another provider', () => {
  const moved = (source: object, more: Message = {}) =>
    serve()('MoveResourceState', {
      source_provider_address: 'registry.terraform.io/hashicorp/aws',
      source_type_name: 'aws_ssm_parameter',
      target_type_name: 'coffer_secret',
      source_state: { json: Buffer.from(JSON.stringify(source)) },
      ...more,
    });

  test('becomes a secret without the value that its state held, and the person is told', async () => {
    const answer = await moved({
      name: '/api/key',
      type: 'SecureString',
      value: 'CANARY-moved',
      key_id: 'alias/acme',
      tier: 'Advanced',
      version: 4,
      arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/api/key',
      tags: { Team: 'x' },
      tags_all: { Team: 'x', 'aws:cloudformation:stack': 'y' },
    });
    expect(value(answer.target_state)).toMatchObject({
      name: '/api/key',
      kms_key_id: 'alias/acme',
      tier: 'Advanced',
      version: 4,
      tags: { Team: 'x' },
      value_wo: null,
    });
    expect(diagnosticsOf(answer)).toMatchObject([{ severity: 2, summary: 'The value of /api/key was in the state' }]);
    expect(JSON.stringify(answer)).not.toContain('CANARY');
    expect(
      Buffer.concat([(answer.target_state as { msgpack: Buffer }).msgpack, answer.target_private as Buffer]).toString('latin1'),
    ).not.toContain('CANARY');
  });

  test.each([
    ['that is not encrypted', { name: '/api/key', type: 'String', value: 'CANARY-plain' }, {}, 'Parameter /api/key is not encrypted'],
    ['whose name chamber cannot read', { name: 'key', type: 'SecureString', value: 'CANARY-name' }, {}, 'Wrong name'],
    ['of another type', {}, { source_type_name: 'aws_secretsmanager_secret' }, 'aws_secretsmanager_secret cannot become a coffer_secret'],
    [
      'of another provider',
      {},
      { source_provider_address: 'registry.terraform.io/acme/aws' },
      'aws_ssm_parameter cannot become a coffer_secret',
    ],
    ['whose state is not JSON', {}, { source_state: { json: Buffer.from('CANARY{') } }, 'The state is not JSON'],
  ])('%s is refused', async (_name, source, more, summary) => {
    const answer = await moved(source, more);
    expect(diagnosticsOf(answer)).toMatchObject([{ severity: 1, summary }]);
    expect(JSON.stringify(answer)).not.toContain('CANARY');
  });
});
