import type { Command } from '../command';

/** The commands that are made from the table of all commands. */
export function commandsAboutThisOne(table: () => readonly Command[]): Command[] {
  return [completionCommand(table), manCommand(table)];
}

const completionCommand = (table: () => readonly Command[]): Command => ({
  name: 'completion',
  group: 'This command',
  summary: 'Prints what a shell completes this command by',
  usage: '<bash|zsh|fish>',
  details: [
    'Completes commands, options and their values; services and secrets are those of the manifest of the folder, so that no key',
    'press asks AWS.',
  ],
  options: {},
  examples: [
    { line: 'source <(coffer completion bash)', does: 'in ~/.bashrc' },
    { line: 'source <(coffer completion zsh)', does: 'in ~/.zshrc, after compinit' },
    { line: 'coffer completion fish > ~/.config/fish/completions/coffer.fish', does: 'once, for fish' },
  ],
  completes: 'shells',
  run: async (args) => (await import('./run-completion')).runCompletion(args, table()),
});

const manCommand = (table: () => readonly Command[]): Command => ({
  name: 'man',
  group: 'This command',
  summary: 'Prints the manual page of this command',
  usage: '',
  details: [],
  options: {},
  examples: [{ line: 'coffer man | man -l -', does: 'read it' }],
  run: async (args) => (await import('./run-completion')).runMan(args, table()),
});
