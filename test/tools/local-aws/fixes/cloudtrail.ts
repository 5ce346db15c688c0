import {
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ClientSettings, outcome, fault } from './fault';

async function createTrail(settings: ClientSettings, Name: string): Promise<{ trails: CloudTrailClient; arn: string }> {
  await new S3Client(settings).send(new CreateBucketCommand({ Bucket: `bucket-of-${Name}` }));
  const trails = new CloudTrailClient(settings);
  const { TrailARN } = await trails.send(new CreateTrailCommand({ Name, S3BucketName: `bucket-of-${Name}` }));
  return { trails, arn: TrailARN! };
}

export const CLOUDTRAIL = [
  fault({
    fix: 'cloudtrail-lookup-events',
    behaviour: 'LookupEvents tells of a request that was made before',
    observe: async (settings) => {
      await new SSMClient(settings).send(new PutParameterCommand({ Name: '/looked-up/key', Type: 'String', Value: 'plain' }));
      const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: '/looked-up/key' }];
      const found = await outcome(new CloudTrailClient(settings).send(new LookupEventsCommand({ LookupAttributes })));
      return typeof found === 'string' ? [] : found.Events!.map(({ EventName, Username }) => `${EventName} by ${Username}`);
    },
    onStock: [],
    mended: ['PutParameter by root'],
  }),
  fault({
    fix: 'cloudtrail-trail-by-arn',
    behaviour: 'logging is started and stopped, and a trail deleted, by ARN',
    observe: async (settings) => {
      const { trails, arn } = await createTrail(settings, 'by-arn');
      const isLogging = async () => (await trails.send(new GetTrailStatusCommand({ Name: arn }))).IsLogging;
      await outcome(trails.send(new StartLoggingCommand({ Name: arn })));
      const started = await isLogging();
      await outcome(trails.send(new StopLoggingCommand({ Name: arn })));
      const stopped = !(await isLogging());
      await trails.send(new DeleteTrailCommand({ Name: arn }));
      return { started, stopped, afterDeletion: typeof (await outcome(trails.send(new GetTrailCommand({ Name: arn })))) };
    },
    onStock: { started: false, stopped: true, afterDeletion: 'object' },
    mended: { started: true, stopped: true, afterDeletion: 'string' },
  }),
  fault({
    fix: 'cloudtrail-describe-filter',
    behaviour: 'DescribeTrails returns the trails that are asked for, by name or ARN',
    observe: async (settings) => {
      const { trails, arn } = await createTrail(settings, 'wanted');
      await createTrail(settings, 'unwanted');
      const described = async (name: string) => {
        const { trailList } = await trails.send(new DescribeTrailsCommand({ trailNameList: [name] }));
        return trailList!
          .map((trail) => trail.Name)
          .filter((found) => found?.includes('wanted'))
          .sort();
      };
      return { byName: await described('wanted'), byArn: await described(arn) };
    },
    onStock: { byName: ['unwanted', 'wanted'], byArn: ['unwanted', 'wanted'] },
    mended: { byName: ['wanted'], byArn: ['wanted'] },
  }),
  fault({
    fix: 'cloudtrail-selectors',
    behaviour: 'a trail with event selectors says so',
    observe: async (settings) => {
      const { trails, arn } = await createTrail(settings, 'selective');
      const says = async () => (await trails.send(new GetTrailCommand({ Name: arn }))).Trail?.HasCustomEventSelectors;
      const before = await says();
      await trails.send(new PutEventSelectorsCommand({ TrailName: arn, EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }));
      return { before, after: await says() };
    },
    onStock: { before: false, after: false },
    mended: { before: false, after: true },
  }),
];
