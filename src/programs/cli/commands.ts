import type { Command } from './command';
import { commandsAboutThisOne } from './completion/completion-command';
import { doctorCommand } from './doctor/doctor-command';
import { execCommand } from './exec/exec-command';
import { inventoryCommand } from './inventory/inventory-command';
import { rollbackCommand, rotateCommand } from './rotation/rotation-commands';
import { statusCommand } from './status/status-command';
import { deleteCommand, envCommand, exportCommand, getCommand, importCommand, listCommand, setCommand } from './values/value-commands';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  execCommand,
  envCommand,
  exportCommand,
  listCommand,
  getCommand,
  setCommand,
  importCommand,
  deleteCommand,
  rotateCommand,
  rollbackCommand,
  statusCommand,
  inventoryCommand,
  doctorCommand,
  ...commandsAboutThisOne(() => COMMANDS),
];
