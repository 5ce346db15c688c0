import { normal, normalValue, shapeOf, shapeOfMembers } from '../../../tools/compare/shapes';

test('what differs from run to run is replaced, and what stays is not', () => {
  expect(normal('made 2026-01-31T03:00:00.123Z by AKIAABCDEFGHIJKLMNOP in 123456789012, try 0a1b2c3d4e5f at 127.0.0.1:4711')).toBe(
    'made <time> by <access key> in 123456789012, try <hexadecimal> at <endpoint>',
  );
  expect(normal('/api/db_password_authorized_keys of arn:aws:iam::123456789012:role/acme')).toBe(
    '/api/db_password_authorized_keys of arn:aws:iam::123456789012:role/acme',
  );
});

test('a value that was made by chance is its kind and length, and one that was given is itself', () => {
  expect(shapeOf('CANARY-before')).toBe('CANARY-before');
  expect(shapeOf('Ab3Ab3Ab3Ab3Ab3Ab3Ab3Ab3')).toBe('<24 letters and digits>');
  expect(shapeOf('Ab3!Ab3!Ab3!Ab3!')).toBe('<16 characters>');
  expect(shapeOf(`${'Ab3'.repeat(15)}.PX=V-jk`)).toBe('<53 characters>');
  expect(shapeOf('Ab3Ab3Ab3Ab3Ab3Ab3Ab3Ab')).not.toBe(shapeOf('Ab3Ab3Ab3Ab3Ab3Ab3Ab3Ab3'));
  expect(shapeOf('{"AccessKeyId":"AKIAABCDEFGHIJKLMNOP","SecretAccessKey":"Ab3Ab3Ab3Ab3Ab3Ab3"}')).toBe(
    '{"AccessKeyId":"<access key>","SecretAccessKey":"<18 letters and digits>"}',
  );
});

test('a value behind the record of a rotation is told apart from it', () => {
  expect(shapeOf('{"holder":"the-request 0a1b2c3d4e5f","turn":1}\nAb3Ab3Ab3Ab3Ab3Ab3')).toBe(
    '{"holder":"the-request <hexadecimal>","turn":1}\n<18 letters and digits>',
  );
});

test('members of a request keep their names, their order and whatever is no value', () => {
  const tags = [{ Key: 'Team', Value: 'platform' }];
  expect(shapeOfMembers({ Name: '/api/key', Value: 'Ab3Ab3Ab3Ab3Ab3Ab3', Overwrite: false, Tags: tags })).toBe(
    '{"Name":"/api/key","Value":"<18 letters and digits>","Overwrite":false,"Tags":[{"Key":"Team","Value":"platform"}]}',
  );
});

test('times in an answer are replaced, and counts are not', () => {
  const said = { begun: 1_767_225_600_000, version: 7, days: -1, everyDays: -7 };
  expect(normalValue(said)).toEqual({ begun: '<time>', version: 7, days: 0, everyDays: -7 });
});
