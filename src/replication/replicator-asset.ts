import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { ProviderInstallationError } from '../errors';

/** The package's built files. The same from `src/replication` and from `lib/replication`. */
const ASSETS = path.join(__dirname, '..', '..', 'assets');

/** A function's code as Terraform deploys it. */
export interface FunctionCode {
  readonly filename: string;
  /** Base64 SHA-256 of the zip, as Lambda gives it: taken when it was built, so that a checkout does not change it. */
  readonly sourceCodeHash: string;
}

/**
 * The replicator's zip, laid into the stack's folder.
 *
 * @throws ProviderInstallationError where the package was not built
 */
export function replicatorCode(scope: Construct): FunctionCode {
  const facts = path.join(ASSETS, 'replicator.json');
  if (!existsSync(facts)) {
    throw new ProviderInstallationError(`'${scope.node.path}'`, `the replicator is not bundled: ${facts} is missing`, 'Run npx projen bundle, or install the published package.');
  }
  const { replicator: { file, sha256 } } = JSON.parse(readFileSync(facts, 'utf8')) as { replicator: { file: string; sha256: string } };
  // As a file: an archive made by cdktf differs from checkout to checkout.
  const asset = new TerraformAsset(scope, 'code', { path: path.join(ASSETS, file), type: AssetType.FILE });
  return { filename: asset.path, sourceCodeHash: sha256 };
}
