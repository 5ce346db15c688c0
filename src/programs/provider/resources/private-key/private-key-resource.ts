import { ObjectKeys } from './object-keys';
import { ParameterKeys } from './parameter-keys';
import { validateConfiguration } from './private-key-configuration';
import { isRekey, nameIn, planPrivateKey, refuseChangeWithoutKey, refuseLoss } from './private-key-plan';
import {
  DEFAULT_FORMAT,
  PRIVATE_KEY,
  type PrivateKeyAttributes,
  type PrivateKeyState,
  type PublicHalf,
  publicKeyFault,
} from './private-key-schema';
import type { FreshKey, StoredKey, StoredKeys } from './stored-keys';
import { DEFAULT_KEY } from '../../../aws/kms-keys';
import {
  describePublicKey,
  DEFAULT_CURVE,
  DEFAULT_RSA_BITS,
  generatePrivateKey,
  publicKeyFromPem,
  publicKeyOf,
  specOf,
  type KeyFormat,
  type KeySpec,
} from '../../../values/key-material';
import { emptyState, type Resource, type Stored } from '../../core/resource';
import type { Coffer, CofferContext } from '../../core/settings';
import { DiagnosticError } from '../../schema/diagnostics';
import { driftedTags, isUnderKey, warnOfOtherKey } from '../../stores/drift';
import { LOCATION } from '../../stores/key-location';
import { visibleTags } from '../../stores/ownership';
import { importedName } from '../../stores/parameter-name';
import { warnOfSuccessor } from '../../stores/successor';

/** A private key in its system of record: see its schema for what it is for. */
export const privateKeyResource: Resource<PrivateKeyAttributes, Coffer> = {
  typeName: 'coffer_private_key',
  schema: PRIVATE_KEY,
  identity: {
    attributes: {
      arn: { description: 'ARN of the parameter or object.' },
    },
    of: ({ arn }) => (arn === null ? undefined : { arn }),
    importId: ({ arn }) => (arn ?? '').replace(/^arn:[^:]*:s3:::/, '').replace(/^arn:[^:]*:ssm:[^:]*:[^:]*:parameter/, ''),
  },

  validate: validateConfiguration,
  plan: planPrivateKey,

  planDestroy(prior, context) {
    if (context.configured) context.provider.names.plan(nameIn(prior)!, 'goes', {});
    refuseLoss(
      prior,
      'To delete it for good, apply with deletion_protection = false first. To stop managing it and keep the key, use a removed block or ' +
        'terraform state rm. If the resource was renamed, use a moved block.',
    );
  },

  async create({ planned }, context) {
    const keys = keysOf(planned, context);
    return completed(planned, await keys.create(planned, () => freshKey(planned)), keys, context);
  },

  async read({ state: before, private: kept = {} }, context) {
    const state = { ...before, private_key_format: before.private_key_format ?? DEFAULT_FORMAT };
    const keys = keysOf(state, context);
    const found = await keys.refresh(state, kept);
    if (found === 'gone') {
      if (state.arn === null) {
        throw new DiagnosticError(
          `There is no private key ${keys.nameOf(state)}`,
          'It cannot be imported: check the name, the region and the account, or leave the import out to have it created.',
        );
      }
      return null;
    }
    if (found === 'unchanged') return { state, private: kept };
    await warnOfOtherKey('Private key', keys.nameOf(state), state.kms_key_id, found.kmsKeyId, context);
    const isImport = state.arn === null;
    const known: PrivateKeyState = { ...state, version_id: found.versionId, arn: found.arn };
    if (isImport) return { state: imported(known, found.publicKey, found.tags ?? {}, found.kmsKeyId ?? null), private: found.kept };
    const isOther = found.versionId !== state.version_id;
    const tagged = found.tags ? { ...known, ...driftedTags(state, found.tags) } : known;
    if (!isOther) return { state: tagged, private: found.kept };
    // Tags, and metadata, are anybody's who may write here. Who may not use the key of the vault would otherwise have their own
    // public half handed on, to whatever lets in who has the private one.
    const publicKey = (await isUnderKey(state.kms_key_id, found.kmsKeyId, context)) ? found.publicKey : undefined;
    if (publicKey === undefined) warnOfOtherVersion(state, keys, found, context);
    return { state: publicKey === undefined ? tagged : { ...tagged, ...publicHalf(publicKey) }, private: found.kept };
  },

  async update({ prior, planned, private: kept }, context) {
    const keys = keysOf(planned, context);
    context.provider.names.keep(nameIn(planned)!);
    if (!isRekey(prior, planned)) {
      // Once more, since the plan may not have known the key.
      await refuseChangeWithoutKey(prior, planned, context);
      await keys.retag(prior, planned, kept);
      const publicKey = givenPublicKey(planned);
      return { state: publicKey === undefined ? planned : { ...planned, ...publicHalf(publicKey, planned.public_key_pem) }, private: kept };
    }
    const stored = await keys.rekey(prior, planned, kept, () => freshKey(planned));
    await keys.retag(prior, { ...planned, generation: prior.generation }, stored.kept);
    return completed(planned, stored, keys, context);
  },

  async delete({ state }, context) {
    refuseLoss(state, 'Apply with deletion_protection = false first.');
    const name = nameIn(state)!;
    if (context.provider.names.isTaken(name)) return warnOfSuccessor('Private key', name, context);
    await keysOf(state, context).delete(state);
    context.provider.names.release(name);
  },

  async import(id) {
    const state = emptyState(PRIVATE_KEY);
    const [, bucket, key] = /^(?:s3:\/\/)?([^/]+)\/(.+)$/.exec(id) ?? [];
    if (bucket === undefined || id.startsWith('arn:')) {
      return { state: { ...state, name: importedName(id, '<bucket>/<key of the object>, or by ') } };
    }
    const fault = [LOCATION.bucket.validate(bucket), LOCATION.key.validate(key!)].find((each) => each !== undefined);
    if (fault) {
      throw new DiagnosticError('Wrong import id', `${fault[1]} Import by <bucket>/<key of the object>, or by the parameter's name.`);
    }
    return { state: { ...state, bucket, key: key! } };
  },
};

