import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ToolError } from './terraform/terraform';

/**
 * Reads the options of a tool.
 *
 * @throws ToolError with the usage, if there is an option that the tool does not have: its stack would say nothing more
 */
export function optionsOf<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>>['values'] {
  try {
    return parseArgs(config).values;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS_')) throw error;
    throw new ToolError(`${(error as Error).message.split('. ')[0]}.\n\n${usage}`);
  }
}
