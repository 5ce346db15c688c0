import { generateKeyPairSync } from 'node:crypto';
import type { Arguments, Configuration } from './configuration';
import type { Scenario } from './scenario';
import { KEY_ALIAS, type World } from './world';
import { describePublicKey, publicKeyOf } from '../../../../src/programs/values/key-material';

/** A place for a private key, and how a person would put one there. */
interface Place {
  readonly name: string;
  readonly id: string;
  readonly other: string;
  at(id: string): Arguments;
  put(world: World, pem: string): Promise<void>;
}

const inBucket = (bucket: string): Place => ({
  name: 'a bucket',
  id: 'ca/root.pem',
  other: 'ca/other.pem',
  at: (key) => ({ bucket, key, kms_key_id: KEY_ALIAS }),
  put: (world, pem) => world.put('ca/root.pem', pem),
});
const IN_PARAMETER: Place = {
  name: 'Parameter Store',
  id: '/ca/root_key',
  other: '/ca/other_key',
  at: (name) => ({ name }),
  put: (world, pem) => world.chamberWrite('/ca/root_key', pem, 1),
};

/** A private key that somebody else made. */
const FOREIGN = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

const tags = (turn: 1 | 2): Arguments => ({ tags: turn === 1 ? { team: 'payments', cost: '17' } : { team: 'identity', stage: 'prod' } });

function scenariosOf({ name, id, other, at, put }: Place): Scenario[] {
  const key = (generation: number, body: Arguments = {}, where = id): Configuration => ({
    'coffer_private_key.key': { algorithm: 'ED25519', generation, claim: 'faults/key', deletion_protection: false, ...at(where), ...body },
  });
  const adopted = { adopt: true, public_key_pem: describePublicKey(publicKeyOf(FOREIGN)).pem };
  const given = (world: World) => put(world, FOREIGN);
  const resource = `private key in ${name}`;
  const gone = name === 'a bucket' ? 1 : 0; // a bucket keeps what was deleted
  return [
    { operation: 'create', after: key(1, tags(1)), versions: { [id]: 1 } },
    { operation: 'tags', before: key(1, tags(1)), after: key(1, tags(2)), versions: { [id]: 1 } },
    { operation: 're-key', before: key(1), after: key(2), versions: { [id]: 2 } },
    { operation: 're-key and tags', before: key(1, tags(1)), after: key(2, { ...tags(2), algorithm: 'ECDSA' }), versions: { [id]: 2 } },
    { operation: 'new place', before: key(1), after: key(1, {}, other), versions: { ...(gone ? { [id]: gone } : {}), [other]: 1 } },
    { operation: 'adoption', given, after: key(1, { ...adopted, ...tags(1) }), versions: { [id]: 1 } },
    { operation: 'adoption where nothing is', after: key(1, { adopt: true, ...tags(1) }), versions: { [id]: 1 } },
    { operation: 're-key of an adopted one', given, before: key(1, adopted), after: key(2, { adopt: true }), versions: { [id]: 2 } },
    { operation: 'destroy', before: key(1), after: {}, versions: gone ? { [id]: gone } : {} },
  ].map((scenario) => ({ resource, ...scenario }) as Scenario);
}

/** What people do with private keys, in each place. */
export function keyScenarios(bucket: string): Scenario[] {
  return [...scenariosOf(inBucket(bucket)), ...scenariosOf(IN_PARAMETER)];
}
