import { programEnvironment, type EnvironmentOptions } from '../../../../src/programs/cli/exec/program-environment';
import { onlyOf } from '../../../../src/programs/cli/exec/run-exec';
import { becomeProgram, RunningProgram } from '../../../../src/programs/cli/exec/start-program';
import { variablesOf, type Variable } from '../../../../src/programs/cli/values/read-variables';

const PAIR = JSON.stringify({ AccessKeyId: 'AKIACANARYCANARY0001', SecretAccessKey: 'CANARY-secret-key' });
const OPTIONS: EnvironmentOptions = { pristine: false, preserve: false, awsCredentials: false };

function variables(values: Record<string, string>): ReadonlyMap<string, Variable> {
  return new Map(Object.entries(values).map(([name, value]) => [name, { name, value, parameter: `/api/${name.toLowerCase()}` }]));
}

describe('the environment of a program', () => {
  const secrets = variables({ TOKEN: 'CANARY-token', HOME: 'CANARY-home' });
  const own = { HOME: '/home/me', TERM: 'xterm' };

  test('is the present one with secrets over it', () => {
    expect(programEnvironment(own, secrets, OPTIONS)).toEqual({ HOME: 'CANARY-home', TERM: 'xterm', TOKEN: 'CANARY-token' });
  });

  test('is secrets and nothing else with --pristine', () => {
    expect(programEnvironment(own, secrets, { ...OPTIONS, pristine: true })).toEqual({ HOME: 'CANARY-home', TOKEN: 'CANARY-token' });
  });

  test('keeps what is set already with --preserve-env', () => {
    expect(programEnvironment(own, secrets, { ...OPTIONS, preserve: true })).toEqual({ ...own, TOKEN: 'CANARY-token' });
  });

  test('has, with --strict, only what was expected, and an error names all that is missing', () => {
    const expecting = { ...own, TOKEN: 'chamberme' };
    const strict = { ...OPTIONS, strictValue: 'chamberme' };
    expect(programEnvironment(expecting, secrets, strict)).toEqual({ ...own, TOKEN: 'CANARY-token' });
    expect(programEnvironment(expecting, secrets, { ...strict, pristine: true })).toEqual({ TOKEN: 'CANARY-token' });
    expect(() => programEnvironment({ ...expecting, B: 'chamberme', A: 'chamberme' }, secrets, strict)).toThrow('A, B are expected');
  });

  test.each([
    'LD_PRELOAD',
    'NODE_OPTIONS',
    'PATH',
    'BASH_ENV',
    'DYLD_INSERT_LIBRARIES',
    'LD_DEBUG_OUTPUT',
    'JDK_JAVA_OPTIONS',
    'GIT_CONFIG_COUNT',
    'NPM_CONFIG_SCRIPT_SHELL',
    'SSH_ASKPASS',
    'PS4',
    'RANDOM',
    'OPTIND',
    'SHELLOPTS',
    'PROMPT_COMMAND',
    'AWS_PAGER',
    'EDITOR',
    'MAKEFLAGS',
    'TF_CLI_ARGS_apply'.toUpperCase(),
    'NODE_TLS_REJECT_UNAUTHORIZED',
    'AWS_CA_BUNDLE',
    'AWS_ENDPOINT_URL_S3',
    'AWS_CONFIG_FILE',
    'COFFER_ALLOW',
  ])('never gets %s from a service, unless somebody asks for it by name', (name) => {
    const planted = variables({ [name]: 'CANARY' });
    expect(() => programEnvironment(own, planted, OPTIONS)).toThrow(`/api/${name.toLowerCase()} becomes ${name}`);
    expect(programEnvironment(own, planted, { ...OPTIONS, allowed: [name] })).toMatchObject({ [name]: 'CANARY' });
  });

  test('gets it with --strict if it was expected, and not if not', () => {
    const planted = variables({ ENV: 'CANARY', NODE_OPTIONS: 'CANARY' });
    expect(programEnvironment({ ENV: 'chamberme' }, planted, { ...OPTIONS, strictValue: 'chamberme' })).toEqual({ ENV: 'CANARY' });
  });

  test('names all of them at once, and what passes those that are meant', () => {
    const planted = variables({ ENV: 'CANARY', TOKEN: 'CANARY', JAVA_OPTS: 'CANARY', TMOUT: 'CANARY' });
    expect(() => programEnvironment(own, planted, { ...OPTIONS, allowed: ['tmout'] })).toThrow(
      /^parameter \/api\/env becomes ENV, parameter \/api\/java_opts becomes JAVA_OPTS, by which .* allow them: --allow ENV,JAVA_OPTS\. [^C]*$/,
    );
    const all = { ...OPTIONS, allowed: ['ENV', 'java-opts', 'TMOUT'] };
    expect(programEnvironment({}, planted, all)).toEqual({ ENV: 'CANARY', TOKEN: 'CANARY', JAVA_OPTS: 'CANARY', TMOUT: 'CANARY' });
  });

  test('gets what only looks like one of them, and what teams keep in Parameter Store', () => {
    const kept = [
      'SYSTEM_PROMPT',
      'OPS_PAGER',
      'HTTPS_PROXY',
      'AWS_ACCESS_KEY_ID',
      'PIP_INDEX_URL',
      'GITHUB_TOKEN',
      'LDAP_URL',
      'JAVA_KEY',
    ];
    const given = variables(Object.fromEntries(kept.map((name) => [name, 'CANARY'])));
    expect(Object.keys(programEnvironment({}, given, OPTIONS)).sort()).toEqual(kept.sort());
  });

  test('cannot have a NUL, and the error quotes nothing', () => {
    expect(() => programEnvironment(own, variables({ TOKEN: 'CANARY\0x' }), OPTIONS)).toThrow(
      /^parameter \/api\/token contains a NUL[^C]*$/,
    );
  });
});

