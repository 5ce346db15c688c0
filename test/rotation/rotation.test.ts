import { ApplicationSecret, Rotation, SecretSource, SecretVault } from '../../src';
import { newStack, synthesize } from '../support/synth';

const newVault = () => {
  const stack = newStack();
  return { stack, vault: new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: ['arn:aws:iam::111122223333:role/break-glass'] }) };
};
const generated = SecretSource.generated();

test('a secret with a rotation gets a schedule of its own, and the vault one function', () => {
  const { stack, vault } = newVault();
  for (const key of ['jwt_key', 'session_key']) new ApplicationSecret(stack, key, { vault, service: 'api', key, source: generated, rotation: Rotation.random({ afterDays: 30 }) });
  const { resource } = synthesize(stack);
  expect(Object.keys(resource.aws_lambda_function!)).toHaveLength(1);
  const schedules = Object.values(resource.aws_scheduler_schedule!);
  expect(schedules.map(({ name }) => name)).toEqual(expect.arrayContaining(['api.jwt_key', 'api.session_key', 'coffer-check']));
  const jwt = schedules.find(({ name }) => name === 'api.jwt_key')!;
  expect(JSON.parse(jwt.target.input)).toEqual({ rotate: '/api/jwt_key', scheduled: '<aws.scheduler.scheduled-time>', afterDays: 30 });

});
