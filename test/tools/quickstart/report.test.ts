import { CdktfProgress } from '../../../tools/quickstart/progress';
import { masked, secretsTable, tally } from '../../../tools/quickstart/report';
import { Screen } from '../../../tools/quickstart/screen';
import { deployedIn } from '../../../tools/quickstart/secrets';

describe('masked', () => {
  test('shows the length of a value and nothing of it', () => {
    expect(masked('JWT_KEY', 'abcdefgh'.repeat(8))).toBe('JWT_KEY=••••••••(64)');
    expect(masked('SHORT', 'x')).toBe('SHORT=••••••••(1)');
  });

  test('counts characters, not halves of them', () => expect(masked('KEY', '🔑é')).toBe('KEY=••••••••(2)'));
});

describe('what was created', () => {
  const generated = { format: 'password', length: 64 };
  const secret = (name: string, more: object) => ({
    mode: 'managed',
    type: 'coffer_secret',
    instances: [{ attributes: { name, status: 'current', version: 1, generate: null, value_wo_version: null, ...more } }],
  });
  const { secrets, others } = deployedIn(
    JSON.stringify({
      version: 4,
      resources: [
        secret('/api/jwt', { generate: generated }),
        secret('/api/hex', { generate: { format: 'hex', length: 32 } }),
        secret('/api/id', { generate: { format: 'uuid', length: 32 } }),
        secret('/api/smtp', { status: 'awaiting value', version: 0 }),
        secret('/api/token', { value_wo_version: 1 }),
        { mode: 'data', type: 'aws_kms_alias', instances: [{ attributes: { name: 'alias/looked-up' } }] },
        { mode: 'managed', type: 'aws_kms_alias', instances: [{ attributes: { name: 'alias/acme-dev-chamber' } }] },
      ],
    }),
  );

  test('is told with the source of each value', () => {
    expect(secretsTable(secrets)).toEqual([
      '  parameter   where the value comes from          status          version',
      '  /api/hex    generated: 32 bytes, hex            current         1',
      '  /api/id     generated: a UUID                   current         1',
      '  /api/jwt    generated: password, 64 characters  current         1',
      '  /api/smtp   supplied by a person                awaiting value  0',
      '  /api/token  a variable (TF_VAR_…)               current         1',
    ]);
  });

  test('does not count what was only looked up', () => expect(others).toEqual(['KMS key alias/acme-dev-chamber']));
});

test('requests that hand out a value are counted, whoever asks and however', () => {
  const request = (operation: string, withDecryption: boolean | null = null) => ({
    time: '',
    durationMs: 1,
    service: 'x',
    operation,
    name: null,
    names: [],
    withDecryption,
    status: 200,
    accessKeyId: null,
  });
  const requests = [
    request('GetParameter', true),
    request('GetParametersByPath', true),
    request('Decrypt'),
    request('GetSecretValue'),
    request('GetParameter', false),
    request('DescribeParameters'),
    request('Encrypt'),
    request('PutParameter'),
  ];
  expect(tally(requests)).toEqual({ all: 8, decrypting: 4 });
});

describe('progress of cdktf', () => {
  test('names what has been waited for longest', () => {
    const told: string[] = [];
    const progress = new CdktfProgress((detail) => told.push(detail));
    [
      'stack  Initializing provider plugins...',
      'stack  aws_kms_key.vault_key_1 (vault/key): Creating...',
      '       aws_iam_role.ci (ci): Creating...',
      '       aws_iam_role.ci: Creation complete after 0s [id=ci]',
      '       aws_kms_key.vault_key_1: Creation complete after 9s [id=1]',
      '       coffer_secret.smtp (smtp/Default): Destroying... [name=/api/smtp]',
    ].forEach((line) => progress.read(line));
    expect(told).toEqual([
      'installing the providers',
      'creating aws_kms_key',
      'creating aws_kms_key',
      'creating aws_kms_key',
      'destroying coffer_secret',
    ]);
  });
});

describe('the screen', () => {
  function screen(isTTY: boolean, colours?: boolean) {
    let text = '';
    let clock = 0;
    return {
      screen: new Screen({
        output: {
          isTTY,
          columns: 40,
          write: (more) => {
            text += more;
          },
        },
        colours,
        now: () => (clock += 1500),
      }),
      text: () => text,
    };
  }

  test('writes plain lines where nobody watches', async () => {
    const { screen: plain, text } = screen(false);
    await plain.step('deploying', async (at) => {
      at('creating a key');
      return 'deployed';
    });
    plain.variable('KEY=••(2)');
    expect(text()).toBe(`  ✓ deployed${' '.repeat(59)}1.5 s\n  KEY=••(2)\n`);
  });

  test('shows the time of what was under way before its step, instead of that of the step', async () => {
    const { screen: plain, text } = screen(false);
    await plain.step('starting local AWS', async () => ({ line: 'started local AWS', ms: 4321 }));
    expect(text()).toMatch(/^  ✓ started local AWS +4\.3 s\n$/);
  });

  test('uses colours on a terminal, and none where NO_COLOR is set', async () => {
    const before = process.env.NO_COLOR;
    try {
      delete process.env.NO_COLOR;
      const coloured = screen(true);
      coloured.screen.done('deployed');
      expect(coloured.text()).toContain('\u001b[32m✓');
      process.env.NO_COLOR = '1';
      const plain = screen(true);
      plain.screen.done('deployed');
      // eslint-disable-next-line no-control-regex -- colours
      expect(plain.text()).not.toMatch(/\u001b\[\d+m/);
    } finally {
      if (before === undefined) delete process.env.NO_COLOR;
      else process.env.NO_COLOR = before;
    }
  });

  test('marks a step that failed, and passes the error on', async () => {
    const { screen: plain, text } = screen(false);
    await expect(
      plain.step('deploying', async () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(text()).toBe('  ✗ deploying\n');
  });

  test('says nothing more once it is closed', () => {
    const { screen: plain, text } = screen(false);
    plain.close();
    plain.line('late');
    expect(text()).toBe('');
  });
});
