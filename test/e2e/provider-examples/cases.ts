import { ACCOUNT, type Account } from './account';
import type { ExampleFolder } from './example-folder';
import type { Permission } from '../../../tools/docs/provider/permissions';

/** What an example needs around it, and what is to be seen of it. */
export interface ExampleCase {
  /** Services whose parameters are written or read. @default - `api` */
  readonly services?: readonly string[];
  /** What somebody has prepared before; a role gets what the example's resources need. */
  readonly before?: (account: Account, folder: ExampleFolder, ofResources: readonly Permission[]) => Promise<void>;
  /** Variables of every Terraform command; undefined takes one away. */
  readonly env?: (folder: ExampleFolder) => NodeJS.ProcessEnv;
  /** Whether what it imports is made first by the example itself, without its import block. */
  readonly importsItself?: boolean;
  /** What to look at after the apply, and what is to be seen there. */
  readonly seen?: (folder: ExampleFolder) => unknown;
  readonly expected?: unknown;
  /** Whether another example shows that the same things can be destroyed, with the same permissions. */
  readonly destroyedElsewhere?: boolean;
  /** Whether a role makes the calls of its resources, and not the user. */
  readonly byRole?: boolean;
}

/** One case for each folder of examples/terraform that has a main.tf. */
export const CASES: Readonly<Record<string, ExampleCase>> = {
  provider: {
    destroyedElsewhere: true,
    seen: (folder) => folder.state().resources['coffer_secret.jwt_key']!.tags_all,
    expected: { Team: 'payments' },
  },
  'provider/assume-role': {
    byRole: true,
    before: (account, _folder, ofResources) =>
      account.makeRole(
        'secrets',
        {
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'acme-prod' } },
        },
        ofResources,
      ),
  },
  'provider/web-identity': {
    byRole: true,
    destroyedElsewhere: true,
    before: async (account, folder, ofResources) => {
      const [host, sub] = ['gitlab.example.com', 'project_path:acme/api:ref_type:branch:ref:main'];
      folder.write('token', await account.makeToken(`https://${host}`, 'sts.amazonaws.com', { sub }));
      const trust = {
        Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: sub } },
      };
      await account.makeRole('secrets-ci', trust, ofResources);
    },
    env: (folder) => ({ TF_VAR_token_file: folder.path('token'), AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }),
  },

  'resources/coffer_secret': {
    before: async (account) => {
      await account.makeKey();
      await account.writeParameter('/api/license_key', 'CANARY-license-key');
    },
    env: () => ({ TF_VAR_payment_token: 'CANARY-payment-token' }),
    seen: (folder) => {
      const { outputs, resources } = folder.state();
      return {
        ...outputs,
        versions: ['jwt_key', 'payment_token', 'license_key', 'old_token'].map((name) => resources[`coffer_secret.${name}`]!.version),
      };
    },
    expected: { smtp_password_status: 'awaiting value', versions: [1, 1, 1, 1] },
  },
  'resources/coffer_secret/import': {
    destroyedElsewhere: true,
    before: (account) => account.writeParameter('/api/token', 'CANARY-token', 'CANARY-token-2'),
    seen: (folder) => folder.state().resources['coffer_secret.token']!.version,
    expected: 2,
  },
  'resources/coffer_private_key': {
    services: ['ci'],
    before: keyAndBucket,
    seen: (folder) => folder.state().outputs,
    expected: { deploy_public_key: expect.stringMatching(/^ssh-ed25519 \S+$/) as unknown },
  },
  'resources/coffer_private_key/import': {
    before: keyAndBucket,
    importsItself: true,
    destroyedElsewhere: true,
    seen: (folder) => folder.state().resources['coffer_private_key.root']!.public_key_pem,
    expected: expect.stringContaining('BEGIN PUBLIC KEY') as unknown,
  },
  'resources/coffer_certificate': {
    services: ['api', 'mesh'],
    before: keyAndBucket,
    seen: (folder) => folder.state().outputs,
    expected: {
      api_chain: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n/) as unknown,
      api_renewal: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/) as unknown,
    },
  },
  'resources/coffer_certificate/import': {
    before: keyAndBucket,
    importsItself: true,
    destroyedElsewhere: true,
    seen: (folder) => String(folder.state().resources['coffer_certificate.ca']!.certificate_pem).trim() === folder.read('ca.pem').trim(),
    expected: true,
  },

  'ephemeral-resources/coffer_secret': {
    before: async (account, folder) => {
      await account.makeKey();
      await account.writeParameter('/api/db_password', 'CANARY-db-password-1', 'CANARY-db-password-2');
      folder.standInFor('psql', 'PGPASSWORD');
    },
    seen: (folder) => folder.read('psql.called').split('\n'),
    expected: ['--host db.example.com --username api --file schema.sql', 'PGPASSWORD=CANARY-db-password-2', ''],
  },
  'ephemeral-resources/coffer_environment': {
    services: ['global', 'api'],
    before: async (account, folder) => {
      await account.makeKey();
      await account.writeParameter('/global/log-level', 'CANARY-debug');
      await account.writeParameter('/global/region', 'CANARY-global');
      await account.writeParameter('/api/region', 'CANARY-api');
      folder.standInFor('npm', 'LOG_LEVEL', 'REGION');
    },
    seen: (folder) => ({ npm: folder.read('npm.called').split('\n'), dotenv: folder.read('.env') }),
    expected: {
      npm: ['run migrate', 'LOG_LEVEL=CANARY-debug', 'REGION=CANARY-api', ''],
      dotenv: 'LOG_LEVEL=CANARY-debug\nREGION=CANARY-api\n',
    },
  },
  'ephemeral-resources/coffer_random': {
    services: ['database', 'api'],
    seen: (folder) => Object.values(folder.state().resources).map(({ version }) => version),
    expected: [1, 1],
  },
  'data-sources/coffer_secret': {
    before: async (account) => {
      await account.makeKey();
      await account.writeParameter('/api/db_password', 'CANARY-db-password');
    },
    seen: (folder) => folder.state().outputs,
    expected: { db_password: { arn: `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/api/db_password`, version: 1, age_days: 0, claim: null } },
  },
  'data-sources/coffer_secrets': {
    before: async (account) => {
      await account.writeParameter('/api/db_password', 'CANARY-db-password-1', 'CANARY-db-password-2');
      await account.writeParameter('/api/jwt_key', 'CANARY-jwt-key');
    },
    seen: (folder) => folder.state().outputs,
    expected: { secrets: { '/api/db_password': 2, '/api/jwt_key': 1 }, in_clear: [] },
  },

  'functions/parameter_name': shows({ db_password: '/api/db-password' }),
  'functions/env_name': shows({ variable: 'DB_PASSWORD', variable_of_a_parameter: 'DB_PASSWORD' }),
  'functions/tf_var_name': shows({ variable: 'TF_VAR_DB_PASSWORD' }),
  'functions/dotenv': shows({ dotenv: 'GREETING="it\'s on"\nPORT=8080\n' }),
};

async function keyAndBucket(account: Account): Promise<void> {
  await account.makeKey();
  await account.makeBucket();
}

function shows(expected: Record<string, string>): ExampleCase {
  return { seen: (folder) => folder.state().outputs, expected, destroyedElsewhere: true };
}
