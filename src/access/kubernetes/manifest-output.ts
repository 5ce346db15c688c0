import { TerraformProvider, Token } from 'cdktf';
import { Construct } from 'constructs';
import { clusterOf, ClusterObjects } from './cluster-objects';
import { KubernetesError } from '../../errors';
import { KubernetesResources } from '../../terraform/kubernetes-provider';
import { KubernetesManifest, ManifestFiles } from '../../terraform/manifest-files';
import { resolved } from '../../terraform/resolved';

/** How manifests become resources of Terraform. */
export interface ManifestResourcesOptions {
  /**
   * The Kubernetes provider, in the stack of the manifests.
   *
   * @default - the stack's Kubernetes provider without alias
   */
  readonly provider?: TerraformProvider;
}

/** Where manifests go. */
export abstract class ManifestOutput {
  /**
   * To the cluster, by Terraform: a `kubernetes_manifest` each. Terraform needs the cluster for every plan, and the
   * custom resources of External Secrets Operator have to be installed there before the first one.
   *
   * Needs `@cdktf/provider-kubernetes`, and a KubernetesProvider in the stack.
   *
   * @param options which provider
   */
  public static resources(options: ManifestResourcesOptions = {}): ManifestOutput {
    return new Resources(options.provider);
  }

  /**
   * To YAML files, for GitOps (Argo CD, Flux) or `kubectl apply`: one file an object, written at synth, the same bytes
   * for the same program. A file of the stack that is no longer declared is taken away; what others wrote stays.
   *
   * What is in them has to be known at synth, such as ARNs.
   *
   * Throws a KubernetesError if the folder is empty or known only at apply.
   *
   * @param folder folder to write to, from the working directory of synth, which is made if it is missing
   */
  public static files(folder: string): ManifestOutput {
    if (typeof folder !== 'string' || folder === '' || Token.isUnresolved(folder)) {
      throw new KubernetesError(
        'ManifestOutput.files()',
        'the folder is empty, or known only at apply',
        "Write it out, such as ManifestOutput.files('deploy/secrets').",
      );
    }
    return new Files(folder);
  }

  /**
   * The cluster that the manifests go to, as far as the program tells them apart.
   *
   * @internal
   */
  public abstract _clusterOf(scope: Construct): string;

  /**
   * Put out a manifest, at most one for each kind and construct.
   *
   * @internal
   */
  public _put(scope: Construct, subject: string, manifest: KubernetesManifest): void {
    const {
      kind,
      metadata: { namespace, name },
    } = manifest;
    ClusterObjects.of(scope).take(subject, this._clusterOf(scope), { kind, namespace, name }, scope.node.path);
    this._write(scope, subject, manifest);
  }

  /** @internal */
  protected abstract _write(scope: Construct, subject: string, manifest: KubernetesManifest): void;
}

class Resources extends ManifestOutput {
  constructor(private readonly provider?: TerraformProvider) {
    super();
  }

  /** @internal */
  public _clusterOf(scope: Construct): string {
    return clusterOf(scope, this.provider);
  }

  /** @internal */
  protected _write(scope: Construct, subject: string, manifest: KubernetesManifest): void {
    const Manifest = KubernetesResources.manifest(subject);
    new Manifest(scope, manifest.kind, { manifest: { ...manifest }, provider: this.provider });
  }
}

class Files extends ManifestOutput {
  constructor(private readonly folder: string) {
    super();
  }

  /** @internal */
  public _clusterOf(): string {
    return `files ${this.folder}`;
  }

  /** @internal */
  protected _write(scope: Construct, subject: string, manifest: KubernetesManifest): void {
    const unknown = unresolved(scope, manifest, '');
    if (unknown !== undefined) {
      throw new KubernetesError(
        subject,
        `${unknown} of its ${manifest.kind} is known only at apply, and the file is written at synth`,
        'Write it out (region, ARN of the OIDC provider or role, roleAccount of podIdentity()), or use ManifestOutput.resources().',
      );
    }
    ManifestFiles.of(scope).add(this.folder, manifest);
  }
}

/** The first field that is known only at apply, as a path. What a program may still change is a token too, and known at synth. */
function unresolved(scope: Construct, value: unknown, at: string): string | undefined {
  if (typeof value === 'string' && Token.isUnresolved(value)) return resolved(scope, value).includes('${') ? at : undefined;
  if (Token.isUnresolved(value)) return at;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    if (Token.isUnresolved(key)) return at;
    const found = unresolved(scope, member, Array.isArray(value) ? `${at}[${key}]` : at === '' ? key : `${at}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
