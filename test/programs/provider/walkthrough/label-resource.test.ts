import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetParameterCommand, LabelParameterVersionCommand } from '@aws-sdk/client-ssm';
import { labelResource } from './label-resource';
import { cofferProvider } from '../../../../src/programs/provider/coffer-provider';
import { LocalAwsForProvider } from '../local-aws-for-provider';

jest.setTimeout(60_000);

const local = LocalAwsForProvider.forThisFile();

beforeEach(async () => {
  await local.terraform.serve({ ...cofferProvider, resources: [...cofferProvider.resources, labelResource] });
  await local.chamberWrite('/api/key', 'CANARY-1', 1);
  await local.chamberWrite('/api/key', 'CANARY-2', 2);
});

const label = (version: number) => `resource "coffer_label" "current" {\n name = "/api/key"\n label = "current"\n version = ${version}\n}`;
const labelled = async () => (await local.ssm.send(new GetParameterCommand({ Name: '/api/key:current' }))).Parameter!.Version;

test('a whole resource has fewer than 150 lines', () => {
  expect(readFileSync(join(__dirname, 'label-resource.ts'), 'utf8').split('\n').length).toBeLessThan(150);
});

test('it is created, quiet, updated, imported, mended and destroyed by real Terraform', async () => {
  local.terraform.configure(label(1));
  await local.terraform.apply();
  expect(await labelled()).toBe(1);
  expect(await local.terraform.plan()).toBe('none');

  local.terraform.configure(label(2));
  await local.terraform.apply();
  expect(await labelled()).toBe(2);

  await local.ssm.send(new LabelParameterVersionCommand({ Name: '/api/key', ParameterVersion: 1, Labels: ['current'] }));
  expect(await local.terraform.plan()).toContain('1 -> 2');
  await local.terraform.apply();
  expect(await labelled()).toBe(2);

  local.terraform.loseState();
  await local.terraform.run(['import', 'coffer_label.current', '/api/key:current']);
  expect(await local.terraform.plan()).toBe('none');
  await local.terraform.apply('-destroy');
  await expect(labelled()).rejects.toThrow();
});

test('what cannot be is refused at plan, where it stands', async () => {
  local.terraform.configure(label(1).replace('"current"\n version', '"aws-current"\n version'));
  expect(await local.terraform.applyError()).toBe(
    "Error: Wrong label 'aws-current' cannot be a label (AWS: Working with parameter versions).",
  );
});
