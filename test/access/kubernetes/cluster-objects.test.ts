import { App, Lazy } from 'cdktf';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import {
  checkAnnotations,
  checkLabels,
  checkNamespace,
  checkObjectName,
  ClusterObjects,
} from '../../../src/access/kubernetes/cluster-objects';
import { thrownBy } from '../../support/errors';

const message = (act: () => unknown): string => thrownBy(act).message;

describe('a namespace', () => {
  test.each(['api', 'a', '0', 'api-2', 'a'.repeat(63)])('can be %s', (name) => {
    expect(checkNamespace('X', 'namespace', name)).toBe(name);
  });

  test.each([
    ['Api', "'Api'", 'api'],
    ['api_v2', "'api_v2'", 'api-v2'],
    ['api.v2', "'api.v2'", 'api-v2'],
    ['-api-', "'-api-'", 'api'],
    ['', 'not set', 'api'],
    ['___', "'___'", 'api'],
    ['a'.repeat(64), `'${'a'.repeat(40)}…' of 64 characters`, 'api'],
    [undefined as unknown as string, 'not set', 'api'],
  ])('cannot be %p', (name, received, better) => {
    expect(thrownBy(() => checkNamespace('X', 'namespace', name))).toEqual({
      name: 'KubernetesError',
      message:
        `X: namespace is ${received}, and Kubernetes takes 1 to 63 lowercase letters, digits and '-', ` +
        `beginning and ending with a letter or digit (RFC 1123). Write namespace: '${better}'.`,
    });
  });

  test('that only apply knows passes', () => {
    const token = Lazy.stringValue({ produce: () => 'api' });
    expect(checkNamespace('X', 'namespace', token)).toBe(token);
  });
});

describe('the name of an object', () => {
  test.each(['api', 'api.v2', 'a'.repeat(253)])('can be %s', (name) => {
    expect(checkObjectName('X', 'name', name)).toBe(name);
  });

  test.each([
    ['api_env', 'api-env'],
    ['api..env', 'api'],
    ['.api', 'api'],
    ['API Env', 'api-env'],
    ['a.-b', 'api'],
  ])('cannot be %s, and the advice can', (name, better) => {
    expect(message(() => checkObjectName('X', 'name', name))).toBe(
      `X: name is '${name}', and Kubernetes takes 1 to 253 lowercase letters, digits, '-' and '.', ` +
        `beginning and ending with a letter or digit (RFC 1123). Write name: '${better}'.`,
    );
    expect(checkObjectName('X', 'name', better)).toBe(better);
  });

  test('that is advised is always one that passes', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        try {
          checkObjectName('X', 'name', name);
        } catch (error) {
          const advised = /Write name: '(.*)'\.$/s.exec((error as Error).message)![1]!;
          expect(checkObjectName('X', 'name', advised)).toBe(advised);
        }
      }),
    );
  });
});

describe('labels', () => {
  test('can have domains, and values that are empty', () => {
    expect(() => checkLabels('X', { 'app.kubernetes.io/name': 'api', team: '', 'a_b.c': 'A-1_z' })).not.toThrow();
    expect(() => checkLabels('X', undefined)).not.toThrow();
  });

  test.each(['', 'a b', '/name', 'Domain/name', 'domain/', 'a/b/c', '-a', 'a'.repeat(64), `${'a'.repeat(254)}/b`])(
    'cannot have the key %p',
    (key) => {
      expect(thrownBy(() => checkLabels('X', { [key]: 'v' }))).toEqual({
        name: 'KubernetesError',
        message:
          `X: '${key}' is no key of a label (up to 63 letters, digits, '_', '-' and '.', ` +
          `with a domain and '/' before it or without). Write it like app.kubernetes.io/name.`,
      });
    },
  );

  test.each(['a b', '-a', 'a'.repeat(64), 'é'])('cannot have the value %p, which no message repeats', (value) => {
    expect(message(() => checkLabels('X', { key: value }))).toBe(
      "X: the value of label 'key' is not up to 63 letters, digits, '_', '-' and '.', " +
        'beginning and ending with a letter or digit. Write one that is, or an annotation.',
    );
  });
});

describe('annotations', () => {
  test('can have any value', () => {
    expect(() => checkAnnotations('X', { 'argocd.argoproj.io/sync-wave': '-1', note: 'é, and anything else\n' })).not.toThrow();
  });

  test('cannot have more than 256 KiB', () => {
    expect(message(() => checkAnnotations('X', { note: 'é'.repeat(128 * 1024) }))).toBe(
      'X: its annotations have 262148 bytes, Kubernetes takes 262144. Shorten them.',
    );
    expect(() => checkAnnotations('X', { note: 'x'.repeat(256 * 1024 - 4) })).not.toThrow();
  });

  test('cannot have a key that is none', () => {
    expect(message(() => checkAnnotations('X', { 'a b': '' }))).toContain("'a b' is no key of an annotation");
  });
});

describe('an object of a cluster', () => {
  const secret = { kind: 'Secret', namespace: 'api', name: 'env' };

  test('is taken once', () => {
    const root = new Construct(undefined as never, '');
    ClusterObjects.of(root).take('X', 'c', secret, 'app/first');
    expect(thrownBy(() => ClusterObjects.of(root).take('Y', 'c', secret, 'app/second'))).toEqual({
      name: 'KubernetesError',
      message: "Y: Secret 'api/env' is written by 'app/first' already, and one would overwrite the other. Give it a name of its own.",
    });
    expect(
      message(() => {
        ClusterObjects.of(root).take('X', 'c', { kind: 'ClusterSecretStore', name: 'env' }, 'app/first');
        ClusterObjects.of(root).take('Y', 'c', { kind: 'ClusterSecretStore', name: 'env' }, 'app/second');
      }),
    ).toContain("ClusterSecretStore 'env' is written");
  });

  test('is another one in another namespace, cluster or app, and of another kind', () => {
    const [root, other] = [new App(), new App()];
    for (const [at, cluster, object] of [
      [root, 'c', secret],
      [root, 'd', secret],
      [root, 'c', { ...secret, namespace: 'web' }],
      [root, 'c', { ...secret, kind: 'ConfigMap' }],
      [other, 'c', secret],
    ] as const) {
      expect(() => ClusterObjects.of(at).take('X', cluster, object, 'p')).not.toThrow();
    }
  });

  test('whose name only apply knows is not compared', () => {
    const root = new Construct(undefined as never, '');
    const unknown = { ...secret, name: Lazy.stringValue({ produce: () => 'env' }) };
    ClusterObjects.of(root).take('X', 'c', unknown, 'p');
    expect(() => ClusterObjects.of(root).take('X', 'c', unknown, 'p')).not.toThrow();
  });
});
