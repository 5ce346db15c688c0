import {
  readReplicatorVariables,
  readRotatorVariables,
  REPLICA_KEYS_VARIABLE,
  replicaKeysText,
  rotatorVariables,
} from '../../src/contracts/function-environment';

test('the rotator reads what the construct sets, by the names that deployed functions have', () => {
  const variables = rotatorVariables({ vault: 'acme-dev', topicArn: 'arn:topic', scheduleGroup: 'acme-dev' });
  expect(variables).toEqual({ COFFER_VAULT: 'acme-dev', COFFER_TOPIC_ARN: 'arn:topic', COFFER_SCHEDULES: 'acme-dev' });
  expect(readRotatorVariables(variables)).toEqual({ vault: 'acme-dev', topicArn: 'arn:topic', scheduleGroup: 'acme-dev' });
});

test('a function that was deployed by nothing of ours says so', () => {
  expect(() => readRotatorVariables({ COFFER_TOPIC_ARN: 'arn:topic' })).toThrow(
    'COFFER_VAULT is not set: this function is deployed by the construct SecretRotator, which sets it. Deploy the stack again.',
  );
  expect(readRotatorVariables({ COFFER_VAULT: 'acme-dev', COFFER_TOPIC_ARN: '', COFFER_SCHEDULES: 'acme-dev' })).toEqual({
    vault: 'acme-dev',
    topicArn: undefined,
    scheduleGroup: 'acme-dev',
  });
});

test.each([{}, { COFFER_SCHEDULES: '' }])('a rotator whose environment names no schedules does nothing (%j)', (more) => {
  expect(() => readRotatorVariables({ COFFER_VAULT: 'acme-dev', COFFER_TOPIC_ARN: 'arn:topic', ...more })).toThrow(
    'COFFER_SCHEDULES is not set',
  );
});

test('the replicator reads what the construct sets, by the name that deployed functions have', () => {
  expect(REPLICA_KEYS_VARIABLE).toBe('COFFER_REPLICA_KEYS');
  const text = replicaKeysText(['alias/b', 'alias/a', 'alias/b']);
  expect(text).toBe('alias/a,alias/b');
  expect(readReplicatorVariables({ COFFER_REPLICA_KEYS: text })).toEqual({ keys: ['alias/a', 'alias/b'] });
});

test.each([{}, { COFFER_REPLICA_KEYS: '' }])('a replicator whose environment names no keys does nothing (%j)', (variables) => {
  expect(() => readReplicatorVariables(variables)).toThrow(
    'COFFER_REPLICA_KEYS is not set: this function is deployed by the construct SecretVault, which sets it. Deploy the stack again.',
  );
});
