import { readRotatorVariables, rotatorVariables } from '../../src/contracts/function-environment';

test('the rotator reads what the construct sets, by the names that deployed functions have', () => {
  const variables = rotatorVariables({ vault: 'acme-dev', topicArn: 'arn:topic', scheduleGroup: 'acme-dev' });
  expect(variables).toEqual({ COFFER_VAULT: 'acme-dev', COFFER_TOPIC_ARN: 'arn:topic', COFFER_SCHEDULES: 'acme-dev' });
  expect(readRotatorVariables(variables)).toEqual({ vault: 'acme-dev', topicArn: 'arn:topic', scheduleGroup: 'acme-dev' });
});

test('a function that was deployed by nothing of ours says so', () => {
  expect(() => readRotatorVariables({ COFFER_TOPIC_ARN: 'arn:topic' })).toThrow('COFFER_VAULT is not set: this function is deployed by the construct SecretRotator, which sets it.');
  expect(readRotatorVariables({ COFFER_VAULT: 'acme-dev', COFFER_TOPIC_ARN: '' })).toEqual({ vault: 'acme-dev', topicArn: undefined, scheduleGroup: undefined });
});
