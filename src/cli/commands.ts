import type { Command } from './command';
import { inventoryCommand } from './inventory/inventory-command';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [inventoryCommand];
