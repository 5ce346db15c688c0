import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Application } from './application';
import { build } from './build';
import { Cleanup } from './cleanup';
import { Commands } from './commands';
import { Deployment } from './deployment';
import { KeptLocalAws, LocalAwsRun } from './kept-local-aws';
import { filesIn, findValues } from './leak-check';
import { cliConfiguration, lookAround } from './look-around';
import { masked, secretsTable, tally } from './report';
import { Screen } from './screen';
import { terraformFolders } from './terraform-folders';
import { LocalAws } from '../local-aws/local-aws';
import { AWS_PROVIDER_OF_QUICKSTART, QUICKSTART } from '../prerequisites/needs';
import { prepare } from '../prerequisites/prepare';
import { eitherProduct, type InstalledTerraform } from '../terraform/installed';
import { terraformEnvironment } from '../terraform/terraform';

// What the example declares.
const REGION = 'eu-west-1';
const SERVICE = 'api';
const KEY_ALIAS = 'alias/acme-dev-chamber';
const SUPPLIED_KEY = 'smtp_password';
const VARIABLE = 'TF_VAR_payment_token';
const UNPROTECTED = { COFFER_EXAMPLE_DELETION_PROTECTION: 'off' };

export interface QuickstartOptions {
  /** The clone. */
  readonly root: string;
  /** Folder for all that a run writes. */
  readonly folder: string;
  readonly screen: Screen;
  readonly cleanup: Cleanup;
  readonly commands: Commands;
  /** Leave it running. */
  readonly keep: boolean;
}

/** Something that should have been so is not: a fault of Coffer, not of the machine. */
export class QuickstartError extends Error {
  public override readonly name = 'QuickstartError';
}

/** One run, from a clone to secrets in use, and back to nothing. */
export class Quickstart {
  private terraform!: InstalledTerraform;
  private local!: LocalAwsRun;
  private deployment!: Deployment;
  private environmentMade?: NodeJS.ProcessEnv;
  private requestsCounted = 0;
  private readonly deployRequests: ReturnType<LocalAws['requests']> = [];

  constructor(private readonly options: QuickstartOptions) {}

  public async run(): Promise<void> {
    const { screen, keep } = this.options;
    await this.prepare();
    await this.deploy();
    await this.useIt();
    if (keep) this.explain();
    else await this.destroy();
    screen.heading(`Done in ${screen.elapsed}.`);
    if (!keep) {
      screen.line('To look around in it, run `npm run quickstart -- --keep`. The program is examples/application-secrets/main.ts.');
    }
  }

  private async prepare(): Promise<void> {
    const { root, folder, screen, cleanup, commands, keep } = this.options;
    await screen.step('looking for Terraform, Python and moto', async () => {
      const { terraform, python } = await prepare({
        command: { line: 'npm run quickstart', takesFlags: false },
        needs: QUICKSTART,
        terraform: eitherProduct(),
        awsProvider: AWS_PROVIDER_OF_QUICKSTART,
        say: (line) => screen.line(indented(line)),
      });
      this.terraform = terraform;
      const version = execFileSync(python, ['--version'], { encoding: 'utf8', env: process.env }).trim();
      return `found ${terraform.product} ${terraform.version} and ${version}`;
    });
    // Both take seconds, and neither needs the other.
    const starting: Promise<LocalAwsRun> = keep ? KeptLocalAws.start(root, folder) : LocalAws.start();
    const begun = performance.now();
    let ms = 0;
    starting.then(
      () => {
        ms = performance.now() - begun;
      },
      () => undefined,
    );
    cleanup.add(async () => (await starting.catch(() => undefined))?.stop());
    await screen.step('building', async (at) => {
      const built = await build({ root, commands, command: keep, onStart: at });
      return built.length === 0 ? 'provider and library are built already' : `built ${built.join(' and ')}`;
    });
    await screen.step('starting local AWS', async () => {
      this.local = await starting;
      // Its own time, most of which passed while the last step built.
      return { line: `started local AWS at ${this.local.endpoint}`, ms };
    });
    this.deployment = new Deployment({ root, folder, commands, environment: this.environment, terraform: this.terraform });
  }

  private async deploy(): Promise<void> {
    const { screen } = this.options;
    await screen.step('deploying examples/application-secrets by `cdktf deploy`', async (at) => {
      await this.deployment.deploy(at);
      return 'deployed examples/application-secrets by `cdktf deploy`';
    });
    await screen.step('planning again', () => this.emptyPlan('after-deploy', 'the plan after it is empty'));
    this.countRequests();
    const { secrets, others } = this.deployment.deployed();
    screen.heading('What was created');
    for (const line of secretsTable(secrets)) screen.line(line);
    screen.line(`  and ${others.join('; ')}`);
  }

