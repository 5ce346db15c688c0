import type { ExportFormat } from './formats';
import type { Variable } from './read-variables';
import { dotenv } from '../../values/dotenv';
import { CommandError } from '../command';
import { escapeControls, json } from '../json';
import { shown } from '../terminal';

/**
 * Variables in a form that programs read.
 *
 * @throws CommandError that names what cannot be written so, and no value
 */
export async function render(format: Exclude<ExportFormat, 'env-schema'>, variables: readonly Variable[]): Promise<string> {
  switch (format) {
    case 'json':
      return `${json(byKey(variables, keyOf))}\n`;
    case 'yaml': {
      const { stringify } = await import('yaml');
      // Every value is a text, also those that look like numbers, dates or a Norwegian country code to older parsers.
      // They take keys such as yes and on for more than YAML 1.2 does, too.
      const style = { schema: 'yaml-1.1', defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 } as const;
      return escapeControls(stringify(byKey(variables, keyOf), style));
    }
    case 'tfvars':
      return tfvars(variables);
    case 'shell':
      return lines(variables, ({ name, value }) => `export ${name}=${quoted(value)}`);
    case 'docker':
      return lines(variables, dockerLine);
    case 'dotenv':
      try {
        return dotenv(byKey(variables, ({ name }) => name));
      } catch (error) {
        throw (error as Error).name === 'DotenvError' ? new CommandError((error as Error).message.replaceAll('\n', ' ')) : error;
      }
  }
}

/** What no shell takes for more than itself. Not `=` in front, which zsh takes for a command's path. */
const BARE = /^[A-Za-z0-9_.,:/@+-][A-Za-z0-9_.,:/=@+-]*$/;

/**
 * As POSIX shells, zsh and fish read it alike, newlines and all (POSIX: Shell Command Language, Single-Quotes). In single
 * quotes, a backslash is an escape to fish and none to the others, which lets a value end the quotes and go on as commands:
 * so it stands between them, as a single quote does.
 */
function quoted(value: string): string {
  return BARE.test(value) ? value : `'${value.replace(/['\\]/g, "'\\$&'")}'`;
}

/** Terraform shows the line that it stumbles over, value and all: names that it would refuse are refused here. */
function tfvars(variables: readonly Variable[]): string {
  const named = new Map<string, Variable>();
  for (const variable of variables) {
    const name = terraformName(variable);
    const twin = named.get(name);
    if (twin) {
      throw new CommandError(
        `parameters ${shown(twin.parameter)} and ${shown(variable.parameter)} both become the variable ${name} of Terraform. ` +
          'Rename one of them, or export the other services alone.',
      );
    }
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw new CommandError(
        `parameter ${shown(variable.parameter)} would become the variable '${name}', and names of Terraform's begin with a letter or '_'. ` +
          'Rename it, or export the other services alone.',
      );
    }
    named.set(name, variable);
  }
  return lines(variables, (variable) => `${terraformName(variable)} = ${hcl(variable.value)}`);
}

/** As chamber names variables of Terraform. */
function terraformName(variable: Variable): string {
  return keyOf(variable)
    .replace(/^tf_var_/, '')
    .replace(/[-.]/g, '_');
}

/** A text of HCL, in which templates mean something, and which knows fewer escapes than JSON (Terraform: Strings and Templates). */
function hcl(value: string): string {
  return escapeControls(JSON.stringify(value))
    .replace(/\\(?:[bf]|\\)/g, (escape) => ({ '\\b': '\\u0008', '\\f': '\\u000c' })[escape] ?? escape)
    .replace(/\$\{/g, '$$${')
    .replace(/%\{/g, '%%{');
}

/** `docker run --env-file` knows no quotes: a line is a value as it stands. */
function dockerLine({ name, value }: Variable): string {
  if (/[\n\r]/.test(value)) {
    throw new CommandError(`${name} has several lines, which docker run --env-file cannot read. Use coffer exec, or another format.`);
  }
  return `${name}=${value}`;
}

function keyOf({ parameter }: Variable): string {
  return parameter.slice(parameter.lastIndexOf('/') + 1);
}

function byKey(variables: readonly Variable[], key: (variable: Variable) => string): Record<string, string> {
  return Object.fromEntries(variables.map((variable) => [key(variable), variable.value]));
}

function lines(variables: readonly Variable[], line: (variable: Variable) => string): string {
  return variables.map((variable) => `${line(variable)}\n`).join('');
}
