import type { FunctionScenario } from './rotator-scenarios';

export const HOME = 'eu-west-1';
export const AWAY = 'eu-central-1';
const key = 'alias/acme-test-chamber';
const names = ['/api/a', '/api/b'];
const request = { names, regions: [AWAY], key };
const later = '2099-01-01T00:00:00Z';

/** Its first events are of what is there at home. */
export const REPLICATOR_SCENARIOS: Readonly<Record<string, FunctionScenario>> = {
  'requests that are not understood': {
    events: [
      null,
      {},
      [],
      'x',
      { ...request, names: [] },
      { ...request, names: ['a'] },
      { ...request, regions: 'x' },
      { ...request, key: 'x' },
      { ...request, operation: 'x' },
      { ...request, time: 'x' },
      { ...request, first: 'x' },
      { names: 7, regions: 7, key: 7 },
    ],
  },
  copies: {
    given: async (account) => {
      await account.write('/api/a', 'CANARY-a', 3, key);
      await account.write('/api/b', 'CANARY-b', 1, key);
    },
    events: [
      request,
      request,
      { ...request, first: true },
      { ...request, names: ['/api/a'], operation: 'Update', time: '2020-01-01T00:00:00Z' },
      { ...request, names: ['/api/a'], operation: 'Delete', time: later },
    ],
  },
  'nothing at home': { events: [request, { ...request, names: ['/api/a'], operation: 'Delete', time: '2020-01-01T00:00:00Z' }] },
  'two regions': {
    given: (account) => account.write('/api/a', 'CANARY-a', 3, key),
    events: [{ ...request, names: ['/api/a'], regions: [AWAY, 'us-east-1'] }],
  },
};
