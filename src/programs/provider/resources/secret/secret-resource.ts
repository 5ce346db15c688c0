import { movedParameter } from './moved-parameter';
import { valueFormat } from './random-schema';
import { takeLabelsAway } from './rotation-labels';
import { MAX_VALUE_BYTES, referenceFault, SECRET, type SecretAttributes, type SecretState } from './secret-schema';
import { plannedWrite, SecretWriter } from './secret-writer';
import { DEFAULT_KEY } from '../../../aws/kms-keys';
import { formatFault } from '../../../values/random-value';
import { emptyState, type PrivateState, type Resource, type Stored } from '../../core/resource';
import { CLAIM_TAG, parameterArn, type Coffer, type CofferContext } from '../../core/settings';
import { DiagnosticError, type Diagnostics } from '../../schema/diagnostics';
import type { Planned } from '../../schema/schema';
import { Unknown } from '../../schema/types';
import { driftedTags, expectedTags, refusePlainText, warnOfExpiration, warnOfOtherKey, warnOfUnknownKey } from '../../stores/drift';
import { alreadyThere, visibleTags } from '../../stores/ownership';
import { parameterIdentity } from '../../stores/parameter-identity';
import { importedName } from '../../stores/parameter-name';
import { requireSamePlace, requireSameRegion } from '../../stores/same-place';
import { warnOfSuccessor } from '../../stores/successor';
import { planTags } from '../../stores/tags';

/** A secret in Parameter Store: see its schema for what it is for. */
export const secretResource: Resource<SecretAttributes, Coffer> = {
  typeName: 'coffer_secret',
  schema: SECRET,
  identity: parameterIdentity(),
  moves: [movedParameter],

  validate(config, diagnostics) {
    validateSource(config, diagnostics);
    validateSize(config, diagnostics);
  },

  async plan({ prior, private: kept, planned, changed, replaces }, context) {
    planTags(planned, context);
    if (prior === null) {
      if (typeof planned.name === 'string' && context.configured) context.provider.names.planCreate(planned.name, kept);
      planned.version = Unknown.VALUE;
      return;
    }
    const handedOn = context.configured && prior.version !== 0 ? context.provider.names.plan(prior.name!, 'stays', kept) : kept;
    if (replaces) refuseReplacement(prior);
    if (!changed || replaces) return handedOn;
    // Another declaration has taken the parameter since our last apply; after an import, taking it is what is meant.
    if (kept.claim === planned.claim && prior.claim !== null && prior.claim !== planned.claim) {
      throw alreadyThere(`Parameter ${prior.name}`, prior.name!, String(kept.claim), prior.claim, 'name');
    }
    const write = plannedWrite(planned, prior);
    await refuseLowerTier(planned, prior, write !== undefined, context);
    if (write) {
      Object.assign(planned, { version: Unknown.VALUE, status: prior.status === 'current' ? prior.status : Unknown.VALUE });
      return handedOn;
    }
    if (planned.kms_key_id instanceof Unknown && prior.version !== 0) {
      warnOfUnknownKey('Secret', prior.name!, prior.kms_key_id, newValueFor(prior), context);
    }
    await refuseChangeWithoutValue(planned, prior, context);
    return handedOn;
  },

  planDestroy(prior, context) {
    if (context.configured && prior.version !== 0) context.provider.names.plan(prior.name!, 'goes', {});
    refuseDeletion(prior);
  },

  create: ({ planned, config }, context) => new SecretWriter(context).create(planned, config),

  async read({ state, private: kept = {} }, context) {
    const { catalog } = context.provider;
    const found = (await catalog.find(state.name!, context.signal)) ?? (await reallyThere(state, context));
    await requireSamePlace('Secret', state, context, found?.arn);
    if (!found) return missing(state, kept);
    context.provider.names.hold(state.name!, state.deletion_protection !== false);
    refusePlainText(found);
    warnOfExpiration('Secret', found, context);
    const appeared = state.version === 0;
    const current: SecretState = {
      ...state,
      version: found.version,
      status: 'current',
      arn: found.arn ?? state.arn ?? (await parameterArn(context.provider, state.name!, context.signal)),
    };
    if (state.kms_key_id === null) {
      // After an import nothing is known yet: the parameter itself says.
      return imported(current, found.keyId ?? DEFAULT_KEY, found.tier, context);
    }
    await warnOfOtherKey('Secret', state.name!, state.kms_key_id, found.keyId, context);
    const stored: Stored<SecretAttributes> = { state: current, private: appeared ? { ...kept, untagged: true } : kept };
    return withTags(stored, context);
  },

  async update({ prior, planned, config, private: kept }, context) {
    // Once more, since the plan may not have known the key.
    if (plannedWrite(planned, prior) === undefined) await refuseChangeWithoutValue(planned, prior, context);
    return new SecretWriter(context).update(prior, planned, config, kept);
  },

  async delete({ state }, context) {
    refuseDeletion(state);
    if (state.version === 0) return; // nothing was there; what somebody may have written since is not ours to delete
    const { catalog, names, store } = context.provider;
    if (names.isTaken(state.name!)) return warnOfSuccessor('Secret', state.name!, context);
    await requireSameRegion('Secret', state, context);
    await takeLabelsAway(state.name!, context);
    catalog.forget(state.name!);
    await store.delete(state.name!, context.signal);
    names.release(state.name!);
  },

  async import(id) {
    return { state: { ...emptyState(SECRET), name: importedName(id) } };
  },
};

