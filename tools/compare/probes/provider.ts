import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FUNCTION_CALLS } from './function-calls';
import { runCommand } from '../../terraform/terraform';
import { Written } from '../written';

const [, , checkout, target] = process.argv as [string, string, string, string];

interface Diagnostic {
  readonly summary: string;
  readonly detail: string;
  readonly range?: { readonly start: { readonly line: number } };
}

interface Line {
  readonly type: string;
  readonly diagnostic?: Diagnostic;
  readonly outputs?: Record<string, { readonly value?: unknown }>;
}

/** Terraform with the provider that was bundled in the checkout. */
async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'coffer-compare-provider-'));
  const written = new Written(target, checkout, [[scratch, '<scratch>']]);
  try {
    const { address } = JSON.parse(readFileSync(join(checkout, 'assets', 'provider.json'), 'utf8')) as { address: string };
    writeFileSync(join(scratch, 'terraform.rc'), `provider_installation {\n  dev_overrides {\n    "${address}" = ${JSON.stringify(join(checkout, 'assets'))}\n  }\n}\n`);
    const terraform = async (folder: string, ...args: string[]) => (
      await runCommand('terraform', args, { cwd: folder, env: { ...process.env, TF_CLI_CONFIG_FILE: join(scratch, 'terraform.rc') } })
    ).stdout;
    const folder = join(scratch, 'stack');
    mkdirSync(folder);
    const head = `terraform {\n  required_providers {\n    coffer = {\n      source = "${address}"\n    }\n  }\n}\n`;
    writeFileSync(join(folder, 'main.tf'), head);
    written.json('schema.json', JSON.parse(await terraform(folder, 'providers', 'schema', '-json')));
    written.json('function-answers.json', await functionAnswers(head, folder, terraform));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What each call gives, or how it is refused. */
async function functionAnswers(head: string, folder: string, terraform: (folder: string, ...args: string[]) => Promise<string>): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  const apply = async (calls: readonly string[]) => {
    // One a line: an error says its line.
    const outputs = calls.map((call, index) => `output "o${index}" { value = provider::coffer::${call} }\n`);
    writeFileSync(join(folder, 'main.tf'), head + outputs.join(''));
    const offset = head.split('\n').length;
    const lines = (await terraform(folder, 'apply', '-auto-approve', '-json')).trim().split('\n').map((line) => JSON.parse(line) as Line);
    for (const { diagnostic, outputs: values } of lines) {
      if (diagnostic?.range) answers[calls[diagnostic.range.start.line - offset]!] = { error: `${diagnostic.summary}: ${diagnostic.detail}` };
      for (const [name, { value }] of Object.entries(values ?? {})) if (value !== undefined) answers[calls[Number(name.slice(1))]!] = value;
    }
  };
  // One error keeps all values back, so that those with errors are taken out for the second run.
  await apply(FUNCTION_CALLS);
  await apply(FUNCTION_CALLS.filter((call) => answers[call] === undefined));
  for (const call of FUNCTION_CALLS) answers[call] ??= '<no answer>';
  return answers;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
