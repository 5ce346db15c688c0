import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import {
  ApplicationSecret,
  AwsCredentials,
  BootstrapSecret,
  CertificateAuthority,
  CertificateUse,
  DatabaseSecretForm,
  DatabaseUsers,
  EllipticCurve,
  KeyAlgorithm,
  ParameterTier,
  RateUnit,
  Rotation,
  RotationSchedule,
  SecretFormat,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
} from '../../../src';
import { jsonEncoded } from '../../support/json-encoded';
import { newStack, synthesize } from '../../support/synth';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Upload', Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme/*' }],
});

/** The rotation plans of secrets with every kind of rotation, as JSON, by the name of the secret. */
export function plansOfEveryRecipe(): ReadonlyMap<string, string> {
  const stack = newStack();
  const breakGlass = ['arn:aws:iam::111122223333:role/break-glass'];
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'dev',
    breakGlass,
    deployers: ['arn:aws:iam::123456789012:role/terraform'],
  });
  const of = (key: string, rotation: Rotation, tier?: ParameterTier) =>
    new ApplicationSecret(stack, key, { vault, service: 'api', key, source: SecretSource.supplied(), rotation, tier });
  of('random', Rotation.random());
  of('random_hex', Rotation.random({ afterDays: 7, format: SecretFormat.HEX, length: 40 }));
  of('random_uuid', Rotation.random({ format: SecretFormat.UUID, schedule: RotationSchedule.rate(12, RateUnit.HOURS, { paused: true }) }));
  const classes = { lower: false, upper: true, digits: false, symbols: true, excludeCharacters: '!%' };
  of('random_long', Rotation.random({ ...classes, length: 6000 }), ParameterTier.ADVANCED);

  const admin = new ApplicationSecret(stack, 'admin', { vault, service: 'db', key: 'admin', source: SecretSource.supplied() });
  const user = { host: 'db.acme.internal', username: 'api' };
  of('postgresql', Rotation.postgresql(user));
  of('postgresql_admin', Rotation.postgresql({ ...user, admin }));
  const chosen = { database: 'app', port: 6432, certificateAuthority: 'PEM', password: { length: 20, symbols: true } };
  of('postgresql_chosen', Rotation.postgresql({ ...user, ...chosen, admin }));
  of('mysql', Rotation.mysql({ ...user, admin, form: DatabaseSecretForm.PASSWORD, hostMask: '10.%' }));
  of('mysql_url', Rotation.mysql({ ...user, admin, form: DatabaseSecretForm.URL, users: DatabaseUsers.ALTERNATING }));

  of(
    'lambda',
    Rotation.lambdaFunction(new LambdaFunction(stack, 'own', { functionName: 'own', role: 'arn:aws:iam::111122223333:role/own' })),
  );
  of('reminder', Rotation.reminder());
  const rotation = Rotation.reminder({ afterDays: 180 });
  new BootstrapSecret(stack, 'token', { vault, system: 'vault', key: 'token', source: SecretSource.supplied(), rotation });

  new AwsCredentials(stack, 'ci', { vault, service: 'ci', policy: POLICY });
  new AwsCredentials(stack, 'often', { vault, service: 'often', policy: POLICY, rotation: { afterDays: 3 } });
  new AwsCredentials(stack, 'seldom', { vault, service: 'seldom', policy: POLICY, rotation: { afterDays: 90, graceDays: 30 } });

  const authority = new CertificateAuthority(stack, 'root', { vault, key: 'root', subject: { commonName: 'Acme Root' } });
  new TlsCertificate(stack, 'server', { vault, service: 'api', key: 'server', authority, dnsNames: ['api.acme.example'], renewal: {} });
  new TlsCertificate(stack, 'client', {
    vault,
    service: 'api',
    key: 'client',
    authority,
    subject: { commonName: 'api', organizationalUnit: 'platform', country: 'DE' },
    ipAddresses: ['10.0.0.1'],
    uris: ['spiffe://acme/api'],
    uses: [CertificateUse.CLIENT],
    validityDays: 30,
    renewal: {},
  });

  new SshKeyPair(stack, 'ed25519', { vault, service: 'ssh', key: 'ed25519', rotation: {} });
  const rsa = KeyAlgorithm.rsa();
  new SshKeyPair(stack, 'rsa', { vault, service: 'ssh', key: 'rsa', algorithm: rsa, rotation: { afterDays: 60, graceDays: 5 } });
  new SshKeyPair(stack, 'ecdsa', { vault, service: 'ssh', key: 'ecdsa', algorithm: KeyAlgorithm.ecdsa(EllipticCurve.P384), rotation: {} });

  const prefix = '/_coffer/rotation/acme-dev';
  const parameters = Object.values(synthesize(stack).resource.coffer_secret!) as { name: string; value_wo: string }[];
  const plans = parameters.filter(({ name }) => name.startsWith(prefix));
  return new Map(plans.map(({ name, value_wo: text }) => [name.slice(prefix.length), jsonEncoded(text)]));
}
