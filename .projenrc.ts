import { cdktf, javascript, typescript } from 'projen';
import { lintZones } from './projenrc/rooms';

const project = new cdktf.ConstructLibraryCdktf({
  name: 'cdktf-coffer',
  description:
    'Secrets as infrastructure code: CDKTF constructs and a Terraform provider that keep every value out of state, plan and logs.',
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
  peerDeps: ['@cdktf/provider-aws@>=20.1 <22', '@cdktf/provider-kubernetes@>=12 <13'],
  peerDependencyOptions: { pinnedDevDependency: false },
  // One reads packages of the provider, for their checksums; the other writes manifests for GitOps. Neither has dependencies.
  bundledDeps: ['fflate@^0.8', 'yaml@^2'],
  jsiiVersion: '~5.9',
  // What the package is called in other languages. test/languages has each of them generated, and Python's used.
  publishToPypi: { distName: 'cdktf-coffer', module: 'cdktf_coffer' },
  publishToMaven: { javaPackage: 'io.github.cdktfcoffer', mavenGroupId: 'io.github.cdktf-coffer', mavenArtifactId: 'cdktf-coffer' },
  publishToNuget: { dotNetNamespace: 'CdktfCoffer', packageId: 'CdktfCoffer' },
  publishToGo: { moduleName: 'github.com/cdktf-coffer/cdktf-coffer-go', packageName: 'coffer' },
  typescriptVersion: '5.9.3',
  // The provider, the rotator and the command are shipped as bundles in assets/, not as modules.
  excludeTypescript: ['src/programs/**'],

  devDeps: [
    // The library's peers, at the versions it is developed on.
    '@cdktf/provider-aws@20.1.0',
    '@cdktf/provider-kubernetes@12.1.1',
    'cdktf@0.21.0',
    'constructs@10.6.0',
    'cdktf-cli@0.21.0',
    '@cdktf/provider-generator@0.21.0',
    // Bundled into the provider executable: never runtime dependencies of the library.
    '@peculiar/x509@^2.2',
    'reflect-metadata@^0.2', // @peculiar/x509 wants it loaded first
    '@grpc/grpc-js@^1.14',
    'protobufjs@^7.5',
    '@msgpack/msgpack@^3.1',
    ...['ssm', 'kms', 's3', 'sts', 'resource-groups-tagging-api'].map((name) => `@aws-sdk/client-${name}@^3`),
    '@aws-sdk/credential-providers@^3',
    '@smithy/core@^3',
    '@smithy/node-http-handler@^4',
    // The newest that can be required: 8 and later are ES modules only.
    'http-proxy-agent@^7',
    'https-proxy-agent@^7',
    // Bundled into the watcher.
    '@aws-sdk/client-dynamodb@^3',
    // Bundled into the rotator.
    ...['eventbridge', 'iam', 'lambda', 'scheduler', 'sns'].map((name) => `@aws-sdk/client-${name}@^3`),
    'mysql2@^3',
    'pg@^8',
    'esbuild@^0.28',
    // The provider's packages: Node's single executables. What archives them is bundled.
    'postject@1.0.0-alpha.6',
    // Tests, benchmarks and tools.
    '@types/node@^20',
    '@types/pg@^8',
    '@cloud-copilot/iam-simulate@^0.1',
    'ajv@^8',
    ...['athena', 'cloudtrail', 'cloudwatch-logs', 'secrets-manager', 'sqs'].map((name) => `@aws-sdk/client-${name}@^3`),
    'dotenv@^18',
    'fast-check@^4',
    'jsii-rosetta@~5.9',
    'ts-node@^10',
  ],

  // The command for people: inventory of existing estates, and what else runs beside deploys.
  bin: { coffer: 'assets/coffer.js' },

  jestOptions: {
    jestVersion: '^29',
    // projen's default rewrites snapshots in the test run itself, so that they could never fail.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    // Machines may be busy: a limit is there to end what hangs, not to measure.
    jestConfig: {
      collectCoverage: false,
      testTimeout: 60_000,
      testMatch: ['<rootDir>/test/**/*.test.ts'] as string[],
      testSequencer: '<rootDir>/tools/tests/longest-first.js',
      // After the default one.
      reporters: [new javascript.JestReporter('<rootDir>/tools/tests/slowest-files.js')],
    },
  },
  tsJestOptions: { transformOptions: { tsconfig: typescript.TsJestTsconfig.fromFile('test/tsconfig.jest.json') } },
  prettier: true,
  prettierOptions: { settings: { printWidth: 140, singleQuote: true } },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'tools', 'examples', 'projenrc'] },
  tsconfigDev: {
    // Under jest and ts-node, a dynamic import has to become a require.
    // Examples import the library by its name.
    compilerOptions: {
      module: 'CommonJS',
      moduleResolution: javascript.TypeScriptModuleResolution.NODE10,
      paths: { 'cdktf-coffer': ['../src/index.ts'] },
    },
    include: ['../src/**/*.ts', '../tools/**/*.ts', '../examples/**/*.ts'],
    exclude: ['../examples/**/cdktf.out/**'],
  },

  github: false,
  release: false,
  depsUpgrade: false,
  pullRequestTemplate: false,
});

