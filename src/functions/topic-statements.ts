import type { PolicyStatement } from '../iam/policy-document';

/** Lets the alarms of an account publish to a topic of its own. */
export function alarmsOfThisAccount(topicArn: string, account: string): PolicyStatement {
  return {
    Sid: 'AlarmsOfThisAccount',
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  };
}

/** Refuses whoever publishes to a topic without TLS. */
export function tlsOnly(topicArn: string): PolicyStatement {
  return {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
