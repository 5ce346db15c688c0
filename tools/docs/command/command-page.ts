import { type Command, EXIT_CODES, GROUPS } from '../../../src/programs/cli/command';
import { ENVIRONMENT, paragraphs } from '../../../src/programs/cli/completion/man-page';
import { exitCodesOf, optionsOf, spellings } from '../../../src/programs/cli/help';

/** docs/guides/coffer-command.md, made from the table of commands. */
export function commandPage(commands: readonly Command[]): string {
  const groups = GROUPS.map((group) => [group, commands.filter((each) => each.group === group)] as const).filter(
    ([, members]) => members.length > 0,
  );
  return `---
page_title: "The coffer command"
subcategory: ""
description: |-
  Every command of coffer, with its options and exit codes.
---

# The coffer command

Secrets in Parameter Store, from the terminal: compatible with chamber, and aware of what a CDKTF program declares. This page
is made from the table that \`coffer --help\`, \`coffer man\` and the completion of shells are made from.

${rows(
  ['command', 'what it does'],
  commands.map(({ name, summary }) => [`[\`${name}\`](#coffer-${name})`, summary]),
)}
## Exit codes

${rows(['code', 'meaning'], Object.entries(EXIT_CODES))}
## Environment

${rows(
  ['variable', 'meaning'],
  ENVIRONMENT.map(([name, meaning]) => [code(name), meaning]),
)}${groups.map(([group, members]) => `\n## ${group}\n${members.map(section).join('')}`).join('')}`;
}

function section(command: Command): string {
  const { name, usage, summary, details, examples = [], exitCodes = {} } = command;
  const own = exitCodesOf(command).filter(([each]) => each in exitCodes);
  return [
    `\n### coffer ${name}\n`,
    `\`\`\`shell\n${`coffer ${name} ${usage}`.trimEnd()}\n\`\`\`\n`,
    `${escaped(summary)}.\n`,
    ...paragraphs(details).map((paragraph) => `${escaped(paragraph)}\n`),
    ...(examples.length === 0 ? [] : [`\`\`\`shell\n${examples.map(({ line, does }) => `# ${does}\n${line}`).join('\n')}\n\`\`\`\n`]),
    rows(
      ['option', 'meaning'],
      Object.entries(optionsOf(command)).map(([option, each]) => [code(spellings(option, each)), each.description]),
    ),
    ...(own.length === 0 ? [] : [rows(['exit code', 'meaning'], own)]),
  ].join('\n');
}

function rows(headings: readonly string[], cells: readonly (readonly string[])[]): string {
  const line = (each: readonly string[]) => `| ${each.map((cell) => escaped(cell).replaceAll('|', '\\|')).join(' | ')} |\n`;
  return `${line(headings)}| ${headings.map(() => '---').join(' | ')} |\n${cells.map(line).join('')}`;
}

/** Placeholders such as <service> are words, not tags; what is code already stays. */
function escaped(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[<*_]/g, '\\$&')))
    .join('`');
}

function code(text: string): string {
  return `\`${text}\``;
}
