import { auditCommand, historyCommand } from './audit/audit-commands';
import type { Command } from './command';
import { commandsAboutThisOne } from './completion/completion-command';
import { diffCommand } from './diff/diff-command';
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
  historyCommand,
  diffCommand,
  setCommand,
  importCommand,
  deleteCommand,
  rotateCommand,
  rollbackCommand,
  statusCommand,
  auditCommand,
  inventoryCommand,
  doctorCommand,
  ...commandsAboutThisOne(() => COMMANDS),
];
