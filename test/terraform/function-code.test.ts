import { createHash } from 'crypto';
import { writeFileSync } from 'fs';
import { join } from 'path';
import type * as code from '../../src/terraform/function-code';
import { thrownBy } from '../support/errors';
import { temporaryFolder } from '../support/synth';

/** What is told of a function whose zip in the package has this content, and which was built as `zip`. */
function built(content: string | undefined): { readonly folder: string; readonly build: () => code.FunctionAsset } {
  const folder = temporaryFolder();
  if (content !== undefined) {
    writeFileSync(join(folder, 'rotator.zip'), content);
    writeFileSync(
      join(folder, 'rotator.json'),
      JSON.stringify({ rotator: { file: 'rotator.zip', sha256: createHash('sha256').update('zip').digest('base64') } }),
    );
  }
  let loaded!: typeof code;
  jest.isolateModules(() => {
    jest.doMock('../../src/terraform/assets', () => ({ ASSETS: folder }));
    loaded = jest.requireActual<typeof code>('../../src/terraform/function-code');
  });
  return { folder, build: () => loaded.builtFunction('rotator.json', 'rotator') };
}

test('a function is deployed from the zip that was built', () => {
  const { folder, build } = built('zip');
  expect(build()).toEqual({ path: join(folder, 'rotator.zip'), sha256: createHash('sha256').update('zip').digest('base64') });
});

test('a zip of other bytes is refused, also where it has changed since it was looked at', () => {
  const { folder, build } = built('zip');
  build();
  writeFileSync(join(folder, 'rotator.zip'), 'another zip');
  const { name, message } = thrownBy(build);
  expect(name).toBe('ProviderInstallationError');
  expect(message).toMatch(
    /^rotator: .*rotator\.zip has checksum [\w+/=]{44}, and was built with [\w+/=]{44}\. Install the cdktf-coffer package again\.$/,
  );
});

test('a package that was not built says so', () => {
  expect(thrownBy(built(undefined).build).message).toMatch(
    /it is not bundled: .*rotator\.json is missing\. Run npx projen bundle, or install the published package\.$/,
  );
});
