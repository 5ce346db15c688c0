import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { Fn } from 'cdktf';
import { faultsOf, type Manifest } from './custom-resources';
import { kubernetes } from '../../../src';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, only, synthesize } from '../../support/synth';

function declare(props: Partial<kubernetes.DeploymentRestartProps> = {}) {
  const stack = newStack(newApp(), 'dev');
  new KubernetesProvider(stack, 'kubernetes', {});
  const restart = (id: string) =>
    new kubernetes.DeploymentRestart(stack, id, { namespace: 'api', deployments: ['api', 'worker'], ...props });
  restart('restart');
  return { stack, restart };
}

test("Deployments start again by a Config that the reloader's resource definition takes, in their namespace alone", () => {
  const config = only(synthesize(declare().stack).resource.kubernetes_manifest).manifest as Manifest;
  expect(faultsOf(config)).toEqual([]);
  expect(config).toEqual({
    apiVersion: 'reloader.external-secrets.io/v1alpha1',
    kind: 'Config',
    metadata: { name: 'api-restarts' },
    spec: {
      notificationSources: [{ type: 'KubernetesSecret', kubernetesSecret: { serverURL: 'https://kubernetes.default.svc' } }],
      destinationsToWatch: [
        {
          type: 'Deployment',
          deployment: { namespaceSelectors: [{ matchLabels: { 'kubernetes.io/metadata.name': 'api' } }], names: ['api', 'worker'] },
        },
      ],
    },
  });
});

test('the namespace of a Deployment may be known only at apply, if the Config has a name of its own', () => {
  const { stack } = declare({ namespace: Fn.join('-', ['team', 'api']), name: 'restarts' });
  const config = only(synthesize(stack).resource.kubernetes_manifest).manifest as Manifest;
  expect(JSON.stringify(config)).toContain('"kubernetes.io/metadata.name":"${join(');
  expect(config.metadata.name).toBe('restarts');
});

test.each<[string, Partial<kubernetes.DeploymentRestartProps>, string]>([
  ['no Deployment', { deployments: [] }, "deployments is empty, or known only at apply. Name one or more, such as deployments: ['api']."],
  ['one named twice', { deployments: ['api', 'api'] }, "Deployment 'api' is named twice. Name it once."],
  [
    'a name that Kubernetes does not take',
    { deployments: ['Api'] },
    "deployments is 'Api', and Kubernetes takes 1 to 253 lowercase letters, digits, '-' and '.', " +
      "beginning and ending with a letter or digit (RFC 1123). Write deployments: 'api'.",
  ],
])('a restart is refused with %s', (_, props, message) => {
  expect(thrownBy(() => declare(props))).toEqual({ name: 'KubernetesError', message: `DeploymentRestart 'dev/restart': ${message}` });
});

test('two restarts of one namespace need names of their own', () => {
  const { restart } = declare();
  expect(thrownBy(() => restart('second')).message).toContain("Config 'api-restarts' is written by 'dev/restart' already");
});
