import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { visible } from '../../../../src/programs/cli/terminal';
import { EXPORT_FORMATS } from '../../../../src/programs/cli/values/formats';
import { parseImport, readImportFile } from '../../../../src/programs/cli/values/import-file';
import { render } from '../../../../src/programs/cli/values/render';
import { temporaryFolder } from '../../../support/synth';
import { variablesIn } from '../coffer-process';

const folder = temporaryFolder();

const variables = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, value]) => ({ name: key.toUpperCase().replace(/-/g, '_'), value, parameter: `/api/${key}` }));

const canRun = (program: string, ...args: string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe.each([['bash', '--norc'], ['dash'], ['zsh', '-f'], ['fish', '--no-config']])(
  'what %s reads of env and the format shell',
  (shell, ...options) => {
    const values = {
      // In fish, a backslash before the quote keeps the quotes open: what follows was run.
      breaks_out: `CANARY\\'; touch ${join(folder, 'broken-out')} #`,
      command_path: '=ls',
      backslashes: 'a\\\\b\\n\\',
      quotes: `it's \\' "both"`,
      expansions: '~root:~ $HOME $(id) `id` %self {a,b} *',
      several_lines: 'one\ntwo\\\nthree\n',
    };

    (canRun(shell, ...options, '-c', 'true') ? test : test.skip)('is every value as it is, and nothing runs', async () => {
      const script = await render('shell', variables(values));
      const output = execFileSync(shell, [...options, '-c', 'eval "$SCRIPT"; env -0'], {
        encoding: 'utf8',
        env: { SCRIPT: script, PATH: process.env.PATH, HOME: folder },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      expect(variablesIn(output)).toMatchObject(Object.fromEntries(variables(values).map(({ name, value }) => [name, value])));
      expect(existsSync(folder) ? readdirSync(folder) : []).not.toContain('broken-out');
    });
  },
);

describe('characters that terminals obey', () => {
  const values = { csi: 'CANARY-\u009b31m', order: '\u202eCANARY', line: 'a\u0085b\u2028c', far: '\u{e0001}', deleted: '\u007f' };

  test.each(['json', 'yaml', 'tfvars'] as const)('are escapes in %s', async (format) => {
    expect(await render(format, variables(values))).not.toMatch(/[\u007f-\u009f\p{Cf}\u2028]/u);
  });

  test('are the same texts to those who read JSON', async () => {
    expect(JSON.parse(await render('json', variables(values)))).toEqual(values);
  });

  (canRun('python3', '-c', 'import yaml') ? test : test.skip)(
    'are the same texts to PyYAML, and keys that it takes for truth are texts',
    async () => {
      const all = { ...values, yes: 'CANARY-yes', on: 'CANARY-on', n: 'CANARY-n', null: 'CANARY-null' };
      const script = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin.buffer.read())))';
      const read = execFileSync('python3', ['-c', script], { input: await render('yaml', variables(all)), encoding: 'utf8' });
      expect(JSON.parse(read)).toEqual(all);
    },
  );

  test('are shown and not obeyed where a person looks', () => {
    expect(visible('a\tb\n\u001b[31mc\u009bd\r')).toBe('a\tb\n\\u{1b}[31mc\\u{9b}d\\r');
  });
});

test.each([
  [['a', 'tf_var_a'], /\/api\/a and \/api\/tf_var_a both become the variable a /],
  [['a-b', 'a_b'], /\/api\/a-b and \/api\/a_b both become the variable a_b /],
  [['tf_var_2a'], /\/api\/tf_var_2a would become the variable '2a'/],
  [['tf_var_'], /\/api\/tf_var_ would become the variable ''/],
])('tfvars refuses %j, where Terraform would show the line with the value', async (keys, message) => {
  const refusal = render('tfvars', variables(Object.fromEntries(keys.map((key) => [key, `CANARY-${key}`]))));
  await expect(refusal).rejects.toThrow(message);
  await expect(refusal).rejects.not.toThrow('CANARY');
});

test('every format is looked at here or by the readers of vectors.test.ts', () => {
  expect(EXPORT_FORMATS).toEqual(['json', 'yaml', 'dotenv', 'docker', 'shell', 'tfvars', 'env-schema']);
});

describe('a file to import', () => {
  const deep = (open: string, close: string) => `${open.repeat(100_000)}${close.repeat(100_000)}`;

  test.each([
    ['a tag', 'yaml', 'db_password: !CANARY\n', /line 1 has a tag/],
    ['a tag with a value', 'yaml', 'a: "1"\ndb_password: !x CANARY\n', /line 2 has a tag/],
    ['an anchor', 'yaml', 'db_password: &CANARY x\n', /line 1 has an anchor/],
    ['an alias', 'yaml', 'a: &a "x"\nb: *a\n', /has an (alias|anchor)/],
    ['a directive', 'yaml', '%CANARY\n---\na: "1"\n', /line 1 has a directive/],
    ['a value that a comment cuts', 'yaml', 'a: "x" # fine\nb: CANARY #1\n', /line 2 has a value that ends at its '#'/],
    ['a key that is an object', 'yaml', '? {a: CANARY}\n: "x"\n', /has a key that is no text/],
    ['more levels than fit on a stack', 'yaml', `a: ${deep('[', ']')}`, /nested too deeply/],
    ['more levels than fit on a stack', 'json', `{"a":${deep('[', ']')}}`, /'a' is a list/],
    ['the same key twice, the first with many levels', 'json', `{"a":${deep('[', ']')},"a":"CANARY"}`, /the same key twice/],
    ['the same key twice, once escaped', 'json', '{"a":"1","\\u0061":"CANARY"}', /the same key twice/],
    ['a name that is lost', 'dotenv', 'a=1\n__proto__=CANARY\n', /line 2 is lost/],
  ] as const)('with %s (%s) is refused in one line that quotes nothing', async (_, format, content, message) => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      const refusal = parseImport(format, content, 'secrets');
      await expect(refusal).rejects.toThrow(message);
      await expect(refusal).rejects.toThrow(/^'secrets'[^\n]*Nothing was written\.$/);
      await expect(refusal).rejects.not.toThrow('CANARY');
      expect(warned).not.toHaveBeenCalled();
    } finally {
      warned.mockRestore();
    }
  });

  test('may have comments, quotes and braces in YAML, and any text in JSON', async () => {
    const yaml = '# all\na: "x" # ok\nb: # below\n  y\nc: \'!z #1\'\n';
    expect(Object.fromEntries(await parseImport('yaml', yaml, 'f'))).toEqual({ a: 'x', b: 'y', c: '!z #1' });
    const json = { a: 'say "hi" \\', b: '{"c":"d"}' };
    expect(Object.fromEntries(await parseImport('json', JSON.stringify(json, null, '\t'), 'f'))).toEqual(json);
  });

  test('has an end, even if it leads to a device without one', () => {
    const link = join(temporaryFolder(), 'secrets.json');
    symlinkSync('/dev/zero', link);
    expect(() => readImportFile(link)).toThrow(/has more than 4096000 bytes, and is no file of secrets/);
  });
});
