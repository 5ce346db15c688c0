import { Token } from 'cdktf';
import { resourceFault } from '../../src/iam/given-resource';

const BEGINS = 'has a wildcard where its name begins';

describe('a resource of a policy is named', () => {
  test.each([
    'arn:aws:s3:::acme-artifacts',
    'arn:aws:s3:::acme-artifacts/*',
    'arn:aws:s3:::acme-artifacts/incoming/2026-??/*',
    'arn:aws-cn:s3:::acme-artifacts/*',
    'arn:aws:s3:eu-west-1:111122223333:accesspoint/upload/object/*',
    'arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/GET/*',
    'arn:aws:sqs:eu-west-1:111122223333:orders',
    'arn:aws:sns:eu-west-1:111122223333:orders:*',
    'arn:aws:iam::111122223333:role/deploy',
    'arn:aws:iam::111122223333:role/ci/*',
    'arn:aws:sts::111122223333:assumed-role/deploy/*',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/*',
    'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders:*',
    'arn:aws:lambda:eu-west-1:111122223333:function:orders:*',
    'arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/*',
    'arn:aws:ssm:eu-west-1:111122223333:parameter/api/*',
    'arn:aws:ssm:*:111122223333:parameter/api/*',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-??????',
    'arn:aws:s3:::homes/$${aws:username}/*',
    '${aws_s3_bucket.artifacts.arn}',
    '${aws_s3_bucket.artifacts.arn}/*',
    'arn:aws:s3:::${aws_s3_bucket.artifacts.bucket}/*',
    'arn:${data.aws_partition.this.partition}:iam::${data.aws_caller_identity.this.account_id}:role/deploy',
    Token.asString({ resolve: () => 'arn:aws:s3:::x' }),
    `${Token.asString({ resolve: () => 'arn:aws:s3:::x' })}/*`,
  ])('%s', (resource) => {
    expect(resourceFault(resource)).toBeUndefined();
  });
});

describe('a resource of a policy is not named', () => {
  test.each([
    ['arn:aws:iam::111122223333:role/*', BEGINS],
    ['arn:aws:iam::111122223333:role/ci-*', BEGINS],
    ['arn:aws:iam::111122223333:*/deploy', BEGINS],
    ['arn:aws:iam::${data.aws_caller_identity.this.account_id}:role/*', BEGINS],
    ['arn:aws:kms:eu-west-1:111122223333:key/*', BEGINS],
    ['arn:aws:kms:eu-west-1:111122223333:alias/?', BEGINS],
    ['arn:aws:dynamodb:eu-west-1:111122223333:table/*', BEGINS],
    ['arn:aws:lambda:eu-west-1:111122223333:function:*', BEGINS],
    ['arn:aws:ssm:eu-west-1:111122223333:parameter/*', BEGINS],
    ['arn:aws:logs:eu-west-1:111122223333:log-group:*', BEGINS],
    ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:*', BEGINS],
    ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders*', BEGINS],
    ['arn:aws:s3:::*', BEGINS],
    ['arn:aws:s3:::acme-*', BEGINS],
    ['arn:aws:s3:::acme-*/incoming/file', BEGINS],
    ['arn:aws:s3:eu-west-1:111122223333:accesspoint/*', BEGINS],
    ['arn:aws:execute-api:eu-west-1:111122223333:*/prod/GET/', BEGINS],
    ['arn:aws:sqs:eu-west-1:111122223333:*', BEGINS],
    ['arn:aws:sqs:eu-west-1:111122223333:orders-*', BEGINS],
    ['arn:*:iam::111122223333:role/deploy', 'has a wildcard for its partition'],
    ['arn:aws:*:::x', 'has a wildcard for its service'],
    ['arn:aws:iam::*:role/deploy', 'has a wildcard for its account'],
    ['arn:aws:iam::11112222????:role/deploy', 'has a wildcard for its account'],
    ['*arn', 'is no ARN'],
    ['acme-artifacts/*', 'is no ARN'],
  ])('%s', (resource, problem) => {
    expect(resourceFault(resource)).toMatchObject({ problem, remedy: expect.stringMatching(/\.$/) as string });
  });
});
