import { mkdirSync, readdirSync, readFileSync, rmSync } from 'fs';
import * as path from 'path';
import { TerraformElement, TerraformStack } from 'cdktf';
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { IConstruct } from 'constructs';
import type { stringify } from 'yaml';
import { OwnKind } from './own-kind';
import { resolvedAll } from './resolved';
import { writeIfChanged } from './write-if-changed';

const ID = 'cdktf-coffer-manifests';

/** What an object is called. */
export interface ManifestMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** An object of Kubernetes. */
export interface KubernetesManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMetadata;
  readonly spec?: { readonly [field: string]: unknown };
}

/**
 * The manifests of a stack that are written as files at synth, one object a file, for whatever brings them to the
 * cluster. The same program gives the same bytes.
 *
 * A file says in its first line which stack wrote it. A file of the stack that is no longer declared is taken away, so
 * that its object is pruned; other files are left alone.
 */
export class ManifestFiles extends TerraformElement {
  public static of(scope: IConstruct): ManifestFiles {
    const stack = TerraformStack.of(scope);
    return MANIFESTS.in(stack.node.tryFindChild(ID), `Stack '${stack.node.path}'`) ?? new ManifestFiles(stack);
  }

  private readonly folders = new Map<string, Map<string, KubernetesManifest>>();

  private constructor(private readonly stack: TerraformStack) {
    super(stack, ID);
    addCustomSynthesis(this, { onSynthesize: () => this.write() });
  }

  /** Have a manifest written. */
  public add(folder: string, manifest: KubernetesManifest): void {
    const {
      kind,
      metadata: { namespace, name },
    } = manifest;
    const file = `${[kind.toLowerCase(), ...(namespace === undefined ? [] : [namespace]), name].join('_')}.yaml`;
    const resolved = path.resolve(folder);
    this.folders.set(resolved, (this.folders.get(resolved) ?? new Map<string, KubernetesManifest>()).set(file, manifest));
  }

  public toTerraform(): any {
    return {};
  }

  public toHclTerraform(): any {
    return {};
  }

  private write(): void {
    const header = `# Written by Coffer for stack ${this.stack.node.id}. Change the program, not this file.\n`;
    for (const [folder, manifests] of this.folders) {
      mkdirSync(folder, { recursive: true });
      const files = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
        .map(({ name }) => name);
      for (const file of files) {
        if (!manifests.has(file) && isOurs(path.join(folder, file), header)) rmSync(path.join(folder, file));
      }
      for (const [file, manifest] of manifests) writeIfChanged(path.join(folder, file), header + toYaml(resolvedAll(this, manifest)));
    }
  }
}

const MANIFESTS = new OwnKind('manifest files', ManifestFiles);

function isOurs(file: string, header: string): boolean {
  return readFileSync(file, 'utf8').startsWith(header);
}

function toYaml(manifest: KubernetesManifest): string {
  // Loaded by whoever writes files. YAML 1.1, as Kubernetes' tools read it: there, a bare `on` is a boolean.
  const yaml = require('yaml') as { readonly stringify: typeof stringify }; // eslint-disable-line @typescript-eslint/no-require-imports
  return yaml.stringify(manifest, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
