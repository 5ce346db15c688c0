import type { CommandResult } from '../../tools/terraform/terraform';

/** A command's result. @throws where it failed, with what cdktf or Terraform said */
export function succeeded(result: CommandResult): CommandResult {
  if (result.code !== 0) throw new Error(`exit code ${result.code}:\n${whatWentWrong(result.output)}`);
  return result;
}

/** What Terraform says in its frames of errors, or the end where it says nothing there. */
function whatWentWrong(output: string): string {
  // eslint-disable-next-line no-control-regex
  const lines = output.replace(/\x1b\[[0-9;]*m/g, '').split('\n');
  const framed = lines.filter((line) => /[╷│╵]/.test(line)).join('\n');
  return framed.includes('Error') ? framed.slice(-6000) : lines.join('\n').slice(-6000);
}
