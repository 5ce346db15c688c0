import { cdktf, javascript } from 'projen';

const project = new cdktf.ConstructLibraryCdktf({
  name: 'cdktf-coffer',
  description: 'Secrets as infrastructure code: CDKTF constructs and a Terraform provider that keep every value out of state, plan and logs.',
  keywords: ['cdktf', 'terraform', 'secrets', 'chamber', 'ssm', 'parameter-store', 'kms', 'rotation'],
  author: 'Coffer',
  authorAddress: 'maintainers@coffer.invalid',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdktf-coffer/cdktf-coffer.git',
  license: 'Apache-2.0',
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  projenVersion: '0.103.25',
  minNodeVersion: '20.9.0',
  packageManager: javascript.NodePackageManager.NPM,

  cdktfVersion: '^0.21.0',
  // Below 10.5 projen nests a second copy of constructs, and API.md documents the wrong one.
  constructsVersion: '^10.6.0',
  peerDeps: ['@cdktf/provider-aws@>=20.1 <22'],
  peerDependencyOptions: { pinnedDevDependency: false },
  jsiiVersion: '~5.9',
  typescriptVersion: '5.9.3',
  // The provider, the rotator and the command are shipped as bundles in assets/, not as modules.
  excludeTypescript: ['src/provider/**', 'src/aws/**'],

  devDeps: [
    // The library's peers, at the versions it is developed on.
    '@cdktf/provider-aws@20.1.0',
    'cdktf@0.21.0',
    'constructs@10.6.0',
    'cdktf-cli@0.21.0',
    '@cdktf/provider-generator@0.21.0',
    // Bundled into the provider executable: never runtime dependencies of the library.
    '@grpc/grpc-js@^1.14',
    'protobufjs@^7.5',
    '@msgpack/msgpack@^3.1',
    ...['ssm', 'kms', 'sts', 'resource-groups-tagging-api'].map((name) => `@aws-sdk/client-${name}@^3`),
    '@aws-sdk/credential-providers@^3',
    '@smithy/node-http-handler@^4',
    '@smithy/util-retry@^4',
    'esbuild@^0.28',
    // Tests, benchmarks and tools.
    '@types/node@^20',
    '@cloud-copilot/iam-simulate@^0.1',
    ...['cloudtrail', 'cloudwatch-logs', 'iam', 'lambda', 's3', 'secrets-manager', 'sqs'].map((name) => `@aws-sdk/client-${name}@^3`),
    'fast-check@^4',
    'jsii-rosetta@~5.9',
    'ts-node@^10',
  ],

  jestOptions: {
    jestVersion: '^29',
    // projen's default rewrites snapshots in the test run itself, so that they could never fail.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: { collectCoverage: false, testMatch: ['<rootDir>/test/**/*.test.ts'] as string[] },
  },
  tsconfigDev: {
    // Under jest and ts-node, a dynamic import has to become a require.
    compilerOptions: { module: 'CommonJS', moduleResolution: javascript.TypeScriptModuleResolution.NODE10 },
    include: ['../src/**/*.ts', '../tools/**/*.ts', '../examples/**/*.ts'], exclude: ['../examples/**/cdktf.out/**'],
  },

  github: false,
  release: false,
  depsUpgrade: false,
  pullRequestTemplate: false,
});

// Coffer's own tasks. Tools are TypeScript, run as they are.
const tool = (path: string) => `ts-node --transpile-only --project test/tsconfig.json tools/${path}`;

const bundle = project.addTask('bundle', { description: 'Bundles the provider into assets/', exec: tool('bundle/provider.ts') });
project.preCompileTask.spawn(bundle);

project.addTask('bindings', { description: 'Generates src/bindings from the schema of the provider', exec: tool('bindings/generate.ts'), receiveArgs: true });

project.gitignore.addPatterns('/assets/', '/test-reports/', 'cdktf.out/', '/examples/*/node_modules/', '__pycache__/');
project.npmignore?.addPatterns('/.ci/', '/tools/', '/examples/', '/CONTRIBUTING.md', '/test-reports/');
project.npmignore?.include('/assets/');

// Dependencies are installed first where a clone is fresh.
for (const task of ['test', 'quickstart', 'bench']) project.setScript(task, `node tools/run.js ${task}`);

project.synth();