function validateSource(config: Planned<SecretAttributes>, diagnostics: Diagnostics): void {
  if (config.generate !== null && config.value_wo !== null) {
    diagnostics.error('Two sources of one value', 'generate and value_wo are both given. Keep one of them.', ['value_wo']);
  }
  if (config.value_wo !== null && config.value_wo_version === null) {
    diagnostics.error(
      'value_wo_version is missing',
      'value_wo is kept nowhere, so a change of it cannot be seen: give value_wo_version = 1, and raise it with every new value.',
      ['value_wo_version'],
    );
  }
  if (config.value_wo === null && config.value_wo_version !== null) {
    diagnostics.error('value_wo is missing', 'value_wo_version is given without value_wo. A variable that feeds it may be null.', [
      'value_wo',
    ]);
  }
}

function validateSize(config: Planned<SecretAttributes>, diagnostics: Diagnostics): void {
  if (config.tier instanceof Unknown) return;
  const tier = config.tier ?? 'Standard';
  const most = MAX_VALUE_BYTES[tier];
  if (most === undefined) return; // a wrong tier has its own error
  if (typeof config.value_wo === 'string') {
    const bytes = Buffer.byteLength(config.value_wo);
    if (bytes > most) {
      const remedy =
        most < MAX_VALUE_BYTES.Advanced!
          ? 'Set tier = "Advanced" for up to 8192 bytes, or store a reference instead of the value.'
          : 'Parameter Store takes no more: split the value, or store a reference to it.';
      diagnostics.error('The value is too large', `value_wo has ${bytes} bytes, the ${tier} tier takes ${most}. ${remedy}`, ['value_wo']);
    }
    const fault = referenceFault(config.value_wo);
    if (fault) diagnostics.error('Parameter Store refuses the value', fault, ['value_wo']);
    if (config.value_wo === '') {
      diagnostics.error(
        'The value is empty',
        'Parameter Store takes no empty value. Leave value_wo and value_wo_version out to have the secret await its value.',
        ['value_wo'],
      );
    }
  }
  if (config.generate !== null && !(config.generate instanceof Unknown)) {
    const members: unknown[] = Object.values(config.generate);
    if (members.some((member) => member instanceof Unknown)) return;
    const fault = formatFault(valueFormat(config.generate), most);
    if (fault) diagnostics.error(`Wrong ${fault.member}`, `${fault.problem}.`, ['generate', fault.member]);
  }
}

/** A key or tier takes effect only with a new value, and there is none to write: Coffer cannot read the one that is there. */
async function refuseChangeWithoutValue(
  planned: Planned<SecretAttributes> | SecretState,
  prior: SecretState,
  context: CofferContext,
): Promise<void> {
  const newKey = typeof planned.kms_key_id === 'string' && planned.kms_key_id !== prior.kms_key_id ? planned.kms_key_id : undefined;
  // Intelligent tiering lets the tier be whatever it is.
  const newTier = planned.tier !== prior.tier && planned.tier !== 'Intelligent-Tiering' ? planned.tier : undefined;
  if (prior.version === 0 || (newKey === undefined && newTier === undefined)) return;
  const now = await context.provider.catalog.find(prior.name!, context.signal);
  // Somebody may have written the value as declared by now: then there is nothing left to do.
  if (
    newKey !== undefined &&
    !(now?.keyId !== undefined && (await context.provider.keys.same(now.keyId, newKey, context.signal)) === true)
  ) {
    throw changeWithoutValue('kms_key_id', prior, newKey);
  }
  if (typeof newTier === 'string' && now?.tier !== newTier) throw changeWithoutValue('tier', prior, newTier);
}

