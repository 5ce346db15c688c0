import { executableName, isPackaged, packageName, parseKinds, parseTargets, TARGETS, thisMachine } from '../../../tools/package/targets';
import { thrownBy } from '../../support/errors';

const [LINUX, , , , WINDOWS] = TARGETS;

test('a package and its executable are named as registries and Terraform want them', () => {
  expect(packageName('1.2.3', LINUX!)).toBe('terraform-provider-coffer_1.2.3_linux_amd64.zip');
  expect(executableName('1.2.3', LINUX!)).toBe('terraform-provider-coffer_v1.2.3');
  expect(executableName('1.2.3', WINDOWS!)).toBe('terraform-provider-coffer_v1.2.3.exe');
});

test('all targets are built where none is named', () => {
  expect(parseTargets(undefined).map(({ name }) => name)).toEqual([
    'linux_amd64',
    'linux_arm64',
    'darwin_amd64',
    'darwin_arm64',
    'windows_amd64',
  ]);
});

test('named targets are built once each, whatever their order', () => {
  expect(parseTargets('windows_amd64, linux_arm64,windows_amd64').map(({ name }) => name)).toEqual(['linux_arm64', 'windows_amd64']);
});

test('an unknown target is refused with the ones there are', () => {
  expect(thrownBy(() => parseTargets('linux_amd64,linux_386'))).toEqual({
    name: 'ToolError',
    message:
      "--targets linux_amd64,linux_386: there is no target 'linux_386'. " +
      'Write some of linux_amd64,linux_arm64,darwin_amd64,darwin_arm64,windows_amd64.',
  });
});

test('an empty list of targets is refused, and does not mean all of them', () => {
  expect(thrownBy(() => parseTargets('')).message).toContain("there is no target ''");
});

test('both kinds are built where none is named, and an unknown one is refused', () => {
  expect(parseKinds(undefined)).toEqual(['script', 'executable']);
  expect(parseKinds('script')).toEqual(['script']);
  expect(thrownBy(() => parseKinds('binary'))).toEqual({
    name: 'ToolError',
    message: '--kind binary: there is no such kind. Write script or executable.',
  });
});

test('there is no script for Windows, which does not start one by its first line', () => {
  expect(TARGETS.filter((target) => !isPackaged('script', target))).toEqual([WINDOWS]);
  expect(TARGETS.filter((target) => !isPackaged('executable', target))).toEqual([]);
});

test.each([
  ['linux', 'x64', 'linux_amd64'],
  ['linux', 'arm64', 'linux_arm64'],
  ['darwin', 'arm64', 'darwin_arm64'],
  ['win32', 'x64', 'windows_amd64'],
])("Node's %s on %s is Terraform's %s", (platform, arch, name) => {
  expect(thisMachine(platform, arch).name).toBe(name);
});

test('a machine that is no target is told so', () => {
  expect(thrownBy(() => thisMachine('linux', 's390x')).message).toMatch(
    /^This machine \(linux, s390x\) is none of the targets: linux_amd64, .*\. Run this on one of them\.$/,
  );
});