  private async useIt(): Promise<void> {
    const { screen } = this.options;
    const application = new Application(this.local, REGION, SERVICE, KEY_ALIAS);
    try {
      screen.heading('Somebody supplies the missing value');
      await screen.step(`writing ${SUPPLIED_KEY}`, async () => {
        await application.write(SUPPLIED_KEY, randomBytes(18).toString('base64url'));
        return `wrote it as \`chamber write ${SERVICE} ${SUPPLIED_KEY}\` does`;
      });
      this.skipRequests();
      await screen.step('planning again', () => this.emptyPlan('after-write', 'the plan after it is still empty'));
      this.countRequests();

      screen.heading(`What the application gets: \`chamber exec ${SERVICE}\``);
      const variables = await application.environment();
      for (const [name, value] of variables) screen.variable(masked(name, value));

      screen.heading('What nobody else got');
      await screen.step('searching for the values', () => this.searchFor([...variables.values()]));
      this.showRequests();
    } finally {
      application.close();
    }
  }

  private async searchFor(values: readonly string[]): Promise<string> {
    await this.deployment.showPlan('after-write');
    const written = [...this.deployment.written, join(this.options.folder, 'commands.log')];
    const matches = findValues(values, written);
    if (matches.length > 0) {
      const places = matches.map(({ file, form }) => `  ${file} (as ${form})`);
      throw new QuickstartError(
        `A secret's value is where it should not be. This is a fault of Coffer: please report it.\n${places.join('\n')}`,
      );
    }
    return `${values.length} values, found 0 times in ${filesIn(written).length} files: state, plans, output, logs`;
  }

  private showRequests(): void {
    const { all, decrypting } = tally(this.deployRequests);
    if (decrypting > 0) {
      throw new QuickstartError(`Deploy and plans asked AWS ${decrypting} times to decrypt. This is a fault of Coffer: please report it.`);
    }
    this.options.screen.done(`${all} AWS calls of deploy and plans, none of which asked to decrypt`);
  }

  private async destroy(): Promise<void> {
    const { screen } = this.options;
    screen.heading('Taking it down');
    await screen.step('trying to destroy it while it is protected', async () => {
      const refusal = await this.deployment.refusalOfDestroy();
      if (!refusal?.includes('protected')) {
        throw new QuickstartError(
          `Destroy should have been refused by deletion protection, and was ${refusal ? `refused by: ${refusal}` : 'not'}.`,
        );
      }
      return `refused: ${refusal}`;
    });
    await screen.step('turning deletion protection off by `cdktf deploy`', async (at) => {
      await this.deployment.deploy(at, UNPROTECTED);
      return 'turned deletion protection off by `cdktf deploy`';
    });
    await screen.step('destroying it by `cdktf destroy`', async (at) => {
      await this.deployment.destroy(at);
      return 'destroyed by `cdktf destroy`';
    });
  }

  private explain(): void {
    const { screen, cleanup, folder } = this.options;
    const { folder: project, stackFolder } = this.deployment.project;
    cleanup.forget();
    screen.heading('It is left running. To look around');
    const environment = {
      ...this.local.environment,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      CHAMBER_KMS_KEY_ALIAS: KEY_ALIAS,
      CHECKPOINT_DISABLE: '1',
      TERRAFORM_BINARY_NAME: this.terraform.command,
      TF_CLI_CONFIG_FILE: cliConfiguration(folder, this.environment.HOME!, stackFolder),
      [VARIABLE]: this.environment[VARIABLE],
    };
    for (const line of lookAround({
      root: this.options.root,
      folder,
      project,
      stackFolder,
      environment,
      terraform: this.terraform.command,
      pid: (this.local as KeptLocalAws).pid,
    })) {
      screen.line(line);
    }
  }

  private async emptyPlan(name: string, done: string): Promise<string> {
    if (await this.deployment.planHasChanges(name)) {
      throw new QuickstartError(
        'The plan should have been empty, and is not. This is a fault of Coffer: please report it, with the plan above (--verbose).',
      );
    }
    return `${done}: no changes`;
  }

  /** Terraform's variables, made once: a variable's value has to stay the same. */
  private get environment(): NodeJS.ProcessEnv {
    return (this.environmentMade ??= terraformEnvironment({
      ...this.local.environment,
      ...terraformFolders(this.options.folder, this.terraform.product),
      TERRAFORM_BINARY_NAME: this.terraform.command,
      [VARIABLE]: randomBytes(24).toString('base64url'),
    }));
  }

  /** Takes the requests since the last look as made by deploy and plans. */
  private countRequests(): void {
    const requests = this.local.requests();
    this.deployRequests.push(...requests.slice(this.requestsCounted));
    this.requestsCounted = requests.length;
  }

  /** Takes the requests since the last look as the quickstart's own. */
  private skipRequests(): void {
    this.requestsCounted = this.local.requests().length;
  }
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
