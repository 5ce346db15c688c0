import * as path from 'path';
import type { IConstruct } from 'constructs';
import { buildManifest } from './build-manifest';
import { SecretRecords } from './secret-records';
import { type Manifest, MANIFEST_FILE, renderManifest } from '../../contracts/manifest';
import { AppFiles } from '../../terraform/app-files';
import { OncePerApp } from '../../terraform/once-per-app';
import { writeIfChanged } from '../../terraform/write-if-changed';

/** A file that is made from the manifest. */
export type ManifestDerivative = (manifest: Manifest) => { readonly file: string; readonly text: string };

/** The manifest of an app: what is written down for it, and what is written from it when the app is synthesized. */
export class AppManifest {
  public static of(scope: IConstruct): AppManifest {
    return AppManifest.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('app-manifest', (scope) => {
    const manifest = new AppManifest();
    AppFiles.of(scope).add(MANIFEST_FILE, (outdir) => manifest.write(outdir));
    return manifest;
  });

  public readonly records = new SecretRecords();
  private readonly derivatives: ManifestDerivative[] = [];

  private constructor() {}

  /** Have another file written beside it. */
  public add(derivative: ManifestDerivative): void {
    this.derivatives.push(derivative);
  }

  public build(): Manifest {
    return buildManifest(this.records);
  }

  private write(outdir: string): void {
    const manifest = this.build();
    writeIfChanged(path.join(outdir, MANIFEST_FILE), renderManifest(manifest));
    for (const derivative of this.derivatives) {
      const { file, text } = derivative(manifest);
      writeIfChanged(path.resolve(file), text);
    }
  }
}

/** Where an app writes down what it says of its secrets. */
export function recordsOf(scope: IConstruct): SecretRecords {
  return AppManifest.of(scope).records;
}