// Loaded when a construct for Kubernetes is made, and by nobody else: 145 MB that most programs can do without.
project.package.addField('peerDependenciesMeta', { '@cdktf/provider-kubernetes': { optional: true } });

// From 3.7 on it needs a resolver whose binaries for every platform a lock file has to name, and not all are to be had
// everywhere: `npm ci` then refuses.
project.addDevDeps('eslint-import-resolver-typescript@~3.6.3');

// The house's lint: style, deep imports, and imports that go down only.
project.eslint?.addRules({
  'max-len': ['error', { code: 140, ignoreUrls: true, ignoreRegExpLiterals: true, ignoreTemplateLiterals: true }],
  // Examples import the library by its name, as its users do.
  'import/no-unresolved': ['error', { ignore: ['^cdktf-coffer$'] }],
  'no-restricted-imports': [
    'error',
    {
      paths: ['@cdktf/provider-aws', '@cdktf/provider-kubernetes'].map((name) => ({
        name,
        message: `Import one resource, such as ${name}/lib/provider: the index loads every resource of the provider (0.5 GB).`,
      })),
    },
  ],
});
project.eslint?.addRules({ 'import/no-restricted-paths': ['error', { zones: lintZones() }] });
project.eslint?.allowDevDeps('src/programs/**');
project.eslint?.allowDevDeps('tools/**');
project.eslint?.allowDevDeps('examples/**');
project.eslint?.addIgnorePattern('src/bindings/**');
// One program knows all files, tools and examples too.
project.tryFindObjectFile('.eslintrc.json')?.addOverride('parserOptions', {
  projectService: undefined,
  project: ['./test/tsconfig.json', './projenrc/tsconfig.json'],
});

// Coffer's own tasks. Tools are TypeScript, run as they are.
const tool = (path: string) => `ts-node --transpile-only --project test/tsconfig.json tools/${path}`;

const bundle = project.addTask('bundle', {
  description: 'Bundles what is shipped as one file each into assets/',
  exec: tool('bundle/provider.ts'),
});
bundle.exec(tool('bundle/replicator.ts'));
bundle.exec(tool('bundle/rotator.ts'));
bundle.exec(tool('bundle/watcher.ts'));
bundle.exec(tool('bundle/cli.ts'));
project.preCompileTask.spawn(bundle);

