import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { COMMANDS } from '../../../../src/programs/cli/commands';
import { SHELLS } from '../../../../src/programs/cli/completion/scripts';
import { optionsOf } from '../../../../src/programs/cli/help';
import { run } from '../../../../src/programs/cli/run';
import { temporaryFolder } from '../../../support/synth';
import { CapturedTerminal } from '../captured';

async function coffer(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const terminal = new CapturedTerminal();
  const code = await run(args, COMMANDS, terminal, new AbortController().signal);
  return { code, output: terminal.output, errors: terminal.errors };
}

/** A folder with a `coffer` that offers these services, for PATH. */
function stub(): string {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'coffer'), '#!/bin/sh\n[ "$2" = services ] && printf "api\\nglobal\\napi/v2\\n"\nexit 0\n');
  chmodSync(join(folder, 'coffer'), 0o755);
  return `${folder}${delimiter}${process.env.PATH}`;
}

const isThere = (shell: string): boolean => {
  try {
    execFileSync(shell, ['-c', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe('bash completes', () => {
  let script: string;
  let PATH: string;
  beforeAll(async () => {
    script = (await coffer('completion', 'bash')).output;
    PATH = stub();
  });

  function completed(...words: string[]): string[] {
    const ask = `COMP_WORDS=(coffer ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${
      words.length
    }; _coffer; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync('bash', ['--norc', '-c', `set -u\n${script}\n${ask}`], {
      encoding: 'utf8',
      env: { PATH },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return output.trim().split('\n');
  }

  test('the names of all commands', () => {
    expect(completed('')).toEqual([...COMMANDS.map(({ name }) => name), '--help', '--version']);
    expect(completed('roll')).toEqual(['rollback']);
  });

  test.each(COMMANDS.map((command) => [command.name, command] as const))('every option of %s', (name, command) => {
    const flags = completed(name, '-');
    for (const option of Object.keys(optionsOf(command))) expect(flags).toContain(`--${option}`);
  });

  test('services and shells by their beginnings, and nothing of its own after a lone --', () => {
    expect(completed('exec', 'ap')).toEqual(['api', 'api/v2']);
    expect(completed('completion', 'z')).toEqual(['zsh']);
    expect(completed('exec', 'api', '--', 'bas')).toContain('bash');
  });

  test('nothing for a value that only people know', () => {
    expect(completed('exec', '--region', '')).toEqual(['']);
  });
});

describe.each(SHELLS)('the script for %s', (shell) => {
  (isThere(shell) ? test : test.skip)('is one that the shell reads', async () => {
    const { code, output } = await coffer('completion', shell);
    expect(code).toBe(0);
    const file = join(temporaryFolder(), 'script');
    writeFileSync(file, output);
    expect(execFileSync(shell, ['-n', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })).toBe('');
  });
});

const SECRET = {
  ...{ type: 'ApplicationSecret', systemOfRecord: 'parameter-store', vault: null, key: 'db', name: null, environmentName: null },
  ...{ address: null, owner: null, description: null, sharedWith: [], rotation: null, promisedAgeDays: null, replicas: [], readers: [] },
};

describe('the words for scripts', () => {
  const before = process.env.COFFER_MANIFEST;
  afterEach(() => {
    if (before === undefined) delete process.env.COFFER_MANIFEST;
    else process.env.COFFER_MANIFEST = before;
  });

  test('are none, and no error, if there is no manifest that can be read', async () => {
    process.env.COFFER_MANIFEST = join(temporaryFolder(), 'missing.json');
    expect(await coffer('completion', 'services')).toEqual({ code: 0, output: '', errors: '' });
  });

  test('are plain words, of which none is an option or runs anything in a shell', async () => {
    const services = ['api', '--yes', '-v', '$(touch x)', 'a b', '`id`', 'a\nb', '../up'];
    const secrets = services.map((service) => ({ ...SECRET, service, path: `p/${service}` }));
    process.env.COFFER_MANIFEST = join(temporaryFolder(), 'coffer.manifest.json');
    const stack = { name: 'dev', account: null, region: null, stage: null, vaults: [], secrets, imported: [], services: [], copies: [] };
    writeFileSync(process.env.COFFER_MANIFEST, JSON.stringify({ manifest: 1, stacks: [stack] }));
    expect(await coffer('completion', 'services')).toEqual({ code: 0, output: '../up\napi', errors: '' });
  });

  test('are refused as a shell that is none', async () => {
    expect(await coffer('completion', 'csh')).toMatchObject({ code: 64, errors: expect.stringContaining('bash, zsh, fish') });
  });
});

describe('the manual page', () => {
  test('has every command and every option', async () => {
    const { output } = await coffer('man');
    for (const command of COMMANDS) {
      expect(output).toContain(`.SS "coffer ${command.name} `);
      for (const option of Object.keys(optionsOf(command))) expect(output).toContain(`\\-\\-${option.replaceAll('-', '\\-')}`);
    }
  });

  test('has no line that is a macro by accident', async () => {
    const { output } = await coffer('man');
    const macros = output.split('\n').filter((line) => /^[.']/.test(line));
    for (const line of macros) expect(line).toMatch(/^\.(TH|SH|SS|TP|PP|RS|RE|nf|fi|B|I|BR)\b/);
  });
});
