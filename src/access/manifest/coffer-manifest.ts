import * as path from 'path';
import { App, Token } from 'cdktf';
import { Construct } from 'constructs';
import { environmentSchema } from '../../contracts/environment-schema';
import { MANIFEST_FILE, renderManifest } from '../../contracts/manifest';
import { serviceFault } from '../../contracts/names';
import { ManifestError, SecretNameError } from '../../errors';
import { AppFiles } from '../../terraform/app-files';
import { OwnKind } from '../../terraform/own-kind';
import { AppManifest } from '../../vault/manifest/app-manifest';
import type { IVault } from '../../vault/vault';
import { VaultCore } from '../../vault/vault-core';

/** A `.env.schema` to write. */
export interface EnvironmentSchemaProps {
  /** Vault that the secrets are in. */
  readonly vault: IVault;

  /** Services whose secrets a program reads, one or more, later ones winning as with `chamber exec global api`. */
  readonly services: string[];

  /**
   * Where it is written, from the folder that the program runs in.
   *
   * @default .env.schema
   */
  readonly file?: string;
}

/** What is kept of the manifest beside the output of synth. */
export interface CofferManifestProps {
  /**
   * A copy of the manifest to check in, from the folder that the program runs in: laptops and pipelines lack the output of
   * synth. It is written only if it changed.
   *
   * @default - none: the manifest is in the output of synth alone
   */
  readonly file?: string;

  /**
   * Files in varlock's format which say what variables a program reads, of which service.
   *
   * @default - none
   * @see https://varlock.dev/env-spec/overview/
   */
  readonly environmentSchemas?: EnvironmentSchemaProps[];
}

/**
 * The manifest of the app's secrets, checked in. Synth writes `coffer.manifest.json` into the folder of its output in any
 * case: for each stack its account, region and stage, and every secret with its type, system of record, names, owner,
 * rotation, copies and readers. It never holds a value, and what synth does not know is null, with the reason beside it.
 * `schema/coffer-manifest.schema.json` of the package is its JSON Schema.
 *
 * One for an app, in the app itself: `new CofferManifest(app, { file: 'coffer.manifest.json' })`.
 *
 * Synth fails, in the constructor, with
 * - ManifestError where the app has one already, a file could not be one, or two of them are the same;
 * - SecretNameError where chamber could not read a service;
 * and at the end of synth with a ManifestError where a service has no secret.
 */
export class CofferManifest extends Construct {
  /** Path of the copy to check in. Undefined if there is none. */
  public readonly file?: string;

  /**
   * @param scope the app
   * @param props what is kept
   */
  constructor(scope: Construct, props: CofferManifestProps = {}) {
    const taken = scope.node.root.node.findAll().find((each) => MANIFESTS.in(each, SUBJECT) !== undefined);
    if (taken) {
      throw new ManifestError(SUBJECT, `the app has one already, '${taken.node.path}'`, 'Declare it once, with all of its files.');
    }
    super(scope, 'coffer-manifest');
    const manifest = AppManifest.of(this);
    // An app whose last secret is taken out has no stack of Coffer's, and its copy would go on telling of that secret.
    const app = App.of(this);
    app.node.addValidation({
      validate: () => {
        AppFiles.of(this).ended(app.outdir);
        return [];
      },
    });
    const files = new Set<string>();
    if (props.file !== undefined) {
      const file = (this.file = take(files, 'file', props.file));
      manifest.add((built) => ({ file, text: renderManifest(built) }));
    }
    (props.environmentSchemas ?? []).forEach((each, index) => {
      const where = `environmentSchemas[${index}]`;
      const vault = VaultCore.of(each.vault);
      const services = checkServices(where, each.services);
      const file = take(files, `file of ${where}`, each.file ?? '.env.schema');
      manifest.add((built) => {
        try {
          return { file, text: environmentSchema(built, { vault: vault.construct.node.path, services }) };
        } catch (error) {
          throw new ManifestError(
            SUBJECT,
            `${where} of vault ${vault.vaultName}: ${(error as Error).message}`,
            'Declare one, or take the service out.',
          );
        }
      });
    });
  }
}

const SUBJECT = 'CofferManifest';

function take(files: Set<string>, what: string, file: string): string {
  if (typeof file !== 'string' || file.trim() === '' || Token.isUnresolved(file) || /[\p{Cc}]/u.test(file) || /[/\\]$/.test(file)) {
    throw new ManifestError(SUBJECT, `${what} is not the name of a file written out`, `Write one, such as '${MANIFEST_FILE}'.`);
  }
  const full = path.resolve(file);
  if (files.has(full)) throw new ManifestError(SUBJECT, `${what} is '${file}', which is that of another`, 'Write another name.');
  files.add(full);
  return full;
}

function checkServices(where: string, services: readonly string[]): readonly string[] {
  if (!Array.isArray(services) || Token.isUnresolved(services) || services.length === 0) {
    throw new ManifestError(
      SUBJECT,
      `services of ${where} is empty, or known only at apply`,
      "Name one service or more, such as services: ['global', 'api'].",
    );
  }
  for (const service of services as readonly string[]) {
    const fault = Token.isUnresolved(service)
      ? { problem: 'a service is known only at apply', remedy: 'Write it out.' }
      : serviceFault(service);
    if (fault) throw new SecretNameError(SUBJECT, `${where}: ${fault.problem}`, fault.remedy);
  }
  return services as readonly string[];
}

const MANIFESTS = new OwnKind('CofferManifest', CofferManifest);
