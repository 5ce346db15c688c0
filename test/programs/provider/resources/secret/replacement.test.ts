import { LocalAwsForProvider, secret } from '../../local-aws-for-provider';

jest.setTimeout(240_000);

const local = LocalAwsForProvider.forThisFile();

const BEFORE = 'lifecycle {\n create_before_destroy = true\n }';
const REFUSED = 'Parameter /api/key cannot be replaced under the same name';
const MOVED = 'moved { from = <old address>, to = <new address> }';

const unprotected = (more = '') => secret(`generate = {}\n deletion_protection = false\n ${more}`);
const taint = () => local.terraform.run(['taint', 'coffer_secret.key']);

describe('a replacement under the same name is refused at plan, and the value stays,', () => {
  const generated = async (hcl: string) => {
    local.terraform.configure(hcl);
    await local.terraform.apply();
    return local.valueOf('/api/key');
  };

  test.each([
    ['when asked for by -replace', unprotected()],
    ['when asked for by -replace with create_before_destroy', unprotected(BEFORE)],
    ['when protected', secret(`generate = {}\n ${BEFORE}`)],
    ['when it would be adopted', unprotected(`adopt = true\n ${BEFORE}`)],
    [
      'when a dependent implies create_before_destroy',
      `${unprotected()}
      resource "terraform_data" "dependent" {
        input = coffer_secret.key.arn
        ${BEFORE}
      }`,
    ],
  ])('%s', async (_name, hcl) => {
    const value = await generated(hcl);
    for (const work of ['plan', 'applyError'] as const) {
      const said = await local.terraform[work]('-replace=coffer_secret.key');
      expect(said).toContain(REFUSED);
      expect(said).toContain('raise generation');
    }
    expect(await local.valueOf('/api/key')).toBe(value);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('when triggered by another resource', async () => {
    const triggered = (trigger: number) => `
      resource "terraform_data" "trigger" {
        input = ${trigger}
      }
      ${unprotected('lifecycle {\n create_before_destroy = true\n replace_triggered_by = [terraform_data.trigger]\n }')}`;
    const value = await generated(triggered(1));
    local.terraform.configure(triggered(2));
    expect(await local.terraform.plan()).toContain(REFUSED);
    expect(await local.terraform.applyError()).toContain(REFUSED);
    expect(await local.valueOf('/api/key')).toBe(value);
  });

  test('and a secret that still awaits its value has none to lose', async () => {
    local.terraform.configure(secret(`deletion_protection = false\n ${BEFORE}`));
    await local.terraform.apply();
    await local.terraform.apply('-replace=coffer_secret.key');
    expect(await local.terraform.plan()).toBe('none');
  });
});

test('two secrets do not swap their names', async () => {
  const two = (a: string, b: string) =>
    [a, b].map((name, index) => unprotected(BEFORE).replace('/api/key', name).replace('"key"', `"key${index}"`)).join('\n');
  local.terraform.configure(two('/api/a', '/api/b'));
  await local.terraform.apply();
  const values = await Promise.all(['/api/a', '/api/b'].map((name) => local.valueOf(name)));
  local.terraform.configure(two('/api/b', '/api/a'));
  expect(await local.terraform.applyError()).toMatch(/Parameter \/api\/[ab] is declared twice/);
  expect(await Promise.all(['/api/a', '/api/b'].map((name) => local.valueOf(name)))).toEqual(values);
});

describe('a tainted secret', () => {
  test('is refused at plan while it is protected, naming untaint', async () => {
    local.terraform.configure(secret('generate = {}'));
    await local.terraform.apply();
    const value = await local.valueOf('/api/key');
    await taint();
    const said = await local.terraform.plan();
    expect(said).toContain('Parameter /api/key is protected from deletion, and would be replaced');
    expect(said).toContain('terraform untaint <address>');
    expect(said).not.toContain('is declared twice');
    await local.terraform.run(['untaint', 'coffer_secret.key']);
    expect(await local.terraform.plan()).toBe('none');
    expect(await local.valueOf('/api/key')).toBe(value);
  });

  test('is replaced with a new value, and nothing of the old one is left', async () => {
    local.terraform.configure(unprotected());
    await local.terraform.apply();
    const before = await local.valueOf('/api/key');
    await taint();
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).not.toBe(before);
    expect(await local.versionOf('/api/key')).toBe(1);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('with create_before_destroy is refused at apply under the default claim, and keeps its value', async () => {
    local.terraform.configure(unprotected(BEFORE));
    await local.terraform.apply();
    const before = await local.valueOf('/api/key');
    await taint();
    expect(await local.terraform.applyError()).toContain('Parameter /api/key is already there');
    expect(await local.valueOf('/api/key')).toBe(before);
    await local.terraform.run(['untaint', 'coffer_secret.key']);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('with create_before_destroy and a claim of its own keeps its value, which its successor has, and says so', async () => {
    local.terraform.configure(unprotected(`claim = "shop/key"\n ${BEFORE}`));
    await local.terraform.apply();
    const before = await local.valueOf('/api/key');
    await taint();
    const { output } = await local.terraform.apply();
    expect(output).toContain('Secret /api/key was kept');
    expect(await local.valueOf('/api/key')).toBe(before);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('is still told from a second declaration of its name', async () => {
    local.terraform.configure(unprotected());
    await local.terraform.apply();
    local.terraform.configure(`${unprotected()}\n${unprotected().replace('"key"', '"twin"')}`);
    expect(await local.terraform.plan()).toContain('Parameter /api/key is declared twice');
  });
});

describe('a renamed resource', () => {
  test.each([
    ['protected', secret('generate = {}')],
    ['unprotected', unprotected()],
  ])('that is %s is told of moved, and keeps its value with it', async (_name, hcl) => {
    local.terraform.configure(hcl);
    await local.terraform.apply();
    const value = await local.valueOf('/api/key');
    const renamed = hcl.replace('"key"', '"token"');
    local.terraform.configure(renamed);
    expect(await local.terraform.applyError()).toContain(MOVED);
    expect(await local.valueOf('/api/key')).toBe(value);
    local.terraform.configure(`${renamed}\nmoved {\n from = coffer_secret.key\n to = coffer_secret.token\n}`);
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).toBe(value);
    expect(await local.terraform.plan()).toBe('none');
  });
});
