import { DEFAULT_FORMAT, MAX_OBJECT_TAGS, PUBLIC_HALF, type PrivateKeyAttributes, type PrivateKeyState } from './private-key-schema';
import { DEFAULT_KEY } from '../../../aws/kms-keys';
import type { PlanRequest, PrivateState } from '../../core/resource';
import type { CofferContext } from '../../core/settings';
import { DiagnosticError } from '../../schema/diagnostics';
import type { Planned } from '../../schema/schema';
import { Unknown } from '../../schema/types';
import { warnOfUnknownKey } from '../../stores/drift';
import { planTags } from '../../stores/tags';

/** Plans what the schema cannot say: a place of its own, and changes that take effect with a new key only. */
export async function planPrivateKey(request: PlanRequest<PrivateKeyAttributes>, context: CofferContext): Promise<PrivateState | void> {
  const { prior, planned, config, replaces, changed } = request;
  planTags(planned, context);
  refuseTooManyTags(planned);
  if (config.kms_key_id === null && config.bucket === null) planned.kms_key_id = DEFAULT_KEY;
  planFormat(request);
  if (prior === null) {
    const name = nameIn(planned);
    if (name !== undefined && context.configured) context.provider.names.planCreate(name, request.private);
    return;
  }
  const handedOn = context.configured ? context.provider.names.plan(nameIn(prior)!, 'stays', request.private) : request.private;
  if (replaces) refuseLoss(prior, 'A new place replaces the key, which deletes the old one.');
  if (changed && !replaces) await planChange(prior, request, context);
  return handedOn;
}

/** Where a key is, as messages name it; undefined while that is unknown. */
export function nameIn({ bucket, key, name }: Planned<PrivateKeyAttributes> | PrivateKeyState): string | undefined {
  return typeof name === 'string' ? name : typeof bucket === 'string' && typeof key === 'string' ? `s3://${bucket}/${key}` : undefined;
}

/** A key is made again by a higher generation; one that was imported has none yet, and the first is recorded only. */
export function isRekey(prior: PrivateKeyState, planned: Planned<PrivateKeyAttributes> | PrivateKeyState): boolean {
  return prior.generation !== null && typeof planned.generation === 'number' && planned.generation > prior.generation;
}

/** @throws DiagnosticError where the key is protected from deletion */
export function refuseLoss(prior: PrivateKeyState, what: string): void {
  if (prior.deletion_protection === false) return;
  throw new DiagnosticError(
    `Private key ${prior.name ?? `s3://${prior.bucket}/${prior.key}`} is protected from deletion`,
    `deletion_protection is true. ${what}`,
    ['deletion_protection'],
  );
}

async function planChange(
  prior: PrivateKeyState,
  { planned, config }: PlanRequest<PrivateKeyAttributes>,
  context: CofferContext,
): Promise<void> {
  if (isRekey(prior, planned)) {
    if (config.public_key_pem !== null) {
      throw new DiagnosticError(
        'public_key_pem of a key that is to be made',
        'generation is raised, so Coffer makes a new key, and knows its public half. Leave public_key_pem out in the same change.',
        ['public_key_pem'],
      );
    }
    if (prior.bucket !== null && prior.version_id === null) {
      throw new DiagnosticError(
        `Bucket ${prior.bucket} keeps no versions`,
        'A new key would take the place of the old one, which would be lost. Turn versioning on, and write the object once more (or ' +
          're-create the key), before generation is raised.',
        ['generation'],
      );
    }
    for (const name of [...PUBLIC_HALF, 'version_id'] as const) planned[name] = Unknown.VALUE;
    return;
  }
  if (planned.kms_key_id instanceof Unknown && prior.generation !== null) {
    warnOfUnknownKey('Private key', nameIn(prior)!, prior.kms_key_id, 'Raise generation in the same change.', context);
  }
  await refuseChangeWithoutKey(prior, planned, context);
  if (planned.public_key_pem !== prior.public_key_pem) for (const name of PUBLIC_HALF.slice(1)) planned[name] = Unknown.VALUE;
}

/** What is said of a key that is there takes effect only when another one is made. */
export async function refuseChangeWithoutKey(
  prior: PrivateKeyState,
  planned: Planned<PrivateKeyAttributes> | PrivateKeyState,
  context: CofferContext,
): Promise<void> {
  for (const name of ['algorithm', 'rsa_bits', 'ecdsa_curve', 'kms_key_id'] as const) {
    const [before, now] = [prior[name], planned[name] as string | number | null | Unknown];
    if (before === now || now instanceof Unknown || prior.generation === null) continue;
    if (name === 'kms_key_id' && (await context.provider.keys.same(String(before), String(now), context.signal))) continue;
    throw new DiagnosticError(
      `${name} of ${prior.name ?? prior.key} cannot change without a new key`,
      `It would change from ${before ?? 'its default'} to ${now ?? 'its default'}, which takes effect only when a key is made. ` +
        'Raise generation in the same change.',
      [name],
    );
  }
}

/** A key is never written again for its format: what an earlier version of Coffer made plans no change. */
function planFormat({ prior, planned, config }: PlanRequest<PrivateKeyAttributes>): void {
  if (prior === null || isRekey(prior, planned)) planned.private_key_format = config.private_key_format ?? DEFAULT_FORMAT;
  else if (prior.private_key_format !== null) planned.private_key_format = prior.private_key_format;
}

function refuseTooManyTags({ bucket, tags_all }: Planned<PrivateKeyAttributes>): void {
  if (bucket === null || tags_all === null || tags_all instanceof Unknown || Object.keys(tags_all).length <= MAX_OBJECT_TAGS) return;
  throw new DiagnosticError(
    'Too many tags',
    `There are ${Object.keys(tags_all).length} tags with the provider's default_tags, and an object takes ${MAX_OBJECT_TAGS} beside ` +
      "Coffer's own (S3: Object tagging). Leave some out.",
    ['tags'],
  );
}
