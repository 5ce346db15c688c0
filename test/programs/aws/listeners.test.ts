import { getEventListeners } from 'node:events';
import { AwsEnvironment, deleteParameter } from './environment';
import { coffer } from '../cli/coffer-process';

const local = AwsEnvironment.forThisFile();

beforeEach(() => local.set({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' }));

test('a thousand calls leave nothing behind on the signal that they share', async () => {
  const { signal } = new AbortController();
  const clients = local.clients();
  for (let made = 0; made < 1_000; made += 50) {
    await Promise.all(Array.from({ length: 50 }, () => deleteParameter(clients, signal)));
  }
  expect(local.aws.of('DeleteParameter')).toHaveLength(1_000);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

// Node warns of more than ten listeners on a signal, which as many calls at once are.
test('Node warns of nothing when many calls are made at once', async () => {
  local.aws.answer('GetParametersByPath', { json: { Parameters: [] } });
  const services = Array.from({ length: 30 }, (_, index) => `service-${index}`);
  const ran = await coffer(['exec', ...services, '--', '/bin/true'], { env: { ...process.env, COFFER_MANIFEST: 'none' } });
  expect(local.aws.requests.length).toBeGreaterThanOrEqual(30);
  expect(ran.stderr).not.toContain('Warning');
});
