import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, TerraformStack } from 'cdktf';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { type KubernetesManifest, ManifestFiles } from '../../src/terraform/manifest-files';
import { temporaryFolder } from '../support/synth';

const manifest = (name: string, more: Partial<KubernetesManifest> = {}): KubernetesManifest => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name, namespace: 'api' },
  spec: { first: 'b', second: ['a'] },
  ...more,
});

/** Synthesizes an app with these manifests, by stack. */
function write(folder: string, stacks: { readonly [id: string]: readonly KubernetesManifest[] }): void {
  const app = new App({ outdir: temporaryFolder() });
  for (const [id, manifests] of Object.entries(stacks)) {
    const stack = new TerraformStack(app, id);
    for (const each of manifests) ManifestFiles.of(stack).add(folder, each);
  }
  app.synth();
}

const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
  );

describe('manifests in files', () => {
  test('are one for each object, readable by people, and say who wrote them', () => {
    const folder = path.join(temporaryFolder(), 'deploy', 'secrets');
    write(folder, { dev: [manifest('a'), manifest('a', { kind: 'ClusterThing', metadata: { name: 'a' } })] });
    expect(contents(folder)).toEqual({
      'clusterthing_a.yaml':
        '# Written by Coffer for stack dev. Change the program, not this file.\napiVersion: example.com/v1\nkind: ' +
        'ClusterThing\nmetadata:\n  name: a\nspec:\n  first: b\n  second:\n    - a\n',
      'thing_api_a.yaml':
        '# Written by Coffer for stack dev. Change the program, not this file.\napiVersion: example.com/v1\nkind: ' +
        'Thing\nmetadata:\n  name: a\n  namespace: api\nspec:\n  first: b\n  second:\n    - a\n',
    });
  });

  test('are the same bytes every time, and not touched where they are right', () => {
    const folder = temporaryFolder();
    write(folder, { dev: [manifest('a')] });
    const before = contents(folder);
    const file = path.join(folder, 'thing_api_a.yaml');
    utimesSync(file, 1, 1);
    write(folder, { dev: [manifest('a')] });
    expect(contents(folder)).toEqual(before);
    expect(statSync(file).mtimeMs).toBe(1000);
    write(folder, { dev: [manifest('a', { spec: { first: 'c' } })] });
    expect(contents(folder)[path.basename(file)]).toContain('first: c');
  });

  test('go when they are no longer declared, and nothing else goes', () => {
    const folder = temporaryFolder();
    write(folder, { dev: [manifest('a'), manifest('b')], prod: [manifest('c')] });
    writeFileSync(path.join(folder, 'kustomization.yaml'), 'resources: []\n');
    writeFileSync(path.join(folder, 'README.md'), '# Written by Coffer for stack dev. Change the program, not this file.\n');
    mkdirSync(path.join(folder, 'folder.yaml'));
    write(folder, { dev: [manifest('a')] });
    expect(readdirSync(folder).sort()).toEqual(['README.md', 'folder.yaml', 'kustomization.yaml', 'thing_api_a.yaml', 'thing_api_c.yaml']);
  });

  test.each([
    'on',
    'no',
    '1',
    '1e3',
    '0x10',
    '012',
    'null',
    '~',
    '',
    '1:30',
    '2026-01-01',
    '=',
    '{{ .value | upper | replace "-" "_" }}',
    '^/api/[^/]+$',
    '# x',
    'a: b',
    ' a ',
    'é\u2028',
  ])('have the string %p as a string, also for readers of YAML 1.1', (text) => {
    const folder = temporaryFolder();
    write(folder, { dev: [manifest('a', { spec: { text, list: [text], [`key${text}`]: 'x' } })] });
    for (const version of ['1.1', '1.2'] as const) {
      expect((parse(contents(folder)['thing_api_a.yaml']!, { version }) as KubernetesManifest).spec).toEqual({
        text,
        list: [text],
        [`key${text}`]: 'x',
      });
    }
  });

  test('have whatever is in them', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.array(fc.string()), fc.boolean())), (spec) => {
        const folder = temporaryFolder();
        write(folder, { dev: [manifest('a', { spec })] });
        expect((parse(contents(folder)['thing_api_a.yaml']!, { version: '1.1' }) as KubernetesManifest).spec).toEqual(spec);
      }),
      { numRuns: 30 },
    );
  });
});
