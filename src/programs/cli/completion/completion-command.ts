import type { Command } from '../command';

/** The commands that are made from the table of all commands. */
export function commandsAboutThisOne(table: () => readonly Command[]): Command[] {
  return [completionCommand(table), manCommand(table)];
}

const completionCommand = (table: () => readonly Command[]): Command => ({
  name: 'completion',
  group: 'This command',
  summary: 'Prints a completion script for a shell',
  usage: '<bash|zsh|fish>',
  details: [
    'Completes commands, options and their values. Services and secrets come from the manifest in the current folder or one',
    'above it, so that completion never calls AWS.',
  ],
  options: {},
  examples: [
    { line: 'source <(coffer completion bash)', does: 'for bash: add this line to ~/.bashrc' },
    { line: 'source <(coffer completion zsh)', does: 'for zsh: add this line to ~/.zshrc, after compinit' },
    { line: 'coffer completion fish > ~/.config/fish/completions/coffer.fish', does: 'for fish: run this once' },
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
  examples: [{ line: 'coffer man | man -l -', does: 'read the manual page' }],
  run: async (args) => (await import('./run-completion')).runMan(args, table()),
});
