import * as path from 'node:path';
import { LocalAwsError } from '../local-aws/errors';
import { executableIn, makeEnvironment, run } from '../local-aws/python';

/** What parses queries as Athena does and translates them, and what runs them then. */
const PACKAGES = ['sqlglot==30.30.0', 'duckdb==2.0.1'];
const ENVIRONMENT = path.resolve(__dirname, '..', '..', 'node_modules', '.cache', 'coffer', 'sql', 'venv');

/**
 * The path of a Python that can run `tools/sql/run.py`: the one on PATH, or one in a private virtual environment that is made on first use.
 *
 * @throws LocalAwsError where there is no Python, or the packages cannot be installed
 */
export async function findSqlPython(log: (line: string) => void = () => undefined): Promise<string> {
  for (const python of ['python3', executableIn(ENVIRONMENT)]) {
    const { error } = await run(python, ['-c', 'import duckdb, sqlglot']);
    if (!error) return python;
  }
  const { error } = await run('python3', ['--version']);
  if (error) throw new LocalAwsError('python3 is not on PATH. Install Python 3.10 or newer: it runs the saved queries in tests.');
  await makeEnvironment('python3', ENVIRONMENT, PACKAGES, 'what runs queries', log);
  return executableIn(ENVIRONMENT);
}
