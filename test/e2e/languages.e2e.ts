import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import {
  ApplicationSecret,
  kubernetes,
  onepassword,
  OrganizationalSecret,
  provider,
  Rotation,
  RotationSchedule,
  SecretSource,
  SecretVault,
} from '../../src';
import { generatePackages, LANGUAGES, publicTypes, type Language } from '../../tools/languages/generated-packages';
import { PythonProject } from '../../tools/languages/python-project';

jest.setTimeout(900_000);

const FILE_ENDINGS: Readonly<Record<Language, string>> = { python: '.py', java: '.java', dotnet: '.cs', go: '.go' };

let scratch: string;
let packages: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'coffer-languages-'));
  packages = await generatePackages();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The files that were generated for a language. */
function sources(language: Language): string[] {
  const folder = join(packages, language);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(FILE_ENDINGS[language]))
    .map((path) => join(folder, path));
}

describe('the package in other languages', () => {
  test.each(LANGUAGES.filter((language) => language !== 'python'))('has a file for each public type in %s', (language) => {
    const files = new Set(sources(language).map((file) => basename(file, FILE_ENDINGS[language])));
    expect(publicTypes().length).toBeGreaterThan(80);
    expect(
      publicTypes()
        .map(({ name }) => name.split('.').pop()!)
        .filter((name) => !files.has(name)),
    ).toEqual([]);
  });

  test('has a class for each public type in Python', () => {
    const text = sources('python')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    expect(
      publicTypes()
        .map(({ name }) => name.split('.').pop()!)
        .filter((name) => !new RegExp(`^class ${name}[(:]`, 'm').test(text)),
    ).toEqual([]);
  });

  test('has no member whose name is a keyword in Python, so that another name had to be found', () => {
    const methods = sources('python').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^ +def (\w+)\(/gm)].map(([, name]) => name!),
    );
    expect(methods.length).toBeGreaterThan(200);
    expect(methods.filter((name) => /[^_]_$/.test(name))).toEqual([]);
  });
});

describe('a program in Python', () => {
  test('synthesizes from the wheel what the same program in TypeScript does', async () => {
    const folder = join(scratch, 'python');
    mkdirSync(folder);
    const project = await PythonProject.of(folder);
    const { code, output } = await project.run(join(__dirname, 'languages', 'program.py'), join(scratch, 'python.out'));
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });

    const app = new App({ outdir: join(scratch, 'typescript.out') });
    const stack = new TerraformStack(app, 'prod');
    new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
    const coffer = new provider.CofferProvider(stack, 'coffer', { region: 'eu-west-1', alias: 'own' });
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod', provider: coffer });
    const sessionKey = new ApplicationSecret(stack, 'session-key', {
      vault,
      service: 'api',
      key: 'session_key',
      source: SecretSource.rotated(),
      rotation: Rotation.random({ schedule: RotationSchedule.afterDays(30) }),
    });
    sessionKey.grantRead(new IamRole(stack, 'api', { name: 'acme-prod-api', assumeRolePolicy: '{}' }));
    const account = new kubernetes.ServiceAccountRole(stack, 'pods', {
      vault,
      oidcProviderArn: 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE',
      namespace: 'api',
      serviceAccount: 'api',
    });
    sessionKey.grantRead(account);
    new OrganizationalSecret(stack, 'door', {
      vault: onepassword.OnePasswordVault.fromId('abcdefghijklmnopqrstuvwxyz'),
      service: 'office',
      key: 'door_code',
      owner: 'facilities',
      source: SecretSource.supplied(),
      item: onepassword.OnePasswordItem.password(),
      onlyPeopleReadIt: true,
    });
    app.synth();

    expect(synthesized('python.out')).toEqual(synthesized('typescript.out'));
    expect(Object.keys((synthesized('python.out') as { resource: object }).resource)).toEqual(
      expect.arrayContaining(['coffer_secret', 'aws_lambda_function']),
    );
    // The provider and the function are in the wheel.
    expect(existsSync(join(scratch, 'python.out', 'stacks', 'prod', 'terraform.d'))).toBe(true);
  });
});

/** What a stack says, without what cdktf notes about itself. */
function synthesized(output: string): unknown {
  const { '//': _, ...stack } = JSON.parse(readFileSync(join(scratch, output, 'stacks', 'prod', 'cdk.tf.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  return JSON.parse(JSON.stringify(stack).replaceAll(join(scratch, output), ''));
}
