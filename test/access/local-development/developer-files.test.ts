import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack, Testing } from 'cdktf';
import { parse } from 'yaml';
import { access, ApplicationSecret, AwsCredentials, SecretSource, SecretVault, VaultKey } from '../../../src';
import { BundledProvider } from '../../../src/terraform/bundled-provider';
import { thrownBy } from '../../support/errors';
import { temporaryFolder } from '../../support/synth';

beforeAll(() => void jest.spyOn(BundledProvider.prototype, 'install').mockImplementation(() => {}));

const FILES = ['.devcontainer/devcontainer.json', '.envrc', 'Makefile', 'compose.secrets.yaml', 'secrets.env'];
const signIn = access.DeveloperSignIn.mfa({ principals: ['arn:aws:iam::111122223333:user/dora'] });

/** Synthesizes a stack with files for developers, as `cdktf synth` does. */
function write(folder: string, more: Partial<access.LocalDevelopmentProps> = {}, region: string | undefined = 'eu-west-1'): App {
  const app = Testing.app({ outdir: temporaryFolder() });
  const stack = new TerraformStack(app, 'dev');
  new AwsProvider(stack, 'aws', { region });
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  new access.LocalDevelopment(stack, 'developers', { vault, services: ['global', 'api'], signIn, folder, ...more });
  // Declared after it: files are written when the program has declared everything.
  const source = SecretSource.supplied();
  new ApplicationSecret(stack, 'password', { vault, service: 'api', key: 'db-password', source });
  new ApplicationSecret(stack, 'token', { vault, service: 'global', key: 'metrics_token', source });
  new ApplicationSecret(stack, 'other', { vault, service: 'web', key: 'session_key', source });
  new AwsCredentials(stack, 'credentials', {
    vault,
    service: 'api',
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::artifacts/api/*' }],
    }),
  });
  app.synth();
  return app;
}

const read = (folder: string, file: string) => readFileSync(path.join(folder, file), 'utf8');
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
    .sort();

describe('files for developers', () => {
  const folder = temporaryFolder();
  beforeAll(() => void write(folder));

  test('are these', () => {
    expect(filesBelow(folder)).toEqual(FILES);
    for (const file of FILES) {
      expect(read(folder, file).split('\n')[0]).toMatch(
        /^(#|\/\/) Written by Coffer for dev\/developers\. Without this line, the file is yours and stays as it is\.$/,
      );
    }
  });

  test('.envrc has the shell take what chamber reads, for direnv', () => {
    expect(read(folder, '.envrc').split('\n').slice(1)).toEqual([
      '# Secrets of acme-dev in this shell, by direnv: https://direnv.net',
      'export AWS_PROFILE="${AWS_PROFILE:-acme-dev}"',
      'export AWS_REGION="${AWS_REGION:-eu-west-1}"',
      'export CHAMBER_KMS_KEY_ALIAS=alias/acme-dev-chamber',
      '',
      'direnv_load chamber exec global api -- direnv dump',
      '',
    ]);
    execFileSync('bash', ['-n', path.join(folder, '.envrc')]);
  });

  test('names the variables of its services, in the order of their names, and no value', () => {
    expect(read(folder, 'secrets.env').split('\n').slice(1)).toEqual(['AWS_CREDENTIALS', 'DB_PASSWORD', 'METRICS_TOKEN', '']);
  });

  test('docker compose takes what is named there from its environment, exactly as it is', () => {
    writeFileSync(path.join(folder, 'compose.yaml'), JSON.stringify({ services: { api: { image: 'api' } } }));
    const values = { DB_PASSWORD: 'CANARY $HOME "\'# \\n', METRICS_TOKEN: 'CANARY-token', SESSION_KEY: 'CANARY-of-another-service' };
    const files = ['-f', 'compose.yaml', '-f', 'compose.secrets.yaml', 'config'];
    const env = { PATH: process.env.PATH, HOME: folder, ...values };
    const stdout =
      spawnSync('docker-compose', ['version']).status === 0
        ? execFileSync('docker-compose', files, { cwd: folder, env, encoding: 'utf8' })
        : execFileSync('docker', ['compose', ...files], { cwd: folder, env, encoding: 'utf8' });
    const { environment } = (parse(stdout) as { services: { api: { environment: Record<string, string> } } }).services.api;
    // A dollar sign is shown as it would have to be written in a project.
    expect(environment.DB_PASSWORD!.replaceAll('$$', '$')).toBe(values.DB_PASSWORD);
    expect(Object.keys(environment).sort()).toEqual(expect.arrayContaining(['DB_PASSWORD', 'METRICS_TOKEN']));
    expect(environment.SESSION_KEY).toBeUndefined();
  });

  test('make runs chamber', () => {
    const said = execFileSync('make', ['-n', 'up', 'shell'], { cwd: folder, encoding: 'utf8' });
    expect(said.split('\n')).toEqual([
      'chamber exec global api -- docker compose -f compose.yaml -f compose.secrets.yaml up',
      'chamber exec global api -- "${SHELL:-/bin/sh}"',
      '',
    ]);
  });

  test('a container for development has the profile, and the folder that its session is in', () => {
    const [, , ...json] = read(folder, '.devcontainer/devcontainer.json').split('\n');
    expect(JSON.parse(json.join('\n'))).toMatchObject({
      mounts: ['source=${localEnv:HOME}/.aws,target=/home/vscode/.aws,type=bind'],
      containerEnv: { AWS_PROFILE: 'acme-dev', AWS_REGION: 'eu-west-1', CHAMBER_KMS_KEY_ALIAS: 'alias/acme-dev-chamber' },
    });
  });

  test('are not touched if they are right already', () => {
    const before = FILES.map((file) => statSync(path.join(folder, file)).mtimeMs);
    write(folder);
    expect(FILES.map((file) => statSync(path.join(folder, file)).mtimeMs)).toEqual(before);
  });
});

test('what a person has there stays, whatever it is', () => {
  const folder = temporaryFolder();
  const own = { '.envrc': 'export MINE=1\n', 'compose.secrets.yaml': '', Makefile: '# Written by Coffer for prod/developers. Mine.\n' };
  for (const [file, text] of Object.entries(own)) writeFileSync(path.join(folder, file), text);
  symlinkSync('/dev/null', path.join(folder, 'secrets.env'));
  mkdirSync(path.join(folder, '.devcontainer', 'devcontainer.json'), { recursive: true });
  const app = write(folder);
  for (const [file, text] of Object.entries(own)) expect(read(folder, file)).toBe(text);
  expect(readdirSync(folder).sort()).toEqual(['.devcontainer', '.envrc', 'Makefile', 'compose.secrets.yaml', 'secrets.env']);
  const told = app.node.findAll().flatMap(({ node }) => node.metadata.map(({ data }) => String(data)));
  expect(told).toContain(
    `'${path.join(folder, '.envrc')}' is not Coffer's and stays as it is. What it may take: ` +
      'direnv_load chamber exec global api -- direnv dump',
  );
  expect(told.filter((each) => each.includes("is not Coffer's"))).toHaveLength(5);
});

test("a file that was Coffer's is a person's once its first line is gone, and follows the program until then", () => {
  const folder = temporaryFolder();
  write(folder);
  const [, ...rest] = read(folder, '.envrc').split('\n');
  writeFileSync(path.join(folder, '.envrc'), rest.join('\n'));
  write(folder, { services: ['api'], composeServices: ['web', 'worker'], variables: ['FROM_ELSEWHERE'], awsProfile: 'work' });
  expect(read(folder, '.envrc')).toContain('chamber exec global api');
  expect(read(folder, 'Makefile')).toContain('AWS_PROFILE ?= work');
  expect(read(folder, 'secrets.env').split('\n').slice(1)).toEqual(['AWS_CREDENTIALS', 'DB_PASSWORD', 'FROM_ELSEWHERE', '']);
  expect(parse(read(folder, 'compose.secrets.yaml'))).toEqual({
    services: { web: { env_file: ['secrets.env'] }, worker: { env_file: ['secrets.env'] } },
  });
});

test.each(['eusc-de-east-1', 'us-gov-west-1', 'us-iso-east-1'])('region %s is named to the shell, in whatever partition', (region) => {
  const folder = temporaryFolder();
  write(folder, {}, region);
  expect(read(folder, '.envrc')).toContain(`export AWS_REGION="\${AWS_REGION:-${region}}"`);
});

test('a region that only Terraform knows is left to whoever runs it', () => {
  const folder = temporaryFolder();
  write(folder, {}, '${var.region}');
  expect(read(folder, '.envrc') + read(folder, 'Makefile') + read(folder, '.devcontainer/devcontainer.json')).not.toContain('AWS_REGION');
});

test('variables of a vault are named by way of another object of the same vault, and none of others', () => {
  const [folder, app] = [temporaryFolder(), Testing.app({ outdir: temporaryFolder() })];
  const stack = new TerraformStack(app, 'dev');
  new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111';
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', key: VaultKey.fromArn(keyArn) });
  const other = new SecretVault(stack, 'other', { namespace: 'shop', stage: 'dev' });
  const same = SecretVault.fromAttributes(stack, 'same', { namespace: 'acme', stage: 'dev', keyArn });
  new access.LocalDevelopment(stack, 'developers', { vault: same, services: ['api'], signIn, folder });
  new ApplicationSecret(stack, 'token', { vault, service: 'api', key: 'token', source: SecretSource.supplied() });
  new ApplicationSecret(stack, 'till', { vault: other, service: 'api', key: 'till', source: SecretSource.supplied() });
  app.synth();
  expect(read(folder, 'secrets.env').split('\n').slice(1)).toEqual(['TOKEN', '']);
});

test('two stages have folders of their own', () => {
  const folder = temporaryFolder();
  const app = Testing.app({ outdir: temporaryFolder() });
  const stack = new TerraformStack(app, 'dev');
  new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  const declare = (stage: string) => {
    const vault = new SecretVault(stack, `vault-${stage}`, { namespace: 'acme', stage });
    return new access.LocalDevelopment(stack, stage, { vault, services: ['api'], signIn, folder });
  };
  declare('dev');
  expect(thrownBy(() => declare('staging')).message).toBe(
    `LocalDevelopment 'dev/staging': folder '${folder}' has the files of LocalDevelopment 'dev/dev'. Give each stage a folder of its own.`,
  );
});
