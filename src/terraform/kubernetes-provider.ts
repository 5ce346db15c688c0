import type { Manifest } from '@cdktf/provider-kubernetes/lib/manifest';
import type { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1';
import { KubernetesError } from '../errors';

/**
 * The resources of `@cdktf/provider-kubernetes` that constructs are made of. It is an optional peer: whoever has no
 * cluster does without its 145 MB, so it is loaded by the first construct that needs it.
 */
export class KubernetesResources {
  public static secret(subject: string): typeof SecretV1 {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return load<{ readonly SecretV1: typeof SecretV1 }>(subject, () => require('@cdktf/provider-kubernetes/lib/secret-v1') as never)
      .SecretV1;
  }

  public static manifest(subject: string): typeof Manifest {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return load<{ readonly Manifest: typeof Manifest }>(subject, () => require('@cdktf/provider-kubernetes/lib/manifest') as never)
      .Manifest;
  }
}

function load<T>(subject: string, resource: () => T): T {
  try {
    return resource();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new KubernetesError(
      subject,
      'the package @cdktf/provider-kubernetes is not installed',
      'Install it beside cdktf-coffer: npm install @cdktf/provider-kubernetes@^12',
    );
  }
}