const packaging = project.addTask('package:provider', {
  description: 'Packages the provider for registries and mirrors, into dist/provider/',
});
packaging.spawn(bundle);
packaging.exec(tool('package/main.ts provider'), { receiveArgs: true });
const packagingOfCommand = project.addTask('package:command', {
  description: 'Packages the coffer command as executables, into dist/command/',
});
packagingOfCommand.spawn(bundle);
packagingOfCommand.exec(tool('package/main.ts command'), { receiveArgs: true });
project.addTask('bindings', {
  description: 'Generates src/bindings from the schema of the provider',
  exec: tool('bindings/generate.ts'),
  receiveArgs: true,
});
project.addTask('docs:provider', {
  description: 'Generates docs/ from the schema of the provider and examples/terraform',
  exec: tool('docs/provider.ts'),
  receiveArgs: true,
});
project.addTask('docs:command', {
  description: 'Generates the page of the coffer command from its table of commands',
  exec: tool('docs/command.ts'),
  receiveArgs: true,
});
project.addTask('docs:audit', {
  description: 'Generates the examples of notices in the guide of the audit',
  exec: tool('docs/audit.ts'),
  receiveArgs: true,
});
project.addTask('notices', { description: 'Generates THIRD-PARTY-NOTICES.txt from what is in the bundles', exec: tool('notices/main.ts') });
project.addTask('quickstart', {
  description: 'Deploys an example to a local AWS and shows what came of it',
  exec: tool('quickstart/main.ts'),
  receiveArgs: true,
});
project.addTask('bench', { description: 'Measures plan, handshake and synth', exec: tool('bench/main.ts'), receiveArgs: true });
project.addTask('compare', { description: 'Says whether two commits behave alike', exec: tool('compare/main.ts'), receiveArgs: true });

// One page of the public API for each namespace.
project.tasks.tryFind('docgen')!.reset(tool('docs/api.ts'));
project.gitattributes.addAttributes('/API.*.md', 'linguist-generated');

// jsii knows each place at which a reserved word may stay: none is silenced for the whole package.
project.compileTask.reset('jsii');
project.tasks.tryFind('watch')!.reset('jsii -w');

// Advice for those who choose a Node version, once per test file: the version is chosen above.
project.tasks.addEnvironment('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '1');

// One command tests everything: lint, types, unit and synth tests, the README's examples, and real Terraform at the end.
const unit = project.addTask('test:unit', {
  description: 'Tests without the end-to-end ones',
  // More than there are cores where there are two: the tests of faults wait now and then.
  exec: `mkdir -p test-reports && ${tool('prerequisites/jest.ts')} --maxWorkers 3 --json --outputFile=test-reports/unit.json`,
  receiveArgs: true,
});
const types = project.addTask('test:types', {
  description: 'Checks the types of everything',
  exec: 'tsc --noEmit --isolatedModules false -p test/tsconfig.json',
});
project.addTask('test:quick', {
  description: 'Checks what was changed, in less than two minutes',
  exec: tool('tests/quick.ts'),
  receiveArgs: true,
});
const docs = project.addTask('test:docs', {
  description: 'Compiles the examples in README.md, and checks that API.md and docs/ are current',
  exec: tool('docs/check.ts'),
});
const e2e = project.addTask('test:e2e', {
  description: 'Tests with real Terraform, the AWS provider and a local AWS',
  exec: tool('e2e/run.ts'),
  receiveArgs: true,
});
project.testTask.reset(tool('prerequisites/tests.ts'), { receiveArgs: true });
// Lint takes as long as all the others together.
const lanes = [[project.tasks.tryFind('eslint')!], [types, bundle, project.compileTask]];
project.testTask.exec([tool('tests/side-by-side.ts'), ...lanes.map((lane) => lane.map(({ name }) => name).join())].join(' '));
// These leave out what the arguments say.
project.testTask.spawn(unit, { receiveArgs: true });
project.testTask.spawn(docs);
project.testTask.spawn(e2e, { receiveArgs: true });
project.testTask.exec(tool('prerequisites/closing.ts'), { receiveArgs: true });

project.gitignore.addPatterns(
  '/assets/',
  '/test-reports/',
  'cdktf.out/',
  '/examples/*/node_modules/',
  '__pycache__/',
  '*.tabl.json',
  '*.tfstate',
  '*.tfstate.*',
);
project.npmignore?.addPatterns('/.ci/', '/tools/', '/examples/', '/docs/', '/CONTRIBUTING.md', '/test-reports/', '/tsconfig.*.json');
project.npmignore?.include('/assets/');

// Dependencies are installed first where a clone is fresh.
for (const task of ['test', 'test:quick', 'quickstart', 'bench']) project.setScript(task, `node tools/run.js ${task}`);

project.synth();
