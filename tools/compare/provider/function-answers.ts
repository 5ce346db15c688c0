import { FUNCTION_CALLS } from './function-calls';
import type { TerraformFolder } from './terraform-folder';

/** What each call of a function gives, or how it is refused. */
export async function functionAnswers(terraform: TerraformFolder): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  const apply = async (calls: readonly string[]) => {
    // One a line: an error says its line.
    terraform.write('outputs.tf', calls.map((call, index) => `output "o${index}" { value = provider::coffer::${call} }\n`).join(''));
    for (const { diagnostic, outputs } of (await terraform.lines('apply', '-auto-approve')).lines) {
      if (diagnostic?.range) answers[calls[diagnostic.range.start.line - 1]!] = { error: `${diagnostic.summary}: ${diagnostic.detail}` };
      for (const [name, { value }] of Object.entries(outputs ?? {})) {
        if (value !== undefined) answers[calls[Number(name.slice(1))]!] = value;
      }
    }
  };
  // One error keeps all values back, so that those with errors are taken out for the second run.
  await apply(FUNCTION_CALLS);
  await apply(FUNCTION_CALLS.filter((call) => answers[call] === undefined));
  for (const call of FUNCTION_CALLS) answers[call] ??= '<no answer>';
  return answers;
}
