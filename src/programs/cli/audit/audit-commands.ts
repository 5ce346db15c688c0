import { type Command, EXIT, JSON_OPTION, VAULT_OPTIONS } from '../command';

/** The versions of a secret, and who wrote them. */
export const historyCommand: Command = {
  name: 'history',
  group: 'Read',
  summary: 'Shows the versions of a secret, who wrote them, and whether its rotation fails',
  usage: '<service> <key> | <name> [options]',
  details: [
    'VERSION is the number that chamber knows, AWS that of Parameter Store. Nothing is decrypted. The caller needs',
    'ssm:GetParameterHistory, and ssm:DescribeParameters (on *) to see a rotation that is under way or failed.',
    'With cloudtrail:LookupEvents, it also tells the source identity behind a session, for the last 90 days.',
  ],
  options: { 'no-trail': { description: 'do not ask CloudTrail' }, ...VAULT_OPTIONS, ...JSON_OPTION },
  examples: [{ line: 'coffer history api db_password', does: 'who wrote which version of /api/db_password' }],
  completes: 'parameters',
  run: async (args) => (await import('./run-history')).runHistory(args),
};

/** Who changed and who read. */
export const auditCommand: Command = {
  name: 'audit',
  group: 'Look after secrets',
  summary: 'Tells who changed and who read secrets, beside who is declared to',
  usage: '[<service> | <service> <key> | <name>] [options]',
  details: [
    'Asks the event history of CloudTrail, which every account has, in this region: 1,000 records of each call at most.',
    'Reads are taken from decryptions, since a read by path (chamber exec, coffer exec) names no parameter in its own',
    'record. With a manifest, declared readers who never read are shown too, and others are marked NO; ? means that',
    'the manifest has readers whose names only apply knows. The caller needs cloudtrail:LookupEvents (on *).',
  ],
  options: {
    since: { value: 'time', description: 'how far back, such as 24h or 7d, up to 90d. Default: 7d' },
    changes: { description: 'changes only: decryptions are many' },
    ...VAULT_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    { line: 'coffer audit api --since 24h', does: 'who changed and read secrets of one service since yesterday' },
    { line: 'coffer audit /api/db_password --changes', does: 'who changed one secret, also if it is gone' },
  ],
  exitCodes: { [EXIT.ATTENTION]: 'somebody read a secret who is not declared to' },
  completes: 'services',
  run: async (args) => (await import('./run-audit')).runAudit(args),
};