/** AWS never lowers a parameter's tier (AWS: Managing parameter tiers), whatever is written. */
async function refuseLowerTier(
  planned: Planned<SecretAttributes>,
  prior: SecretState,
  write: boolean,
  context: CofferContext,
): Promise<void> {
  if (planned.tier !== 'Standard' || prior.version === 0 || (!write && prior.tier === 'Standard')) return;
  const now = await context.provider.catalog.find(prior.name!, context.signal);
  if (now?.tier !== 'Advanced') return;
  throw new DiagnosticError(
    `Secret ${prior.name} cannot go back to the Standard tier`,
    'The parameter is in the Advanced tier, and AWS never lowers a tier. Keep tier = "Advanced", or declare a new secret in the Standard ' +
      'tier and delete this one.',
    ['tier'],
  );
}

function changeWithoutValue(attribute: 'kms_key_id' | 'tier', prior: SecretState, to: string): DiagnosticError {
  return new DiagnosticError(
    `${attribute} of ${prior.name} cannot change without a new value`,
    `Parameter Store applies a change from ${prior[attribute]} to ${to} only when the value is written, and the role that deploys cannot ` +
      `read the value that is there. ${newValueFor(prior)}`,
    [attribute],
  );
}

/** How a secret gets a new value. */
function newValueFor(prior: SecretState): string {
  if (prior.generate !== null) return 'Raise generate.generation in the same change.';
  if (prior.value_wo_version !== null) return 'Raise value_wo_version in the same change.';
  return 'Write the value again under it first (chamber write, or aws ssm put-parameter), then change it here.';
}

function refuseDeletion(prior: SecretState): void {
  if (prior.deletion_protection === false || prior.version === 0) return;
  throw new DiagnosticError(
    `Secret ${prior.name} is protected from deletion`,
    'deletion_protection is true. To delete it for good, apply with deletion_protection = false first. To stop managing it and keep the ' +
      'value, use a removed block or terraform state rm. If the resource was renamed, use a moved block.',
    ['deletion_protection'],
  );
}

function refuseReplacement(prior: SecretState): void {
  if (prior.deletion_protection === false || prior.version === 0) return;
  throw new DiagnosticError(
    `Secret ${prior.name} is protected from deletion`,
    'A new name replaces the parameter, which deletes the old one and its value. ' +
      'Apply with deletion_protection = false first, or declare ' +
      'the new name as another resource and copy the value over.',
    ['name'],
  );
}

// The listing lags behind a write for a moment: what it lacks is asked for where the answer is certain.
async function reallyThere(state: SecretState, context: CofferContext) {
  if (state.version === 0) return undefined;
  const { store } = context.provider;
  if ((await store.tags(state.name!, context.signal)) === undefined) return undefined;
  return (
    (await store.describe(state.name!, context.signal)) ?? {
      // Certainly there, but no listing shows it yet: nothing is known to have changed.
      name: state.name!,
      arn: state.arn ?? undefined,
      version: state.version ?? 1,
      keyId: state.kms_key_id ?? undefined,
      tier: state.tier ?? 'Standard',
      type: 'SecureString',
      description: undefined,
    }
  );
}

function missing(state: SecretState, kept: PrivateState): Stored<SecretAttributes> | null {
  if (state.kms_key_id === null) {
    throw new DiagnosticError(
      `There is no parameter ${state.name}`,
      'It cannot be imported: check the name, the region and the account, or leave the import out to have it created.',
    );
  }
  return state.version === 0 ? { state, private: kept } : null;
}

async function imported(state: SecretState, keyId: string, tier: string, context: CofferContext): Promise<Stored<SecretAttributes>> {
  const tags = (await context.provider.store.tags(state.name!, context.signal)) ?? {};
  return {
    state: {
      ...state,
      kms_key_id: keyId,
      tier,
      tags: visibleTags(tags),
      tags_all: visibleTags(tags),
      claim: tags[CLAIM_TAG] ?? null,
      adopt: false,
      deletion_protection: true,
    },
    private: { imported: true },
  };
}

async function withTags(
  { state, private: kept = {} }: Stored<SecretAttributes>,
  context: CofferContext,
): Promise<Stored<SecretAttributes>> {
  // Whoever wrote the first value of an awaited secret (chamber, say) does not tag it. That is no drift to repair:
  // the next change adds the tags.
  if (kept.untagged === true) return { state, private: kept };
  const actual = await context.provider.catalog.differingTags(state.name!, expectedTags(state), state.arn ?? undefined, context.signal);
  return { state: actual ? { ...state, ...driftedTags(state, actual) } : state, private: kept };
}
