import { createHash } from 'crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'fs';
import { dirname, join } from 'path';
import { Lazy, TerraformElement, TerraformStack } from 'cdktf';
// Not in cdktf's index, though its own assets are laid out by it: there is no other hook into the stack's folder.
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { Construct } from 'constructs';
import { ASSETS } from './assets';
import { StackFolder } from './stack-folder';
import { ProviderInstallationError } from '../errors';

/** A function's zip in the package. */
export interface FunctionAsset {
  readonly path: string;
  /** Base64 SHA-256, as Lambda gives it. */
  readonly sha256: string;
}

/**
 * A zip that was built with the package.
 *
 * @throws ProviderInstallationError where the package was not built, or the zip is not the one that was
 */
export function builtFunction(factsFile: string, name: string): FunctionAsset {
  const facts = join(ASSETS, factsFile);
  if (!existsSync(facts)) {
    throw new ProviderInstallationError(
      name,
      `it is not bundled: ${facts} is missing`,
      'Run npx projen bundle, or install the published package.',
    );
  }
  const { file, sha256 } = (
    JSON.parse(readFileSync(facts, 'utf8')) as { [built: string]: { readonly file: string; readonly sha256: string } }
  )[name]!;
  const path = join(ASSETS, file);
  requireBuilt(name, path, sha256);
  return { path, sha256 };
}

const verified = new Set<string>();

/** What is deployed runs with the rights of a vault's rotator: it has to be what was built, and Lambda compares nothing. */
function requireBuilt(name: string, path: string, sha256: string): void {
  const { mtimeMs, size } = statSync(path);
  const seen = `${path} ${mtimeMs} ${size} ${sha256}`;
  if (verified.has(seen)) return;
  const actual = createHash('sha256').update(readFileSync(path)).digest('base64');
  if (actual !== sha256) {
    throw new ProviderInstallationError(
      name,
      `${path} has checksum ${actual}, and was built with ${sha256}`,
      'Install the cdktf-coffer package again.',
    );
  }
  verified.add(seen);
}

/**
 * A function's zip, laid into the stack's folder as it is: cdktf's own archives get another hash with every checkout, and
 * which zip it is may be known only when the whole program was run.
 */
export class FunctionCode extends TerraformElement {
  /** Path of the zip from the stack's folder, as a token. */
  public readonly filename: string;
  /** Its checksum as Lambda knows it, as a token. */
  public readonly hash: string;

  constructor(scope: Construct, id: string, choose: () => FunctionAsset) {
    super(scope, id);
    const place = () => {
      const { path, sha256 } = choose();
      return `assets/${this.friendlyUniqueId}/${sha256.replace(/[^A-Za-z0-9]/g, '').slice(0, 32)}/${path.split(/[\\/]/).pop()!}`;
    };
    this.filename = Lazy.stringValue({ produce: place });
    this.hash = Lazy.stringValue({ produce: () => choose().sha256 });
    addCustomSynthesis(this, {
      onSynthesize: (session) => {
        const target = join(new StackFolder(TerraformStack.of(this), session).path, place());
        mkdirSync(dirname(target), { recursive: true });
        copyFileSync(choose().path, target);
      },
    });
  }
}
