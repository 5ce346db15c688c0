import type { ExportFormat } from './formats';
import type { Variable } from './read-variables';
import { dotenv } from '../../values/dotenv';
import { CommandError } from '../command';

/**
 * Variables in a form that programs read.
 *
 * @throws CommandError that names what cannot be written so, and no value
 */
export async function render(format: Exclude<ExportFormat, 'env-schema'>, variables: readonly Variable[]): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(byKey(variables, keyOf), null, 2)}\n`;
    case 'yaml': {
      const { stringify } = await import('yaml');
      // Every value is a text, also those that look like numbers, dates or a Norwegian country code to older parsers.
      return stringify(byKey(variables, keyOf), { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
    }
    case 'tfvars':
      return lines(variables, (variable) => `${terraformName(variable)} = ${hcl(variable.value)}`);
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

/** As POSIX shells read it, newlines and all (POSIX: Shell Command Language, Single-Quotes). */
function quoted(value: string): string {
  return /^[\w%+,./:=@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** As chamber names variables of Terraform. */
function terraformName(variable: Variable): string {
  return keyOf(variable)
    .replace(/^tf_var_/, '')
    .replace(/[-.]/g, '_');
}

/** A text of HCL, in which templates mean something, and which knows fewer escapes than JSON (Terraform: Strings and Templates). */
function hcl(value: string): string {
  return JSON.stringify(value)
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
