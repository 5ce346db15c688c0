import type { Command } from './command';
import { execCommand } from './exec/exec-command';
import { inventoryCommand } from './inventory/inventory-command';
import { rollbackCommand, rotateCommand } from './rotation/rotation-commands';
import { statusCommand } from './status/status-command';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [execCommand, statusCommand, inventoryCommand, rotateCommand, rollbackCommand];
