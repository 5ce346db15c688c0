import { serviceUse } from '../../src/iam/service-use';

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:failed';
const account = '111122223333';

// Policies are compared as texts by people's tools: these are letter by letter what earlier versions deployed.
test.each([
  [
    'one account',
    serviceUse('AlarmsOfThisAccount', 'cloudwatch.amazonaws.com', 'sns:Publish', QUEUE, { account }),
    `{"Sid":"AlarmsOfThisAccount","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"sns:Publish",` +
      `"Resource":"${QUEUE}","Condition":{"StringEquals":{"aws:SourceAccount":"${account}"}}}`,
  ],
  [
    'some sources of one account',
    serviceUse('FileUndelivered', 'events.amazonaws.com', 'sqs:SendMessage', QUEUE, { account, sourceArn: ['a', 'b'] }),
    `{"Sid":"FileUndelivered","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage",` +
      `"Resource":"${QUEUE}","Condition":{"StringEquals":{"aws:SourceAccount":"${account}"},"ArnEquals":{"aws:SourceArn":["a","b"]}}}`,
  ],
  [
    'sources of one account by the beginning of their names',
    serviceUse('FileUndelivered', 'events.amazonaws.com', 'sqs:SendMessage', QUEUE, { account, sourceLike: 'a*' }),
    `{"Sid":"FileUndelivered","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage",` +
      `"Resource":"${QUEUE}","Condition":{"StringEquals":{"aws:SourceAccount":"${account}"},"ArnLike":{"aws:SourceArn":"a*"}}}`,
  ],
  [
    'one source',
    serviceUse('ThisRuleOnly', 'events.amazonaws.com', 'sqs:SendMessage', QUEUE, { sourceArn: 'a' }),
    `{"Sid":"ThisRuleOnly","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage",` +
      `"Resource":"${QUEUE}","Condition":{"ArnEquals":{"aws:SourceArn":"a"}}}`,
  ],
])('a service uses a resource for %s only', (_what, statement, text) => {
  expect(JSON.stringify(statement)).toBe(text);
});