function keysOf(state: PrivateKeyState, context: CofferContext): StoredKeys {
  return state.bucket === null ? new ParameterKeys(context) : new ObjectKeys(context);
}

function keySpec({ algorithm, rsa_bits, ecdsa_curve }: PrivateKeyState): KeySpec {
  return {
    algorithm: algorithm as KeySpec['algorithm'],
    rsaBits: rsa_bits ?? DEFAULT_RSA_BITS,
    curve: (ecdsa_curve ?? DEFAULT_CURVE) as KeySpec['curve'],
  };
}

async function freshKey(planned: PrivateKeyState): Promise<FreshKey> {
  const privatePem = await generatePrivateKey(keySpec(planned), (planned.private_key_format ?? DEFAULT_FORMAT) as KeyFormat);
  return { privatePem, publicKey: publicKeyOf(privatePem) };
}

/** What the configuration or the state says of the public half. @throws DiagnosticError where it was unknown at plan, and is wrong */
function givenPublicKey({ public_key_pem: pem }: PrivateKeyState): string | undefined {
  const fault = pem === null ? undefined : publicKeyFault(pem);
  if (fault) throw new DiagnosticError(...fault, ['public_key_pem']);
  return pem === null ? undefined : publicKeyFromPem(pem);
}

/** The state after a write, with the public half that is stored beside the key, or that was given for an adopted one. */
function completed(planned: PrivateKeyState, stored: StoredKey, keys: StoredKeys, context: CofferContext): Stored<PrivateKeyAttributes> {
  const given = givenPublicKey(planned);
  const { publicKey = given } = stored;
  if (publicKey === undefined) {
    throw new DiagnosticError(
      `The public half of ${keys.nameOf(planned)} is not known`,
      'Coffer did not make this key, and does not read it. Give public_key_pem: openssl pkey -in key.pem -pubout.',
      ['public_key_pem'],
    );
  }
  if (given !== undefined && given !== publicKey) {
    throw new DiagnosticError(
      `public_key_pem is not of ${keys.nameOf(planned)}`,
      'What is stored beside the key says that its public half is another one. Leave public_key_pem out.',
      ['public_key_pem'],
    );
  }
  const spec = specOf(publicKey);
  if (spec?.algorithm !== planned.algorithm) {
    context.diagnostics.warning(
      `${keys.nameOf(planned)} is no ${planned.algorithm} key`,
      `It is ${
        spec ? `a key of algorithm ${spec.algorithm}` : 'of an algorithm that Coffer does not make'
      }. Declare it as what it is, or ` + 'raise generation to have a new one made.',
      ['algorithm'],
    );
  }
  return {
    state: { ...planned, ...publicHalf(publicKey, planned.public_key_pem), version_id: stored.versionId, arn: stored.arn },
    private: stored.kept,
  };
}

/** @param given the PEM in the configuration, which Terraform wants back to the letter */
function publicHalf(publicKey: string, given: string | null = null): Pick<PrivateKeyState, PublicHalf> {
  const { pem, openssh, sha256, md5 } = describePublicKey(publicKey);
  return {
    public_key_pem: given ?? pem,
    public_key_openssh: openssh,
    public_key_fingerprint_sha256: sha256,
    public_key_fingerprint_md5: md5,
  };
}

function imported(
  state: PrivateKeyState,
  publicKey: string | undefined,
  tags: Readonly<Record<string, string>>,
  kmsKeyId: string | null,
): PrivateKeyState {
  const spec = publicKey === undefined ? undefined : specOf(publicKey);
  return {
    ...state,
    ...driftedTags({ tags: visibleTags(tags), tags_all: visibleTags(tags), claim: null }, tags),
    ...(publicKey === undefined ? {} : publicHalf(publicKey)),
    algorithm: spec?.algorithm ?? null,
    rsa_bits: spec?.rsaBits !== undefined && spec.rsaBits !== DEFAULT_RSA_BITS ? spec.rsaBits : null,
    ecdsa_curve: spec?.curve !== undefined && spec.curve !== DEFAULT_CURVE ? spec.curve : null,
    kms_key_id: kmsKeyId ?? (state.bucket === null ? DEFAULT_KEY : null),
    generation: null,
    adopt: false,
    deletion_protection: true,
  };
}

function warnOfOtherVersion(state: PrivateKeyState, keys: StoredKeys, found: StoredKey, context: CofferContext): void {
  context.diagnostics.warning(
    `Private key ${keys.nameOf(state)} was replaced by somebody else`,
    `Version ${found.versionId} came after version ${state.version_id}, and its public half is not known: ` +
      `public_key_* are still those of ` +
      `version ${state.version_id}. Raise generation to have Coffer make a new one, or put the old version back.`,
  );
}