describe('an access key', () => {
  const own = { AWS_SESSION_TOKEN: 'CANARY-session', AWS_PROFILE: 'me', AWS_ACCESS_KEY_ID: 'CANARY-mine', TERM: 'xterm' };
  const options = { ...OPTIONS, awsCredentials: true };

  test('takes the place of its JSON, and of every credential of the caller', () => {
    expect(programEnvironment(own, variables({ KEY: PAIR, TOKEN: 'CANARY' }), options)).toEqual({
      TERM: 'xterm',
      TOKEN: 'CANARY',
      AWS_ACCESS_KEY_ID: 'AKIACANARYCANARY0001',
      AWS_SECRET_ACCESS_KEY: 'CANARY-secret-key',
    });
  });

  test('is not mixed with the caller’s by --preserve-env', () => {
    const mixed = programEnvironment(own, variables({ KEY: PAIR }), { ...options, preserve: true });
    const half = [mixed.AWS_ACCESS_KEY_ID === 'CANARY-mine', mixed.AWS_SECRET_ACCESS_KEY === 'CANARY-secret-key'];
    expect(half).not.toEqual([true, true]);
  });

  test('has to be there, and only once', () => {
    expect(() => programEnvironment(own, variables({ TOKEN: 'CANARY' }), options)).toThrow('holds an access key');
    expect(() => programEnvironment(own, variables({ A: PAIR, B: PAIR }), options)).toThrow('/api/a, /api/b');
  });
});

describe('variables of parameters', () => {
  const of = (...names: string[]) => variablesOf(names.map((name) => ({ name, value: 'CANARY' })));

  test('are refused where two of them would be one, by both names', () => {
    expect(() => of('/api/db-pass', '/api/deeper/db_pass')).toThrow('/api/db-pass and /api/deeper/db_pass both become DB_PASS');
  });

  test('are refused where no program could read them', () => {
    expect(() => of('/api/db.pass')).toThrow('/api/db.pass gives the environment name DB.PASS');
    expect(() => of('/api/2fa')).toThrow('a variable cannot begin with a digit');
  });
});

test('--only takes names with commas or again, once each', () => {
  expect(onlyOf(['A,B', 'B', ' C'])).toEqual(['A', 'B', 'C']);
  expect(onlyOf(undefined)).toBeUndefined();
  expect(() => onlyOf(['A;B'])).toThrow("received 'A;B'");
});

describe('an environment that is larger than the system takes', () => {
  const huge = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`CANARY_${index}`, 'x'.repeat(8000)]));
  const execve = jest.fn();
  const { execve: before } = process as { execve?: unknown };
  beforeEach(() => Object.assign(process, { execve: execve.mockReset() }));
  afterAll(() => Object.assign(process, { execve: before }));

  test('never gets to execve, where Node.js would abort and leave a core file of it', () => {
    becomeProgram('/bin/true', ['true'], { PATH: process.env.PATH! });
    expect(execve).toHaveBeenCalledTimes(1);
    becomeProgram('/bin/true', ['true'], huge);
    expect(execve).toHaveBeenCalledTimes(1);
  });

  test('is an error in words that quotes nothing of it', () => {
    expect(() => new RunningProgram('/bin/true', ['true'], huge)).toThrow(/^'true' cannot be started: its environment[^C]*--only\.$/);
  });
});
