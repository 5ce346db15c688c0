import { CapturedTerminal } from './captured';
import { type Arguments, type Command, CommandError } from '../../../src/programs/cli/command';
import { COMMANDS } from '../../../src/programs/cli/commands';
import { run } from '../../../src/programs/cli/run';

const failing: Command = {
  name: 'fail',
  group: 'This command',
  summary: 'Fails',
  usage: '',
  details: [],
  options: { hard: { description: 'fails hard' } },
  run: () => Promise.reject(new TypeError('CANARY-in-a-message')),
};

async function coffer(args: string[], commands: readonly Command[] = COMMANDS): Promise<{ code: number; out: string; error: string }> {
  const terminal = new CapturedTerminal();
  const code = await run(args, commands, terminal, new AbortController().signal);
  return { code, out: terminal.output, error: terminal.errors };
}

describe('the coffer command', () => {
  test('lists its commands when asked for help', async () => {
    const { code, out } = await coffer(['--help']);
    expect(code).toBe(0);
    for (const { name, summary } of COMMANDS) expect(out.replace(/\s+/g, ' ')).toContain(` ${name} ${summary}`);
  });

  test.each(COMMANDS.map(({ name }) => name))('breaks the help of %s for a terminal of 80 columns, without losing a word', async (name) => {
    const terminal = Object.assign(new CapturedTerminal(), { columns: 80 });
    await run([name, '--help'], COMMANDS, terminal, new AbortController().signal);
    const [, body] = /\n\n([^]*)$/.exec(terminal.output.replace(/\nExamples:\n[^]*?\n\n/, '\n'))!;
    expect(body!.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const words = (text: string) => text.split(/\s+/).sort();
    expect(words(terminal.output)).toEqual(words((await coffer([name, '--help'])).out));
  });

  test('lists them as an error when nothing is asked for', async () => {
    expect(await coffer([])).toMatchObject({ code: 64, out: '', error: expect.stringContaining('Usage: coffer <command>') });
  });

  test('names the commands that there are, when asked for another one', async () => {
    expect(await coffer(['zzzzzz'])).toMatchObject({
      code: 64,
      error: expect.stringMatching(/^coffer: there is no command 'zzzzzz'\. There are .*inventory/),
    });
    expect(await coffer(['rotte'])).toMatchObject({
      code: 64,
      error: "coffer: there is no command 'rotte'. Did you mean rotate? See coffer --help.",
    });
  });

  test.each(COMMANDS.map(({ name }) => name))('has help for %s that shows every option', async (name) => {
    const { code, out } = await coffer([name, '--help']);
    expect(code).toBe(0);
    for (const option of Object.keys(COMMANDS.find((each) => each.name === name)!.options)) expect(out).toContain(`--${option}`);
  });

  test('shows what an error quotes, and does not obey it', async () => {
    const hostile: Command = { ...failing, run: () => Promise.reject(new CommandError('no \u001b[2J here', 3)) };
    expect(await coffer(['fail'], [hostile])).toMatchObject({ code: 3, error: 'coffer fail: no \\u{1b}[2J here' });
  });

  test('names the option that was meant', async () => {
    expect(await coffer(['fail', '--herd'], [failing])).toMatchObject({
      code: 64,
      error: expect.stringContaining(': did you mean --hard. See'),
    });
  });

  test('leaves what follows -- to the program that is run', async () => {
    let given: Arguments | undefined;
    const exec: Command = {
      ...failing,
      takesProgram: true,
      run: (args) => {
        given = args;
        return Promise.resolve(0);
      },
    };
    await coffer(['fail', 'api', '--hard', '--', 'npm', '--help', '--', '--x'], [exec]);
    expect(given).toMatchObject({ positionals: ['api'], options: { hard: true }, program: ['npm', '--help', '--', '--x'] });
  });

  test('does not repeat the message of an error that nobody foresaw, which may quote a value', async () => {
    const { code, error } = await coffer(['fail'], [failing]);
    expect(code).toBe(1);
    expect(error).toContain('coffer fail: unexpected TypeError');
    expect(error).toContain(' at ');
    expect(error).not.toContain('CANARY');
    const fails = () => Promise.reject(new TypeError('bad value:\n  at CANARY-line (x:1:1)'));
    expect((await coffer(['fail'], [{ ...failing, run: fails }])).error).not.toContain('CANARY');
  });
});
