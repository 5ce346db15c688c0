import { newStack } from '../support/synth';

const PACKAGE = '@cdktf/provider-kubernetes';

/** The library where the package is not installed, or cannot be loaded. */
function libraryWithout(code: string): typeof import('../../src') {
  let library: typeof import('../../src') | undefined;
  jest.isolateModules(() => {
    for (const resource of ['secret-v1', 'manifest']) {
      jest.doMock(`${PACKAGE}/lib/${resource}`, () => {
        throw Object.assign(new Error(`no ${resource}`), { code });
      });
    }
    library = jest.requireActual<typeof import('../../src')>('../../src');
  });
  return library!;
}

function attempt(library: typeof import('../../src'), make: 'secret' | 'store'): () => unknown {
  const stack = newStack();
  const vault = new library.SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  return () =>
    make === 'secret'
      ? new library.kubernetes.KubernetesSecret(stack, 'env', { vault, services: ['api'], namespace: 'api', name: 'env' })
      : new library.kubernetes.SecretStore(stack, 'env', {
          vault,
          namespace: 'api',
          role: { name: 'x', arn: 'arn:aws:iam::111122223333:role/x' },
        });
}

describe('without the package of the Kubernetes provider', () => {
  test('everything else works, and what needs it says what to install', () => {
    const library = libraryWithout('MODULE_NOT_FOUND');
    for (const [make, subject] of [
      ['secret', 'KubernetesSecret'],
      ['store', 'SecretStore'],
    ] as const) {
      expect(attempt(library, make)).toThrow(
        `${subject} 'dev/env': the package ${PACKAGE} is not installed. Install it beside cdktf-coffer: npm install ${PACKAGE}@^12`,
      );
    }
  });

  test('a fault of the package itself is not taken for that', () => {
    expect(attempt(libraryWithout('ERR_OTHER'), 'secret')).toThrow('no secret-v1');
  });
});
