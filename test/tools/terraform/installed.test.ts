import { eitherProduct, findTerraform } from '../../../tools/terraform/installed';
import { ToolError } from '../../../tools/terraform/terraform';
import { ProgramsOnPath } from '../prerequisites/programs-on-path';

const programs = ProgramsOnPath.forThisFile();
const { TERRAFORM_BINARY_NAME } = process.env;

beforeEach(() => {
  delete process.env.TERRAFORM_BINARY_NAME;
  programs.alone();
});
afterAll(() => {
  if (TERRAFORM_BINARY_NAME !== undefined) process.env.TERRAFORM_BINARY_NAME = TERRAFORM_BINARY_NAME;
});

test('Terraform is taken where there are both', () => {
  programs.says('tofu', 'OpenTofu v1.12.6');
  programs.says('terraform', 'Terraform v1.11.4');
  expect(findTerraform(eitherProduct())).toEqual({ product: 'Terraform', command: 'terraform', version: '1.11.4' });
});

test('OpenTofu is taken where there is no Terraform', () => {
  programs.says('tofu', 'OpenTofu v1.12.6');
  expect(findTerraform(eitherProduct())).toEqual({ product: 'OpenTofu', command: 'tofu', version: '1.12.6' });
});

test('the command that cdktf is told to use is taken, whatever else there is', () => {
  programs.says('terraform', 'Terraform v1.11.4');
  process.env.TERRAFORM_BINARY_NAME = 'tofu-next';
  expect(() => findTerraform(eitherProduct())).toThrow(new ToolError('tofu-next is not on PATH.'));
  programs.says('tofu-next', 'OpenTofu v1.13.0-dev');
  expect(findTerraform(eitherProduct())).toEqual({ product: 'OpenTofu', command: 'tofu-next', version: '1.13.0-dev' });
});

test('OpenTofu is known by what it says, under whatever name', () => {
  programs.says('terraform', 'OpenTofu v1.11.0');
  expect(findTerraform(['terraform']).product).toBe('OpenTofu');
});

test.each(['Terraform v1.10.5', 'OpenTofu v1.10.9', 'Terraform v0.15.0'])('%s is too old for write-only values', (said) => {
  programs.says('terraform', said);
  expect(() => findTerraform(['terraform'])).toThrow(
    new ToolError(`${said.replace(' v', ' ')} is too old: Coffer needs 1.11 or newer, for write-only values.`),
  );
});

test('a command that is no Terraform is told with what it said', () => {
  programs.add('terraform', 'echo "exec format error" >&2; exit 126');
  expect(() => findTerraform(['terraform'])).toThrow(
    new ToolError('`terraform version` does not say which Terraform it is: exec format error'),
  );
});

test('a machine with neither is told both names', () => {
  expect(() => findTerraform(eitherProduct())).toThrow(new ToolError('Neither terraform nor tofu is on PATH.'));
});
