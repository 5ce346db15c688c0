import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exampleParts, readExamples } from '../../../tools/docs/provider/examples';
import { parsePermissions, permissionsSection, type Permission } from '../../../tools/docs/provider/permissions';

const PREAMBLE = 'terraform {\n  required_providers {\n    coffer = {\n    }\n  }\n}\n\nprovider "coffer" {\n  region = "eu-west-1"\n}\n\n';

describe('a configuration', () => {
  test('is split at its headings, with the comments under each as text, and without what all begin with', () => {
    expect(
      exampleParts(
        `${PREAMBLE}### First\n# A text\n# on two lines.\n#\n# - and a list\n# - of two\nresource "coffer_secret" "a" {\n  # ` +
          `a comment of the code\n  name = "/a/b"\n}\n\n### Second\noutput "x" {\n}\n`,
        'x',
      ),
    ).toEqual([
      {
        title: 'First',
        prose: 'A text on two lines.\n\n- and a list\n- of two',
        code: 'resource "coffer_secret" "a" {\n  # a comment of the code\n  name = "/a/b"\n}',
      },
      { title: 'Second', prose: '', code: 'output "x" {\n}' },
    ]);
  });

  test('that begins with a heading is shown as a whole', () => {
    expect(exampleParts(`### All\n${PREAMBLE}`, 'x')).toEqual([{ title: 'All', prose: '', code: PREAMBLE.trim() }]);
  });

  test('keeps a provider block with an alias, and one further down', () => {
    const alias = 'provider "coffer" {\n  alias = "other"\n}';
    expect(exampleParts(`${PREAMBLE}### One\n${alias}\n`, 'x')[0]!.code).toBe(alias);
  });

  test('without a heading cannot be shown', () => {
    expect(() => exampleParts(`${PREAMBLE}output "x" {\n}\n`, 'resources/coffer_x')).toThrow(
      'resources/coffer_x/main.tf has no heading where it begins to be shown: ### …',
    );
  });
});

describe('a folder of examples', () => {
  const root = mkdtempSync(join(tmpdir(), 'coffer-docs-examples-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  test('is read whole: permissions where there are any, and the resources in each', () => {
    const permissions = [{ action: 'ssm:GetParameter', resource: '*', for: ['plan'], why: 'Reads.' }];
    write(
      'resources/coffer_b/main.tf',
      '### B\nresource "coffer_b" "x" {\n}\nresource "coffer_a" "x" {\n}\nresource "terraform_data" "x" {\n}\n',
    );
    write('resources/coffer_b/permissions.json', JSON.stringify(permissions));
    write('resources/coffer_b/import/main.tf', '### Import\nresource "coffer_b" "x" {\n}\n');
    write('functions/f/main.tf', '### F\n');
    expect(readExamples(root).map(({ path, permissions: own, resources }) => ({ path, own, resources }))).toEqual([
      { path: 'functions/f', own: [], resources: [] },
      { path: 'resources/coffer_b', own: permissions, resources: ['resources/coffer_a', 'resources/coffer_b'] },
      { path: 'resources/coffer_b/import', own: [], resources: ['resources/coffer_b'] },
    ]);
  });
});

describe('permissions', () => {
  const READ: Permission = {
    action: 'ssm:GetParameter',
    resource: 'arn:aws:ssm:<region>:<account>:parameter/x',
    for: ['plan', 'apply'],
    why: 'Reads.',
  };

  test('are a table that says on what, for which commands, why, and what may be left out', () => {
    const decrypt: Permission = {
      ...READ,
      action: 'kms:Decrypt',
      resource: '*',
      condition: { StringEquals: { 'kms:ViaService': 'ssm' } },
      without: 'nothing is read.',
    };
    expect(permissionsSection([READ, decrypt], ['[`coffer_a`](a.md#permissions)'])).toBe(`## Permissions

What [\`coffer_a\`](a.md#permissions) needs is on its own page. Beside that, the identity that runs Terraform needs:

| Action | On | To | Why |
|---|---|---|---|
| \`ssm:GetParameter\` | \`arn:aws:ssm:<region>:<account>:parameter/x\` | plan, apply | Reads. |
| \`kms:Decrypt\` | \`*\`<br>where \`kms:ViaService\` is \`ssm\` | plan, apply | Reads. Optional: without it, nothing is read. |

The policy of a KMS key has to allow the same, or leave it to the policies of its account.`);
  });

  test('that are none are said to be none', () => {
    expect(permissionsSection([])).toBe('## Permissions\n\nIt asks nothing of AWS, and needs no permission.');
  });

  test.each<[string, object]>([
    ['action', { ...READ, action: 'GetParameter' }],
    ['resource', { ...READ, resource: '' }],
    ['for', { ...READ, for: ['validate'] }],
    ['for', { ...READ, for: [] }],
    ['why', { ...READ, why: 'Reads' }],
  ])('whose %s is wrong are refused', (member, permission) => {
    expect(() => parsePermissions(JSON.stringify([permission]), 'permissions.json')).toThrow(`permissions.json: '${member}' of`);
  });
});
