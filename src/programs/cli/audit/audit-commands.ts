import { type Command, EXIT, JSON_OPTION, VAULT_OPTIONS } from '../command';

/** The versions of a secret, and who wrote them. */
export const historyCommand: Command = {
  name: 'history',
  group: 'Read',
  summary: 'Shows the versions of a secret, who wrote them, and whether its rotation has failed',
  usage: '<service> <key> | <name> [options]',
  details: [
    'VERSION is the number that chamber shows, AWS that of Parameter Store. Nothing is decrypted. The caller needs',
    'ssm:GetParameterHistory, and ssm:DescribeParameters on * to see a rotation that is in progress or has failed. With a manifest',
    "or --vault, failures are also looked for in the log of the vault's rotator, which takes logs:FilterLogEvents.",
    'With cloudtrail:LookupEvents, it also shows the source identity behind a session, for the last 90 days.',
  ],
  options: { 'no-trail': { description: 'do not query CloudTrail' }, ...VAULT_OPTIONS, ...JSON_OPTION },
  examples: [{ line: 'coffer history api db_password', does: 'show who wrote which version of /api/db_password' }],
  completes: 'parameters',
  run: async (args) => (await import('./run-history')).runHistory(args),
};

/** Who changed and who read. */
export const auditCommand: Command = {
  name: 'audit',
  group: 'Look after secrets',
  summary: 'Shows who changed and who read secrets, and whether they are declared readers',
  usage: '[<service> | <service> <key> | <name>] [options]',
  details: [
    "Queries CloudTrail's event history of this region, which every account has: about 1,000 events of each API call at most.",
    'Reads are counted from KMS Decrypt events, since a read by path (chamber exec, coffer exec) does not name parameters in',
    'its own event. With a manifest, it also shows declared readers who never read, and marks undeclared readers with NO.',
    'A ? means that it cannot tell: without a manifest, or if the names of some declared readers are known only at apply.',
    'The caller needs cloudtrail:LookupEvents on *.',
    "With --workgroup, it queries the logs of the trail in Athena instead, for up to 1095 days: of the caller's account, and of all",
    'regions that AuditQueries knows, or with a manifest those of the vault and its copies. Athena charges for what it scans. The',
    'caller needs what grantQuery() of that AuditQueries grants.',
  ],
  options: {
    since: { value: 'time', description: 'how far back, such as 24h or 7d, up to 90d, or 1095d with a workgroup. Default: 7d' },
    workgroup: { value: 'name', description: 'workgroup of an audit.AuditQueries to query. Default: COFFER_AUDIT_WORKGROUP' },
    changes: { description: 'show changes only; faster, since there are usually many more reads' },
    ...VAULT_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    { line: 'coffer audit api --since 24h', does: 'who changed and read the secrets of one service in the last 24 hours' },
    { line: 'coffer audit /api/db_password --changes', does: 'who changed one secret, even if it no longer exists' },
    { line: 'coffer audit api --since 400d --workgroup acme-prod-audit', does: 'the same of all logs of the trail, in Athena' },
  ],
  exitCodes: { [EXIT.ATTENTION]: 'somebody who is not a declared reader read a secret, or there is more than was read' },
  completes: 'services',
  run: async (args) => (await import('./run-audit')).runAudit(args),
};
