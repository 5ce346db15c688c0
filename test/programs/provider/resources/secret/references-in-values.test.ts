import { CHARACTER_CLASSES } from '../../../../../src/programs/values/random-value';
import { LocalAwsForProvider, secret } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();
const given = (value: string) => secret(`value_wo = ${value}\n value_wo_version = 1`);
const HEAD = 'Error: Parameter Store refuses the value';

test('a value with {{…}} is refused at plan where it is known, and not quoted', async () => {
  local.terraform.configure(given('"CANARY-{{ssm:/other}}"'));
  const said = await local.terraform.plan();
  expect(said).toContain(HEAD);
  expect(said).not.toContain('CANARY');
});

test('and at apply where it is not, before anything is written', async () => {
  local.terraform.configure(`resource "terraform_data" "late" {\n input = "CANARY-{{x}}"\n}\n${given('terraform_data.late.output')}`);
  expect(await local.terraform.applyError()).toContain(HEAD);
  expect(local.calls('PutParameter')).toBe(0);
});

test('while one brace, or a pair that is never closed, is a value like any other', async () => {
  local.terraform.configure(given('"CANARY-{a} {{b"'));
  await local.terraform.apply();
  expect(await local.valueOf('/api/key')).toBe('CANARY-{a} {{b');
});

test('no generated password can have one', () => {
  expect(Object.values(CHARACTER_CLASSES).join('')).not.toMatch(/[{}]/);
});
