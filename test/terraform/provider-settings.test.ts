import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformStack, TerraformVariable } from 'cdktf';
import { SecretVault } from '../../src';
import { CofferProvider } from '../../src/bindings/provider';
import { thrownBy } from '../support/errors';
import { newApp, synthesize } from '../support/synth';

const SECRET = 'CANARYsecretkeyofaws/0123456789abcdefghij';

function refused(declare: (stack: TerraformStack) => unknown) {
  const stack = new TerraformStack(newApp(), 'dev');
  declare(stack);
  if (!stack.allProviders().some(({ terraformResourceType }) => terraformResourceType === 'aws')) {
    new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  }
  new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  return thrownBy(() => synthesize(stack));
}

test.each<[string, (stack: TerraformStack) => unknown, string]>([
  [
    'the secret key of the AwsProvider',
    (stack) => new AwsProvider(stack, 'aws', { region: 'eu-west-1', accessKey: 'AKIA', secretKey: SECRET }),
    "Provider 'dev/aws': secret_key is written out in the program, so it would be in the synthesized output (it is kept out " +
      'of this message). Leave it out, and set AWS_SECRET_ACCESS_KEY where you deploy, or pass a TerraformVariable.',
  ],
  [
    'its session token',
    (stack) => new AwsProvider(stack, 'aws', { token: SECRET }),
    "Provider 'dev/aws': token is written out in the program",
  ],
  [
    'the password of its proxy',
    (stack) => new AwsProvider(stack, 'aws', { httpsProxy: 'http://ci:CANARY-proxy@proxy.acme.example:3128' }),
    "Provider 'dev/aws': https_proxy has a password written out in the program, " +
      'so it would be in the synthesized output (it is kept out of this message). Leave it out, ' +
      'and set HTTPS_PROXY where you deploy, or pass a TerraformVariable.',
  ],
  [
    'the secret key of a second AwsProvider',
    (stack) => [new AwsProvider(stack, 'aws', {}), new AwsProvider(stack, 'away', { alias: 'away', secretKey: SECRET })],
    "Provider 'dev/away': secret_key is",
  ],
  [
    'what an override puts there',
    (stack) => new AwsProvider(stack, 'aws', {}).addOverride('secret_key', SECRET),
    "Provider 'dev/aws': secret_key is",
  ],
  [
    'the secret key of a CofferProvider',
    (stack) => new CofferProvider(stack, 'coffer', { secretKey: SECRET }),
    "Provider 'dev/coffer': secret_key is",
  ],
  [
    'the token of a KubernetesProvider',
    (stack) => new KubernetesProvider(stack, 'kubernetes', { token: SECRET }),
    "Provider 'dev/kubernetes': token is written out in the program, so it would be in the synthesized output (it is kept " +
      'out of this message). Leave it out, and set KUBE_TOKEN',
  ],
])('%s is refused where it is written out', (_, declare, message) => {
  const { name, message: said } = refused(declare);
  expect(name).toBe('LiteralSecretError');
  expect(said).toContain(message);
  expect(said).not.toContain('CANARY');
});

test.each<[string, (stack: TerraformStack) => AwsProviderConfig]>([
  [
    'variables',
    (stack) => {
      const variable = new TerraformVariable(stack, 'secret', { type: 'string', sensitive: true });
      return { accessKey: 'AKIA', secretKey: variable.stringValue, token: '${var.token}', httpsProxy: variable.stringValue };
    },
  ],
  ['what a stand-in for AWS takes', () => ({ accessKey: 'test', secretKey: 'test' })],
  ['a proxy without a password', () => ({ httpsProxy: 'http://proxy.acme.example:3128', httpProxy: 'http://ci@proxy.acme.example:3128' })],
  ['the id of a key', () => ({ accessKey: 'AKIAIOSFODNN7EXAMPLE' })],
])('%s are taken', (_, settings) => {
  const stack = new TerraformStack(newApp(), 'dev');
  new AwsProvider(stack, 'aws', { region: 'eu-west-1', ...settings(stack) });
  new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  expect(() => synthesize(stack)).not.toThrow();
});
