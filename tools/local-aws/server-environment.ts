import * as os from 'node:os';

/** This process's variables without those that steer AWS clients or moto: the server is the same everywhere. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const steering = /^(AWS_|MOTO_|TEST_SERVER_MODE|TEST_PROXY_MODE|INITIAL_NO_AUTH_ACTION_COUNT)/;
  const kept = Object.entries(process.env).filter(([name]) => !steering.test(name));
  return {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
    // No answer is for a web page.
    MOTO_DISABLE_GLOBAL_CORS: 'true',
    // Nothing here may start a container, also on a machine that could: port 9 is where nobody listens.
    DOCKER_HOST: 'tcp://127.0.0.1:9',
    // Runs functions.
    COFFER_NODE: process.execPath,
    // No __pycache__ folders in the checkout.
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
