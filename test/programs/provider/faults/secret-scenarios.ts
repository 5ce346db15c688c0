import type { Arguments, Configuration } from './configuration';
import type { Scenario } from './scenario';
import { KEY_ALIAS, type World } from './world';

const NAME = '/api/key';
const GIVEN = ['CANARY-given-<&>"first"', 'CANARY-given-<&>"second"'] as const;
const FOREIGN = 'CANARY-of-somebody-else';

const secret = (body: Arguments): Configuration => ({
  'coffer_secret.key': { name: NAME, claim: 'faults/key', deletion_protection: false, ...body },
});
const tags = (turn: 1 | 2): Arguments => ({ tags: turn === 1 ? { team: 'payments', cost: '17' } : { team: 'identity', stage: 'prod' } });
const generated = (generation: number): Arguments => ({ generate: { length: 24, generation } });
const given = (version: 1 | 2): Arguments => ({ kms_key_id: KEY_ALIAS, value_wo: GIVEN[version - 1]!, value_wo_version: version });

interface Story extends Pick<Scenario, 'given' | 'before' | 'meanwhile' | 'after'> {
  /** Of the parameter, at the end. */
  readonly versions: number;
  /** @default - the name that all have */
  readonly name?: string;
}

function scenarios(resource: string, stories: Readonly<Record<string, Story>>): Scenario[] {
  return Object.entries(stories).map(([operation, { versions, name = NAME, ...rest }]) => ({
    resource,
    operation,
    ...rest,
    versions: versions === 0 ? {} : { [name]: versions },
  }));
}

const somebodyWrites = (world: World) => world.chamberWrite(NAME, FOREIGN, 1);

/**
 * What people do with secrets.
 *
 * @param keyArn of the key that KEY_ALIAS stands for
 */
export const secretScenarios = (keyArn: string): Scenario[] => [
  ...scenarios('secret, generated', {
    create: { after: secret({ ...generated(1), ...tags(1) }), versions: 1 },
    tags: { before: secret({ ...generated(1), ...tags(1) }), after: secret({ ...generated(1), ...tags(2) }), versions: 1 },
    'new generation': { before: secret(generated(1)), after: secret(generated(2)), versions: 2 },
    'new generation and tags': {
      before: secret({ ...generated(1), ...tags(1) }),
      after: secret({ ...generated(2), ...tags(2) }),
      versions: 2,
    },
    'new name': { before: secret(generated(1)), after: secret({ ...generated(1), name: '/api/other' }), versions: 1, name: '/api/other' },
    destroy: { before: secret(generated(1)), after: {}, versions: 0 },
  }),
  ...scenarios('secret, given', {
    create: { after: secret(given(1)), versions: 1 },
    tags: { before: secret({ ...given(1), ...tags(1) }), after: secret({ ...given(1), ...tags(2) }), versions: 1 },
    'new version': { before: secret(given(1)), after: secret(given(2)), versions: 2 },
    'from given to generated': { before: secret(given(1)), after: secret({ ...generated(1), kms_key_id: KEY_ALIAS }), versions: 2 },
    'the same KMS key by another name': { before: secret(given(1)), after: secret({ ...given(1), kms_key_id: keyArn }), versions: 1 },
    destroy: { before: secret(given(1)), after: {}, versions: 0 },
  }),
  ...scenarios('secret, awaited', {
    create: { after: secret({}), versions: 0 },
    'tags after the first value': { before: secret(tags(1)), meanwhile: somebodyWrites, after: secret(tags(2)), versions: 1 },
    'a source instead': { before: secret(tags(1)), after: secret({ ...generated(1), ...tags(1) }), versions: 1 },
    // Terraform plans it from the state in which nothing is there yet: what somebody wrote since stays theirs.
    'removal after the first value': { before: secret({}), meanwhile: somebodyWrites, after: {}, versions: 1 },
  }),
  ...scenarios('secret, adopted', {
    adoption: { given: somebodyWrites, after: secret({ adopt: true, ...tags(1) }), versions: 1 },
    'adoption with a source': { given: somebodyWrites, after: secret({ adopt: true, ...generated(1), ...tags(1) }), versions: 1 },
    'adoption where nothing is': { after: secret({ adopt: true, ...generated(1), ...tags(1) }), versions: 1 },
    tags: { given: somebodyWrites, before: secret({ adopt: true, ...tags(1) }), after: secret({ adopt: true, ...tags(2) }), versions: 1 },
    'first generation': {
      given: somebodyWrites,
      before: secret({ adopt: true, ...generated(1) }),
      after: secret({ adopt: true, ...generated(2) }),
      versions: 2,
    },
    destroy: { given: somebodyWrites, before: secret({ adopt: true }), after: {}, versions: 0 },
  }),
];
