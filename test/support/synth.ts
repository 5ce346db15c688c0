import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack, Testing } from 'cdktf';

/** A stack's configuration, as Terraform reads it. */
export interface Configuration {
  readonly terraform?: { readonly required_providers: { readonly [name: string]: { readonly source: string; readonly version: string } } };
  readonly provider: { readonly [type: string]: readonly Block[] };
  readonly resource: { readonly [type: string]: { readonly [id: string]: Block } };
  readonly data?: { readonly [type: string]: { readonly [id: string]: Block } };
  readonly ephemeral?: { readonly [type: string]: { readonly [id: string]: Block } };
  readonly variable?: { readonly [id: string]: Block };
  readonly output?: { readonly [id: string]: Block };
}

/** A block's arguments. */
export interface Block {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever Terraform's JSON has
  readonly [argument: string]: any;
}

const folders: string[] = [];

/** A folder that is gone when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'coffer-test-'));
  folders.push(folder);
  return folder;
}

afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** An app that writes to a temporary folder. */
export function newApp(): App {
  return Testing.app({ outdir: temporaryFolder() });
}

/** A stack with an AWS provider, as nearly every test needs it. */
export function newStack(app: App = newApp(), id = 'dev'): TerraformStack {
  const stack = new TerraformStack(app, id);
  new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  return stack;
}

/** Configuration of a stack, after cdktf has settled the references between all stacks of its app. */
export function synthesize(stack: TerraformStack): Configuration {
  const stacks = stack.node.root.node.findAll().filter(TerraformStack.isStack);
  stacks.forEach((each) => each.prepareStack());
  return JSON.parse(Testing.synth(stack, true)) as Configuration;
}

/** The only element of a type. */
export function only(elements: { readonly [id: string]: Block } | undefined): Block {
  const found = Object.values(elements ?? {});
  expect(found).toHaveLength(1);
  return found[0]!;
}
