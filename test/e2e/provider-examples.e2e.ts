import { spawnSync } from 'node:child_process';
import { Account } from './provider-examples/account';
import { actionsOf } from './provider-examples/calls';
import { CASES } from './provider-examples/cases';
import type { ExampleFolder } from './provider-examples/example-folder';
import { Lanes, type Lane } from './provider-examples/lanes';
import { cofferProvider } from '../../src/programs/provider/coffer-provider';
import { EXAMPLES, readExamples, type Example } from '../../tools/docs/provider/examples';
import { COMMANDS, type Command, type Permission } from '../../tools/docs/provider/permissions';
import type { LocalAws } from '../../tools/local-aws/local-aws';
import { terraformEnvironment, type CommandResult } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

const examples = readExamples();
const lanes = new Lanes();
/** What was called by which command, by the path of each example whose page should list it. */
const used = new Map<string, Set<string>>();

afterAll(() => lanes.close());

test('every thing of the provider has an example, every import too, and every example a case here', () => {
  const { resources, ephemeralResources, dataSources, functions } = cofferProvider;
  const things = [
    ...resources.flatMap((each) => [`resources/${each.typeName}`, ...(each.import ? [`resources/${each.typeName}/import`] : [])]),
    ...ephemeralResources.map(({ typeName }) => `ephemeral-resources/${typeName}`),
    ...dataSources.map(({ typeName }) => `data-sources/${typeName}`),
    ...functions.map(({ name }) => `functions/${name}`),
  ].sort();
  const paths = examples.map(({ path }) => path);
  expect(paths.filter((path) => !/^provider(\/|$)/.test(path))).toEqual(things);
  expect(paths).toContain('provider');
  expect(Object.keys(CASES).sort()).toEqual(paths);
});

test('all are formatted as Terraform formats', () => {
  const { stdout, status } = spawnSync('terraform', ['fmt', '-check', '-recursive', EXAMPLES], {
    encoding: 'utf8',
    env: terraformEnvironment(),
  });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});

// By users who may do what the pages list and nothing else, and nothing that the pages call optional.
test.concurrent.each(examples.map((example) => [example.path, example] as const))(
  '%s is applied, changes nothing the second time, and leaves no value behind',
  (_path, example) => lanes.use((lane) => apply(example, lane)),
);

test('every permission that a page lists was needed by one of its examples', () => {
  const idle = examples.flatMap(({ path, permissions }) =>
    entries(permissions)
      .filter((entry) => !used.get(path)?.has(entry))
      .map((entry) => `${path}: ${entry}`),
  );
  expect(idle).toEqual([]);
});

async function apply(example: Example, { aws, folder }: Lane): Promise<void> {
  const { path } = example;
  const { services = ['api'], before, env, importsItself, seen, expected, byRole, destroyedElsewhere } = CASES[path]!;
  const ofResources = examples.filter((each) => example.resources.includes(each.path)).flatMap(({ permissions }) => permissions);
  const permissions = byRole ? example.permissions : [...ofResources, ...(example.resources.includes(path) ? [] : example.permissions)];
  const account = await Account.fresh(aws, services);
  folder.open(example);
  await before?.(account, folder, needed(ofResources));
  const terraform = async (user: NodeJS.ProcessEnv, ...args: string[]) => {
    const result = await folder.run(args, { ...aws.environment, ...user, ...env?.(folder) });
    if (result.code !== 0) throw new Error(`terraform ${args[0]} of ${path} failed:\n${result.output}`);
    return result;
  };
  await terraform({}, 'init', '-input=false');
  if (importsItself) await applyAndForget(example, folder, (...args) => terraform({}, ...args));

  const users = await usersFor(account, permissions);
  const keyed = await account.namesUnderOwnKey();
  await account.enforce();
  aws.clearRequests();
  const applied = await terraform(users.apply, 'apply', '-auto-approve', '-input=false');
  keyed.push(...(await account.namesUnderOwnKey()));
  expect(seen?.(folder)).toEqual(expected);
  expect((await terraform(users.plan, 'plan', '-detailed-exitcode', '-input=false')).stdout).toContain('No changes.');
  if (!destroyedElsewhere) {
    if (folder.unprotect(example)) await terraform(users.apply, 'apply', '-auto-approve', '-input=false');
    await terraform(users.destroy, 'destroy', '-auto-approve', '-input=false');
    expect(folder.state().resources).toEqual({});
  }
  expect(folder.leftovers() + applied.output).not.toContain('CANARY');

  const calls = callsOf(users, aws, keyed);
  expect(calls.filter((call) => !entries(permissions).includes(call))).toEqual([]);
  for (const page of [path, ...example.resources]) used.set(page, new Set([...(used.get(page) ?? []), ...calls]));
}

/** One user for each command, who may do what it cannot do without. */
async function usersFor(account: Account, permissions: readonly Permission[]): Promise<Record<Command, NodeJS.ProcessEnv>> {
  const users = await Promise.all(
    COMMANDS.map(
      async (command) =>
        [
          command,
          await account.makeUser(
            command,
            needed(permissions).filter((permission) => permission.for.includes(command)),
          ),
        ] as const,
    ),
  );
  return Object.fromEntries(users) as Record<Command, NodeJS.ProcessEnv>;
}

function needed(permissions: readonly Permission[]): Permission[] {
  return permissions.filter(({ without }) => without === undefined);
}

/** Applies what an example imports, and loses the state. A certificate is imported by its text. */
async function applyAndForget(
  { source }: Example,
  folder: ExampleFolder,
  terraform: (...args: string[]) => Promise<CommandResult>,
): Promise<void> {
  folder.write('main.tf', source.replace(/^import \{\n[\s\S]*?^\}\n/m, ''));
  await terraform('apply', '-auto-approve', '-input=false');
  const certificate = folder.state().resources['coffer_certificate.ca'];
  if (certificate) folder.write('ca.pem', certificate.certificate_pem as string);
  folder.forgetState();
  folder.write('main.tf', source);
}

/** What each user called, and was allowed or not, such as `plan ssm:DescribeParameters`. */
function callsOf(users: Record<Command, NodeJS.ProcessEnv>, aws: LocalAws, underOwnKey: readonly string[]): string[] {
  const requests = aws.requests();
  const calls = COMMANDS.flatMap((command) =>
    requests
      .filter(({ accessKeyId }) => accessKeyId === users[command].AWS_ACCESS_KEY_ID)
      .flatMap((request) => actionsOf(request, underOwnKey).map((action) => `${command} ${action}`)),
  );
  return [...new Set(calls)];
}

function entries(permissions: readonly Permission[]): string[] {
  return permissions.flatMap(({ action, for: commands }) => commands.map((command) => `${command} ${action}`));
}
