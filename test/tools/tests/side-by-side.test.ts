import { runSideBySide, type RunTask } from '../../../tools/tests/side-by-side';

/** Tasks that end when they are told to. */
class Tasks {
  public readonly begun: string[] = [];
  public shown = '';
  private readonly ends = new Map<string, (code: number) => void>();
  private readonly run: RunTask = (task, say) => {
    this.begun.push(task);
    say(`${task} speaks. `);
    return new Promise((resolve) => this.ends.set(task, resolve));
  };

  public start(...lanes: string[][]): ReturnType<typeof runSideBySide> {
    return runSideBySide(lanes, this.run, (text) => (this.shown += text));
  }

  public async end(task: string, code = 0): Promise<void> {
    this.ends.get(task)!(code);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('lanes run side by side, and the tasks of a lane one after the other', async () => {
  const tasks = new Tasks();
  const ended = tasks.start(['lint'], ['types', 'bundle']);
  expect(tasks.begun).toEqual(['lint', 'types']);
  await tasks.end('types');
  expect(tasks.begun).toEqual(['lint', 'types', 'bundle']);
  await tasks.end('bundle');
  await tasks.end('lint');
  expect(await ended).toEqual([{ tasks: ['lint'] }, { tasks: ['types', 'bundle'] }]);
});

test('what the first lane says is shown as it comes, and what others say is whole and after it', async () => {
  const tasks = new Tasks();
  const ended = tasks.start(['lint', 'docs'], ['types'], ['bundle', 'compile']);
  expect(tasks.shown).toBe('lint speaks. ');
  await tasks.end('types');
  await tasks.end('bundle');
  await tasks.end('lint');
  expect(tasks.shown).toBe('lint speaks. docs speaks. ');
  await tasks.end('docs');
  expect(tasks.shown).toBe('lint speaks. docs speaks. types speaks. ');
  await tasks.end('compile');
  expect(tasks.shown).toBe('lint speaks. docs speaks. types speaks. bundle speaks. compile speaks. ');
  await ended;
});

test('a task that fails ends its lane, and the others go on', async () => {
  const tasks = new Tasks();
  const ended = tasks.start(['lint', 'docs'], ['types', 'bundle']);
  await tasks.end('types', 2);
  await tasks.end('lint');
  await tasks.end('docs');
  expect(tasks.begun).toEqual(['lint', 'types', 'docs']);
  expect(await ended).toEqual([{ tasks: ['lint', 'docs'] }, { tasks: ['types', 'bundle'], failed: 'types' }]);
  expect(tasks.shown).toContain('types speaks. ');
});
