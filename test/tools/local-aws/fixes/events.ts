import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { fault, outcome } from './fault';

export const EVENTS = [
  fault({
    fix: 'events-schedules-match-nothing',
    behaviour: 'a rule with a schedule alone is matched by no event',
    observe: async (settings) => {
      const events = new EventBridgeClient(settings);
      await events.send(new PutRuleCommand({ Name: 'hourly', ScheduleExpression: 'rate(1 hour)' }));
      await events.send(
        new PutTargetsCommand({ Rule: 'hourly', Targets: [{ Id: 'f', Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f' }] }),
      );
      const put = await outcome(
        events.send(new PutEventsCommand({ Entries: [{ Source: 'coffer', DetailType: 'SecretRotated', Detail: '{}' }] })),
      );
      events.destroy();
      return typeof put === 'string' ? 'refused' : put.FailedEntryCount;
    },
    onStock: 'refused' as string | number | undefined,
    mended: 0,
  }),
];
