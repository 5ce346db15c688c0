import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { audit } from '../../src';
import { missingPeers, RealCluster } from '../access/kubernetes/real-cluster';
import { newApp, newStack, temporaryFolder } from '../support/synth';

interface Rule {
  readonly level: string;
  readonly verbs?: readonly string[];
  readonly resources?: readonly { readonly group: string; readonly resources: readonly string[] }[];
}

interface Policy {
  readonly apiVersion: string;
  readonly kind: string;
  readonly rules: readonly Rule[];
}

function declare(props: Partial<audit.KubernetesAuditPolicyProps> = {}) {
  const app = newApp();
  const file = join(temporaryFolder(), 'cluster', 'audit-policy.yaml');
  const policy = new audit.KubernetesAuditPolicy(newStack(app), 'policy', { file, ...props });
  return { app, file, policy };
}

test('synth writes the policy, and bodies of what holds secrets are nowhere in it', () => {
  const { app, file, policy } = declare();
  app.synth();
  expect(readFileSync(file, 'utf8')).toBe(policy.policy);
  const { apiVersion, kind, rules } = parse(policy.policy) as Policy;
  expect([apiVersion, kind]).toEqual(['audit.k8s.io/v1', 'Policy']);
  const levelOf = (group: string, resource: string) =>
    rules.find(
      ({ verbs, resources }) =>
        (verbs === undefined || verbs.includes('update')) &&
        (resources === undefined ||
          resources.some((each) => each.group === group && each.resources.some((name) => name === resource || name === '*'))),
    )!.level;
  const levels = [
    ['', 'secrets'],
    ['', 'configmaps'],
    ['', 'serviceaccounts/token'],
    ['authentication.k8s.io', 'tokenreviews'],
    ['external-secrets.io', 'secretstores'],
    ['generators.external-secrets.io', 'passwords'],
    ['', 'pods/exec'],
    ['rbac.authorization.k8s.io', 'rolebindings'],
    ['apps', 'deployments'],
  ].map(([group, resource]) => levelOf(group!, resource!));
  expect(levels).toEqual([...Array.from({ length: 7 }, () => 'Metadata'), 'Request', 'None']);
});

test('everything else is logged by its metadata where that is asked for', () => {
  const { rules } = parse(declare({ everything: true }).policy.policy) as Policy;
  expect(rules[rules.length - 1]).toEqual({ level: 'Metadata' });
});

test('refuses a file that is none, and one that two policies would write', () => {
  for (const file of ['', 'folder/', 'line\nline']) {
    expect(() => declare({ file })).toThrow(/file is not the name of a file written out/);
  }
  const stack = newStack();
  new audit.KubernetesAuditPolicy(stack, 'one', { file: 'policy.yaml' });
  expect(() => new audit.KubernetesAuditPolicy(stack, 'two', { file: './policy.yaml' })).toThrow(
    "KubernetesAuditPolicy 'dev/two': file is './policy.yaml', which is that of 'dev/one'. Write another name.",
  );
  expect(existsSync('policy.yaml')).toBe(false);
});

const missing = missingPeers().filter((program) => program !== 'terraform-provider-kubernetes');

if (missing.length > 0) {
  // Said in the report, so that nobody takes a run without a cluster for one with it.
  test.skip(`not run: ${missing.join(', ')} not on PATH`, () => undefined);
} else {
  test('a real API server logs who read a Secret and which, and no value', async () => {
    const { app, file } = declare();
    app.synth();
    const log = join(temporaryFolder(), 'audit.log');
    const cluster = await RealCluster.start([`--audit-policy-file=${file}`, `--audit-log-path=${log}`, '--audit-log-mode=blocking-strict']);
    try {
      const path = '/api/v1/namespaces/default/secrets';
      const value = 'CANARY-in-cluster';
      const data = { token: Buffer.from(value).toString('base64') };
      expect((await cluster.call('POST', path, { metadata: { name: 'api' }, data })).status).toBe(201);
      expect(await cluster.secret('default', 'api')).toEqual({ token: value });
      await cluster.call('GET', path);
      await cluster.call('GET', '/api/v1/namespaces/default/services');
      const text = readFileSync(log, 'utf8');
      const events = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { user: { username: string }; verb: string; level: string; objectRef: Record<string, string> });
      const own = events.filter(({ user }) => user.username === 'admin');
      expect(own.map(({ verb, level, objectRef: { resource, name } }) => [verb, resource, name, level])).toEqual([
        ['create', 'secrets', 'api', 'Metadata'],
        ['get', 'secrets', 'api', 'Metadata'],
        ['list', 'secrets', undefined, 'Metadata'],
      ]);
      for (const hidden of [value, data.token]) expect(text).not.toContain(hidden);
    } finally {
      cluster.stop();
    }
  }, 180_000);
}
