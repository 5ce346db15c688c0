import { TerraformStack } from 'cdktf';
import {
  ApplicationSecret,
  DatabaseUsers,
  RateUnit,
  Rotation,
  RotationSchedule,
  SecretFormat,
  SecretRotator,
  SecretSource,
  SecretVault,
  SshKeyPair,
  CertificateAuthority,
  TlsCertificate,
} from 'cdktf-coffer';
import { refusalsOf, type Refusals, type World } from './refusal';

const source = SecretSource.rotated();
const rotated = ({ stack, vault }: World, rotation: Rotation, more: object = {}) =>
  new ApplicationSecret(stack, 'rotated', { vault, service: 'api', key: 'rotated', source, rotation, ...more });
const rotator = ({ stack, vault }: World, more: object) => new SecretRotator(stack, 'rotator', { vault, ...more });
const database = (engine: typeof Rotation.mysql) => (world: World, more: object) =>
  rotated(world, engine({ host: 'db.example.com', username: 'app', ...more }));

export const ROTATION_REFUSALS: Refusals = {
  ...refusalsOf(
    'rotator',
    rotator,
    { concurrency: 0 },
    { concurrency: 3, reserveConcurrency: false },
    { timeoutSeconds: 5 },
    { timeoutSeconds: 1000 },
    { memoryMb: 64 },
    { logRetentionDays: 2 },
    { network: { subnetIds: [], securityGroupIds: [] } },
  ),
  'rotator in another stack': ({ stack, vault }) => new SecretRotator(new TerraformStack(stack.node.root, 'other'), 'rotator', { vault }),
  'rotator after the first rotation': (world) => [rotated(world, Rotation.random()), rotator(world, {})],
  ...refusalsOf(
    'schedule',
    (world, options: object) => rotated(world, Rotation.random({ schedule: RotationSchedule.afterDays(10, options) })),
    { windowMinutes: 2000 },
    { startDate: '1.1.2030' },
    { endDate: 'x' },
    { timeZone: 'Mars' },
    { startDate: '2031-01-01T00:00:00Z', endDate: '2030-01-01T00:00:00Z' },
  ),
  ...refusalsOf(
    'after days',
    (world, { days }: { days: number }) => rotated(world, Rotation.random({ afterDays: days })),
    { days: 0 },
    { days: 366 },
    { days: 1.5 },
  ),
  'after days beside a schedule': (world) => rotated(world, Rotation.random({ afterDays: 3, schedule: RotationSchedule.afterDays(3) })),
  'rate too short': () => RotationSchedule.rate(1, RateUnit.MINUTES),
  'cron of five fields': () => RotationSchedule.cron('0 3 * * *', 3),
  'cron of two days': () => RotationSchedule.cron('0 3 * * * *', 3),
  'cron without a promise': () => RotationSchedule.cron('0 3 * * ? *', 0),
  ...refusalsOf(
    'random value',
    (world, props: object) => rotated(world, Rotation.random(props)),
    { length: 0 },
    { format: SecretFormat.UUID, length: 3 },
    { length: 4090 },
  ),
  ...refusalsOf(
    'PostgreSQL',
    database(Rotation.postgresql),
    { host: '' },
    { username: 'a\nb' },
    { users: DatabaseUsers.ALTERNATING },
    { hostMask: '%' },
    { port: 0 },
    {},
  ),
  ...refusalsOf(
    'MySQL',
    database(Rotation.mysql),
    { database: '' },
    { users: DatabaseUsers.ALTERNATING, form: 'json' },
    { password: { length: 500 } },
  ),
  'an administrator of another vault': ({ stack, vault }) => {
    const other = new SecretVault(stack, 'other', { namespace: 'other', stage: 'prod' });
    const admin = new ApplicationSecret(stack, 'admin', { vault: other, service: 'db', key: 'admin', source: SecretSource.supplied() });
    return rotated({ stack, vault }, Rotation.mysql({ host: 'db.example.com', username: 'app', admin, users: DatabaseUsers.SINGLE }));
  },
  'a reminder for a first value': (world) => rotated(world, Rotation.reminder()),
  'a rotation in another stack': ({ stack, vault }) => {
    new SecretRotator(stack, 'rotator', { vault });
    return new ApplicationSecret(new TerraformStack(stack.node.root, 'other'), 'secret', {
      vault,
      service: 'api',
      key: 'key',
      source,
      rotation: Rotation.random(),
    });
  },
  'an SSH key with a long grace': ({ stack, vault }) =>
    new SshKeyPair(stack, 'ssh', { vault, service: 'ci', key: 'ssh', rotation: { afterDays: 10, graceDays: 9 } }),
  'a certificate renewed after its end': ({ stack, vault }) => {
    const authority = new CertificateAuthority(stack, 'authority', { vault, key: 'root', subject: { commonName: 'Root' } });
    return new TlsCertificate(stack, 'tls', {
      vault,
      service: 'api',
      key: 'tls',
      authority,
      dnsNames: ['a.example'],
      validityDays: 20,
      renewal: { schedule: RotationSchedule.afterDays(30) },
    });
  },
};
