import type { Command, Option } from '../command';
import { optionsOf } from '../help';

/** Shells that can complete the command. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export function isShell(name: string): name is Shell {
  return (SHELLS as readonly string[]).includes(name);
}

/** The script of a shell, made from the table of commands. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return { bash, zsh, fish }[shell](commands);
}

/** What a value of an option is: one of some words, a file, or anything. */
function valuesOf(name: string, { choices, value }: Option): readonly string[] | 'files' | undefined {
  if (choices) return choices;
  return value === 'file' || /-file$/.test(name) ? 'files' : undefined;
}

function flagsOf(command: Command): string[] {
  return Object.entries(optionsOf(command)).flatMap(([name, { short }]) => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]);
}

const WORDS = { services: 'services', parameters: 'parameters' } as const;

function bash(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name);
  const withValue = commands.flatMap((command) =>
    Object.entries(optionsOf(command)).flatMap(([name, option]) => {
      if (option.value === undefined) return [];
      const values = valuesOf(name, option);
      const reply =
        values === undefined ? 'return' : values === 'files' ? `${REPLY('-f')}; return` : `${REPLY(`-W '${values.join(' ')}'`)}; return`;
      const spelt = [`--${name}`, ...(option.short === undefined ? [] : [`-${option.short}`])];
      return spelt.map((each) => `    '${command.name} ${each}') ${reply} ;;`);
    }),
  );
  return `# Completion of coffer for bash: source <(coffer completion bash)
_coffer() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command="\${COMP_WORDS[1]}" at
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    ${REPLY(`-W '${[...names, '--help', '--version'].join(' ')}'`)}
    return
  fi
  for ((at = 2; at < COMP_CWORD; at++)); do
    if [[ \${COMP_WORDS[at]} == -- ]]; then
      ${REPLY('-c -f')}
      return
    fi
  done
  case "$command $previous" in
${withValue.join('\n')}
  esac
  if [[ $current == -* ]]; then
    case "$command" in
${commands.map((command) => `      ${command.name}) ${REPLY(`-W '${flagsOf(command).join(' ')}'`)} ;;`).join('\n')}
    esac
    return
  fi
  case "$command" in
${commands.flatMap((command) => bashPositionals(command) ?? []).join('\n')}
  esac
}
complete -o default -F _coffer coffer
`;
}

function REPLY(options: string): string {
  return `mapfile -t COMPREPLY < <(compgen ${options} -- "$current")`;
}

function bashPositionals({ name, completes }: Command): string | undefined {
  if (completes === undefined) return undefined;
  const words =
    completes === 'files'
      ? '-f'
      : completes === 'shells'
        ? `-W '${SHELLS.join(' ')}'`
        : `-W "$(coffer completion ${WORDS[completes]} 2>/dev/null)"`;
  return `    ${name}) ${REPLY(words)} ;;`;
}

function zsh(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const specs = Object.entries(optionsOf(command)).flatMap(([name, option]) => zshOption(name, option));
    return `    ${command.name})\n      _arguments -s -S ${[...specs, ...zshPositionals(command)]
      .map((spec) => `\\\n        ${spec}`)
      .join(' ')}\n      ;;`;
  });
  return `#compdef coffer
# Completion of coffer for zsh: source <(coffer completion zsh), or a file _coffer on fpath.
_coffer() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${single(`${name}:${summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
_coffer_words() { local -a found; found=(\${(f)"$(coffer completion $1 2>/dev/null)"}); compadd -a found }
if [[ $funcstack[1] == _coffer ]]; then _coffer "$@"; else compdef _coffer coffer; fi
`;
}

function zshOption(name: string, option: Option): string[] {
  const { short, value, repeatable, description } = option;
  const values = valuesOf(name, option);
  const message = description.replace(/[[\]\\:]/g, '\\$&');
  const action =
    value === undefined
      ? ''
      : `:${value.replace(/[:\\]/g, '\\$&')}:${values === undefined ? ' ' : values === 'files' ? '_files' : `(${values.join(' ')})`}`;
  const all = [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
  const front = repeatable === true ? '*' : `(${all.join(' ')})`;
  return all.map((each) => single(`${front}${each}[${message}]${action}`));
}

function zshPositionals({ completes, takesProgram }: Command): string[] {
  const action =
    completes === undefined
      ? undefined
      : completes === 'files'
        ? '_files'
        : completes === 'shells'
          ? `(${SHELLS.join(' ')})`
          : `_coffer_words ${WORDS[completes]}`;
  if (takesProgram === true) return [single(`*:: :{ if (( \${words[(I)--]} )); then _normal; else ${action ?? '_files'}; fi }`)];
  return action === undefined ? [] : [single(`*: :${action === '_files' || action.startsWith('(') ? action : `{ ${action} }`}`)];
}

function fish(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = commands.flatMap((command) => [
    `complete -c coffer -n "not __fish_seen_subcommand_from ${names}" -a ${command.name} -d ${single(command.summary, 'fish')}`,
    ...Object.entries(optionsOf(command)).map(([name, option]) => fishOption(command.name, name, option)),
    ...fishPositionals(command),
  ]);
  return `# Completion of coffer for fish: coffer completion fish > ~/.config/fish/completions/coffer.fish
complete -c coffer -f
${lines.join('\n')}
`;
}

function fishOption(command: string, name: string, option: Option): string {
  const values = valuesOf(name, option);
  const value =
    option.value === undefined
      ? ''
      : ` -r${values === undefined ? '' : values === 'files' ? ' -F' : ` -a ${single(values.join(' '), 'fish')}`}`;
  const short = option.short === undefined ? '' : ` -s ${option.short}`;
  return `complete -c coffer -n "__fish_seen_subcommand_from ${command}" -l ${name}${short}${value} -d ${single(
    option.description,
    'fish',
  )}`;
}

function fishPositionals({ name, completes }: Command): string[] {
  if (completes === undefined) return [];
  const seen = `complete -c coffer -n "__fish_seen_subcommand_from ${name}"`;
  if (completes === 'files') return [`${seen} -F`];
  return [
    `${seen} -a ${completes === 'shells' ? single(SHELLS.join(' '), 'fish') : `"(coffer completion ${WORDS[completes]} 2>/dev/null)"`}`,
  ];
}

function single(text: string, shell: 'fish' | 'posix' = 'posix'): string {
  return shell === 'fish' ? `'${text.replace(/[\\']/g, '\\$&')}'` : `'${text.replaceAll("'", `'\\''`)}'`;
}
