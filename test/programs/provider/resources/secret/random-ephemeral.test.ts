import { LocalAwsForProvider } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();

/** A random value, kept where a test can look at it. */
const random = (body: string, version = 1, more = '') => `
  ephemeral "coffer_random" "value" {
    ${body}
  }
  resource "coffer_secret" "copy" {
    name             = "/api/copy"
    value_wo         = ephemeral.coffer_random.value.value
    value_wo_version = ${version}
  }
  ${more}`;

describe('a random value', () => {
  test.each([
    ['a password of 32 letters and digits', '', /^[A-Za-z0-9]{32}$/],
    [
      'a password of chosen classes without excluded characters',
      'length = 64\n upper = false\n digits = false\n exclude_characters = "aeiou"',
      /^[b-df-hj-np-tv-z]{64}$/,
    ],
    ['random bytes in hex', 'format = "hex"\n length = 24', /^[0-9a-f]{48}$/],
    [
      'a UUID, which needs no length',
      'format = "uuid"\n length = 1',
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    ],
  ])('is %s', async (_name, body, form) => {
    local.terraform.configure(random(body));
    await local.terraform.apply();
    expect(await local.valueOf('/api/copy')).toMatch(form);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('is another one at every opening, and reaches a write-only argument only with a new version', async () => {
    local.terraform.configure(random(''));
    await local.terraform.apply();
    const first = await local.valueOf('/api/copy');
    await local.terraform.apply();
    expect(await local.valueOf('/api/copy')).toBe(first);
    local.terraform.configure(random('', 2));
    await local.terraform.apply();
    expect(await local.valueOf('/api/copy')).not.toBe(first);
  });

  test('fills in the defaults of what is left out', async () => {
    local.terraform.configure(
      random(
        'length = 20',
        1,
        `
      resource "coffer_secret" "settings" {
        name             = "/api/settings"
        value_wo         = jsonencode({ for name, setting in ephemeral.coffer_random.value : name => setting if name != "value" })
        value_wo_version = 1
      }`,
      ),
    );
    await local.terraform.apply();
    expect(JSON.parse(await local.valueOf('/api/settings'))).toEqual({
      format: 'password',
      length: 20,
      lower: true,
      upper: true,
      digits: true,
      symbols: false,
      exclude_characters: '',
    });
  });

  test('is in neither plan nor state, nor in the log', async () => {
    local.terraform.configure(random('format = "uuid"'));
    const planned = await local.terraform.run(['plan', '-out=plan'], { TF_LOG: 'TRACE' });
    const applied = await local.terraform.run(['apply', '-auto-approve', 'plan'], { TF_LOG: 'TRACE' });
    const value = await local.valueOf('/api/copy');
    const shown = await local.terraform.run(['show', '-json', 'plan']);
    const state = await local.terraform.run(['state', 'pull']);
    expect(planned.output + applied.output + shown.output + state.output).not.toContain(value);
    expect(state.stdout).toContain('/api/copy');
  });

  test('needs no AWS at all', async () => {
    local.terraform.configure(`
      ephemeral "coffer_random" "value" {}
      resource "terraform_data" "checked" {
        lifecycle {
          precondition {
            condition     = length(ephemeral.coffer_random.value.value) == 32
            error_message = "not made"
          }
        }
      }`);
    await local.terraform.apply();
    expect(local.aws.requests()).toEqual([]);
  });

  test.each([
    ['too short', 'length = 4', 'Error: Wrong length length is 4; a password has 8 to 8192 characters.'],
    [
      'of a form that is not known',
      'format = "words"',
      "Error: Wrong format format is 'words'; it must be one of password, hex, base64, uuid.",
    ],
    [
      'of no characters',
      'upper = false\n lower = false\n digits = false',
      'Error: Wrong lower no character class is left: at least one of lower, upper, digits and symbols must be true.',
    ],
  ])('%s is refused', async (_name, body, message) => {
    local.terraform.configure(random(body));
    expect(await local.terraform.applyError()).toBe(message);
  });

  test('too short, by a length that is known after apply, is refused then', async () => {
    local.terraform.configure(random('length = terraform_data.length.output', 1, 'resource "terraform_data" "length" {\n input = 4\n }'));
    expect(await local.terraform.applyError()).toContain('Error: Wrong length length is 4; a password has 8 to 8192 characters.');
  });
});
