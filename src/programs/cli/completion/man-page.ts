import { type Command, EXIT_CODES, GROUPS } from '../command';
import { ALLOW_VARIABLE } from '../exec/risky-variables';
import { exitCodesOf, optionsOf, spellings } from '../help';

/** Variables that the command reads, beside those of AWS's tools. */
export const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['COFFER_MANIFEST', 'the manifest to go by; none for none. Default: coffer.manifest.json in this folder or one above'],
  ['COFFER_VAULT', 'the vault, as --vault names it'],
  [ALLOW_VARIABLE, 'variables that exec, env and export pass although programs run other code by them, as --allow names them'],
  ['CHAMBER_KMS_KEY_ALIAS', 'alias of the key that values are written under, if no vault is known. Default: alias/parameter_store_key'],
  ['CHAMBER_AWS_REGION', 'region, before AWS_REGION'],
  ['CHAMBER_RETRIES', 'how many times a call to AWS is tried again'],
  ['AWS_PROFILE, AWS_REGION, AWS_ACCESS_KEY_ID, …', 'credentials and region, as AWS tools read them'],
  ['NO_COLOR', 'no colours if it is set'],
];

/** The manual page, in the macros of man(7). */
export function manPage(commands: readonly Command[], version: string): string {
  const body = [
    `.TH COFFER 1 "" "coffer ${version}" "User Commands"`,
    '.SH NAME',
    'coffer \\- secrets in Parameter Store, from the terminal',
    '.SH SYNOPSIS',
    '.B coffer',
    '.I command',
    '[\\fIarguments\\fR]',
    '.SH DESCRIPTION',
    roff('Secrets in Parameter Store, from the terminal: compatible with chamber, and aware of what a CDKTF program declares.'),
    ...GROUPS.flatMap((group) => {
      const members = commands.filter((each) => each.group === group);
      return members.length === 0 ? [] : [`.SH ${group.toUpperCase()}`, ...members.flatMap(commandSection)];
    }),
    '.SH EXIT STATUS',
    ...Object.entries(EXIT_CODES).flatMap(([code, meaning]) => ['.TP', `.B ${code}`, roff(meaning)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, meaning]) => ['.TP', `.B ${roff(name)}`, roff(meaning)]),
    '.SH SEE ALSO',
    '.BR chamber (1),',
    '.BR aws (1)',
  ];
  return `${body.join('\n')}\n`;
}

function commandSection(command: Command): string[] {
  const { name, usage, summary, details, examples = [], exitCodes = {} } = command;
  return [
    `.SS "coffer ${name} ${quoted(usage)}"`,
    `${roff(summary)}.`,
    ...paragraphs(details).flatMap((paragraph) => ['.PP', roff(paragraph)]),
    ...Object.entries(optionsOf(command)).flatMap(([option, each]) => [
      '.TP',
      `\\fB${roff(spellings(option, each))}\\fR`,
      roff(each.description),
    ]),
    ...examples.flatMap(({ line, does }) => ['.PP', `${roff(does)}:`, '.PP', '.RS 4', '.nf', roff(line), '.fi', '.RE']),
    ...exitCodesOf(command)
      .filter(([code]) => code in exitCodes)
      .flatMap(([code, meaning]) => ['.TP', `exit status ${code}`, roff(meaning)]),
  ];
}

/** Lines of help as paragraphs: an empty line parts them. */
export function paragraphs(details: readonly string[]): string[] {
  return details
    .join('\n')
    .split('\n\n')
    .map((paragraph) => paragraph.replaceAll('\n', ' '))
    .filter((paragraph) => paragraph !== '');
}

/** Text in which nothing is a macro or an escape, and a hyphen can be copied as one. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}

function quoted(text: string): string {
  return roff(text).replaceAll('"', '\\(dq');
}
