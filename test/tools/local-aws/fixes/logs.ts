import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeMetricFiltersCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { fault } from './fault';

export const LOGS = [
  fault({
    fix: 'logs-metric-filter-update',
    behaviour: 'PutMetricFilter replaces the filter of that name in that log group, and no other',
    observe: async (settings) => {
      const logs = new CloudWatchLogsClient(settings);
      const put = (logGroupName: string, filterPattern: string) =>
        logs.send(
          new PutMetricFilterCommand({
            logGroupName,
            filterName: 'denied',
            filterPattern,
            metricTransformations: [{ metricName: 'denied', metricNamespace: 'coffer', metricValue: '1' }],
          }),
        );
      await logs.send(new CreateLogGroupCommand({ logGroupName: 'trail' }));
      await logs.send(new CreateLogGroupCommand({ logGroupName: 'other' }));
      await put('other', 'unrelated');
      await put('trail', 'before');
      await put('trail', 'after');
      const { metricFilters } = await logs.send(new DescribeMetricFiltersCommand({}));
      return metricFilters!.map((filter) => filter.filterPattern).sort();
    },
    onStock: ['after', 'before', 'unrelated'],
    mended: ['after', 'unrelated'],
  }),
];
