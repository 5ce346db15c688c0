import type { Command } from './command';
import { commandsAboutThisOne } from './completion/completion-command';
import { execCommand } from './exec/exec-command';
import { inventoryCommand } from './inventory/inventory-command';
import { rollbackCommand, rotateCommand } from './rotation/rotation-commands';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  execCommand,
  inventoryCommand,
  rotateCommand,
  rollbackCommand,
  ...commandsAboutThisOne(() => COMMANDS),
];
