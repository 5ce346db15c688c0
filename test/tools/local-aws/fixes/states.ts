import { type ClientSettings, fault } from './fault';

/** What Step Functions answers, or its status; asked without its client, which nothing else here needs. */
async function ask<T>({ endpoint, region, credentials }: ClientSettings, operation: string, body: object): Promise<T | number> {
  const scope = `${credentials.accessKeyId}/20260101/${region}/states/aws4_request`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `AWSStepFunctions.${operation}`,
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  return response.ok ? ((await response.json()) as T) : response.status;
}

const machine = (startAt: string) => JSON.stringify({ StartAt: startAt, States: { Restart: { Type: 'Pass', End: true } } });

export const STATES = [
  fault({
    fix: 'states-validate-definition',
    behaviour: 'ValidateStateMachineDefinition tells a definition that holds from others',
    observe: (settings) =>
      Promise.all(
        [machine('Restart'), machine('Elsewhere'), '{'].map(async (definition) => {
          const answer = await ask<{ result: string }>(settings, 'ValidateStateMachineDefinition', { definition });
          return typeof answer === 'number' ? answer : answer.result;
        }),
      ),
    onStock: [501, 501, 501] as (number | string)[],
    mended: ['OK', 'FAIL', 'FAIL'],
  }),
  fault({
    fix: 'states-list-versions',
    behaviour: 'ListStateMachineVersions lists what was published',
    observe: async (settings) => {
      const roleArn = 'arn:aws:iam::123456789012:role/machine';
      const create = { name: 'restart', definition: machine('Restart'), roleArn, publish: true };
      const made = await ask<{ stateMachineArn: string }>(settings, 'CreateStateMachine', create);
      if (typeof made === 'number') return made;
      const { stateMachineArn } = made;
      const answer = await ask<{ stateMachineVersions: { stateMachineVersionArn: string }[] }>(settings, 'ListStateMachineVersions', {
        stateMachineArn,
      });
      return typeof answer === 'number'
        ? answer
        : answer.stateMachineVersions.map(({ stateMachineVersionArn }) => stateMachineVersionArn.split(':').slice(6).join(':'));
    },
    onStock: 501 as number | string[],
    mended: ['restart:1'],
  }),
];
