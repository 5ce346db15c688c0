import type { PolicyStatement } from '../iam/policy-document';
import { serviceUse } from '../iam/service-use';

/** Lets the alarms of an account publish to a topic of its own. */
export function alarmsOfThisAccount(topicArn: string, account: string): PolicyStatement {
  return serviceUse('AlarmsOfThisAccount', 'cloudwatch.amazonaws.com', 'sns:Publish', topicArn, { account });
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
