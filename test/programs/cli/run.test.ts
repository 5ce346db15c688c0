import type { Command } from '../../../src/programs/cli/command';
import { COMMANDS } from '../../../src/programs/cli/commands';
import { run } from '../../../src/programs/cli/run';

const failing: Command = {
  name: 'fail',
  summary: 'Fails',
  usage: '',
  details: [],
  options: { hard: { description: 'fails hard' } },
  run: () => Promise.reject(new TypeError('CANARY-in-a-message')),
};

async function coffer(args: string[], commands: readonly Command[] = COMMANDS): Promise<{ code: number; out: string; error: string }> {
  const [out, errors]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => {
      out.push(line);
    },
    error: (line: string) => {
      errors.push(line);
    },
  };
  return { code: await run(args, commands, terminal, new AbortController().signal), out: out.join('\n'), error: errors.join('\n') };
}

describe('the coffer command', () => {
  test('lists its commands when asked for help', async () => {
    const { code, out } = await coffer(['--help']);
    expect(code).toBe(0);
    for (const { name, summary } of COMMANDS) expect(out.replace(/ +/g, ' ')).toContain(` ${name} ${summary}`);
  });

  test('lists them as an error when nothing is asked for', async () => {
    expect(await coffer([])).toMatchObject({ code: 2, out: '', error: expect.stringContaining('Usage: coffer <command>') });
  });

  test('names the commands that there are, when asked for another one', async () => {
    expect(await coffer(['rotte'])).toMatchObject({
      code: 2,
      error: expect.stringMatching(/^coffer: there is no command 'rotte'\. There (is|are) .*inventory/),
    });
  });

  test.each(COMMANDS.map(({ name }) => name))('has help for %s that shows every option', async (name) => {
    const { code, out } = await coffer([name, '--help']);
    expect(code).toBe(0);
    for (const option of Object.keys(COMMANDS.find((each) => each.name === name)!.options)) expect(out).toContain(`--${option}`);
  });

  test('does not repeat the message of an error that nobody foresaw, which may quote a value', async () => {
    const { code, error } = await coffer(['fail'], [failing]);
    expect(code).toBe(1);
    expect(error).toContain('coffer fail: unexpected TypeError');
    expect(error).toContain(' at ');
    expect(error).not.toContain('CANARY');
  });
});
