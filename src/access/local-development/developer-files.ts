import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'fs';
import * as path from 'path';
import { Annotations, type ISynthesisSession, TerraformElement, Token } from 'cdktf';
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import type { Construct } from 'constructs';
import { type DeveloperFile, developerFiles } from './file-texts';
import { environmentName, isEnvironmentName } from '../../contracts/names';
import { REGION } from '../../contracts/partitions';
import { GrantError } from '../../errors';
import { SecretsByService } from '../../secret/secrets-by-service';
import { defaultAwsProvider, regionOf } from '../../terraform/aws-provider';
import { OncePerApp } from '../../terraform/once-per-app';
import type { VaultCore } from '../../vault/vault-core';

/** What files for developers are made of. */
export interface DeveloperFilesProps {
  readonly folder: string;
  readonly services: readonly string[];
  readonly awsProfile?: string;
  readonly composeServices?: readonly string[];
  readonly variables?: readonly string[];
}

/** The folders of an app that have files for developers, by whom. */
const FOLDERS = new OncePerApp('developer-folders', () => new Map<string, string>());

/**
 * The files that developers work with, written at synth. A file is Coffer's as long as its first line says so; any other is
 * somebody's own, and stays as it is.
 */
export class DeveloperFiles extends TerraformElement {
  private readonly header: string;
  private readonly folder: string;
  private readonly settings: Omit<Parameters<typeof developerFiles>[0], 'variables'>;

  constructor(
    scope: Construct,
    subject: string,
    private readonly vault: VaultCore,
    private readonly props: DeveloperFilesProps,
  ) {
    super(scope, 'files');
    this.folder = checkFolder(subject, props.folder);
    const other = FOLDERS.of(this).get(this.folder);
    if (other !== undefined) {
      throw new GrantError(subject, `folder '${props.folder}' has the files of ${other}`, 'Give each stage a folder of its own.');
    }
    FOLDERS.of(this).set(this.folder, subject);
    const services = [...new Set(props.services)];
    const last = services[services.length - 1]!.split('/').pop()!;
    const { composeServices = [last], awsProfile = vault.vaultName, variables = [] } = props;
    checkNames(subject, 'awsProfile', [awsProfile], /^[\w.@+-]{1,128}$/, 'the name of a profile');
    checkNames(subject, 'composeServices', composeServices, /^[a-zA-Z0-9._-]+$/, 'the name of a service of docker compose');
    const unreadable = variables.find((name) => Token.isUnresolved(name) || !isEnvironmentName(name));
    if (unreadable !== undefined) {
      throw new GrantError(
        subject,
        `variables has '${Token.isUnresolved(unreadable) ? '(token)' : unreadable}', which is not the name of a variable`,
        'Write letters, digits and underscores, not beginning with a digit. Values have no place there.',
      );
    }
    const region = regionOf(defaultAwsProvider(vault.stack));
    // Anything else is an expression of Terraform's, which a shell would take for one of its own.
    const literal = region !== undefined && REGION.test(region);
    this.header = `Written by Coffer for ${scope.node.path}. Without this line, the file is yours and stays as it is.`;
    this.settings = {
      header: this.header,
      vaultName: vault.vaultName,
      keyAlias: vault.keyAlias,
      services,
      awsProfile,
      region: literal ? region : undefined,
      composeServices,
    };
    addCustomSynthesis(this, { onSynthesize: (session) => this.write(session) });
    this.tellOfOthers();
  }

  public toTerraform(): any {
    return {};
  }

  public toHclTerraform(): any {
    return {};
  }

  private files(): DeveloperFile[] {
    const declared = this.settings.services.flatMap((service) =>
      SecretsByService.of(this)
        .in(service)
        .filter((secret) => secret._vault.is(this.vault))
        .map(({ key }) => environmentName(key)),
    );
    return developerFiles({ ...this.settings, variables: [...new Set([...declared, ...(this.props.variables ?? [])])].sort() });
  }

  private write(_session: ISynthesisSession): void {
    for (const { name, text } of this.files()) {
      const file = path.join(this.folder, name);
      if (!this.isOurs(file) || (exists(file) && readFileSync(file, 'utf8') === text)) continue;
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    }
  }

  private tellOfOthers(): void {
    for (const { name, hint } of this.files()) {
      const file = path.join(this.folder, name);
      if (this.isOurs(file)) continue;
      Annotations.of(this).addInfo(`'${path.join(this.props.folder, name)}' is not Coffer's and stays as it is. What it may take: ${hint}`);
    }
  }

  /** Whether a file may be written: it is not there, or its first line says that it is Coffer's, and this construct's. */
  private isOurs(file: string): boolean {
    if (!exists(file)) return true;
    // What is a link or a folder, somebody put there.
    return lstatSync(file).isFile() && readFileSync(file, 'utf8').split('\n', 1)[0]!.endsWith(this.header);
  }
}

function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

function checkFolder(subject: string, folder: string): string {
  if (typeof folder === 'string' && folder !== '' && !Token.isUnresolved(folder)) return path.resolve(folder);
  throw new GrantError(subject, 'folder is empty, or known only at apply', "Write it out, such as folder: '.'.");
}

function checkNames(subject: string, what: string, names: readonly string[], form: RegExp, kind: string): void {
  const wrong = names.find((name) => Token.isUnresolved(name) || !form.test(name));
  if (names.length > 0 && wrong === undefined) return;
  const shown = wrong === undefined ? 'is empty' : `has '${Token.isUnresolved(wrong) ? '(token)' : wrong}', which is not ${kind}`;
  throw new GrantError(subject, `${what} ${shown}`, 'Write it out, in letters, digits and any of _.-');
}
