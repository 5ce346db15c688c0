import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { Figures } from './figures';
import { alternate, Subject } from './statistics';
import { oneFor, ProviderUnderTest, TerraformFolder, Workbench } from './terraform-folder';
import { LocalAws } from '../local-aws/local-aws';
import { bundledProvider } from '../terraform/bundled-provider';

export const AWS_PROVIDER_VERSION = '5.100.0';
const KEY_ALIAS = 'alias/bench-dev-chamber';

/** How secrets are spread over services: reads are listed ahead by service, so the shape has a say in the result. */
export interface Shape {
  readonly services: number;
  readonly keysEach: number;
}

export interface PlanSize {
  readonly secrets: number;
  /** Alternating plans, of which the median counts. */
  readonly rounds: number;
  readonly shape: Shape;
  /** A second shape, to show that the first one is not what makes it fast. */
  readonly spread?: Shape;
  /** Whether half of them are also planned as private keys, half of those in a bucket. */
  readonly mixed?: boolean;
}

// One Local AWS serves all, but each set of secrets has a region, where it is alone: moto looks at every parameter
// of a region to find one, so that neighbours would slow each other down.
const REGIONS = { coffer: 'eu-west-1', aws: 'eu-central-1', spread: 'eu-north-1', mixed: 'eu-west-2' } as const;
const BUCKET = 'bench-dev-master-keys';

const coffer = (region: string): ProviderUnderTest => ({
  name: 'coffer',
  source: 'cdktf-coffer/coffer',
  version: bundledProvider().version,
  settings: { region },
  resources: (all) => ({ coffer_secret: oneFor(all, secret) }),
});

/** Of four names two are secrets, one is a private key in Parameter Store, and one a private key in a bucket. */
const mixed = (region: string): ProviderUnderTest => ({
  ...coffer(region),
  settings: { region, s3_use_path_style: true },
  resources: (all) => {
    const place = (of: readonly number[]) => all.filter((_, index) => of.includes(index % 4));
    return {
      coffer_secret: oneFor(place([0, 1]), secret),
      coffer_private_key: {
        ...oneFor(place([2]), (name) => ({ ...PRIVATE_KEY, name })),
        ...Object.fromEntries(
          place([3]).map((name, index) => [`b${index}`, { ...PRIVATE_KEY, bucket: BUCKET, key: `${name.slice(1)}.pem` }]),
        ),
      },
    };
  },
});

const PRIVATE_KEY = { algorithm: 'ED25519', kms_key_id: KEY_ALIAS, deletion_protection: false };

function secret(name: string): object {
  return { name, kms_key_id: KEY_ALIAS, generate: { length: 32 }, deletion_protection: false };
}

const aws = (region: string): ProviderUnderTest => ({
  name: 'aws',
  source: 'hashicorp/aws',
  version: AWS_PROVIDER_VERSION,
  settings: { region, skip_credentials_validation: true, skip_metadata_api_check: true },
  resources: (all) => ({
    // Overwrite, since a create whose answer got lost is sent again by the AWS SDK, and would be refused then. It has
    // no part in plans.
    aws_ssm_parameter: oneFor(all, (name) => ({
      name,
      key_id: KEY_ALIAS,
      type: 'SecureString',
      value_wo: `value of ${name}`,
      value_wo_version: 1,
      overwrite: true,
    })),
  }),
});

const WHAT: Record<string, string> = {
  coffer: 'coffer_secret',
  spread: 'coffer_secret',
  mixed: 'coffer_secret and coffer_private_key',
  aws: 'aws_ssm_parameter',
};

/** Time and API calls of a plan that finds nothing to change: what a team waits for many times a day. */
export async function benchPlans(
  local: LocalAws,
  workbench: Workbench,
  sizes: readonly PlanSize[],
  figures: Figures,
  progress: (line: string) => void,
): Promise<{ coffer: string; aws: string }> {
  const executables = { coffer: '', aws: '' };
  for (const { secrets, rounds, shape, spread, mixed: isMixed } of sizes) {
    await local.reset();
    for (const region of Object.values(REGIONS)) await createKey(local, region);
    await createBucket(local, REGIONS.mixed);
    const id = String(secrets);
    const sets = [
      { name: 'coffer', key: `${id}.coffer`, folder: new TerraformFolder(workbench, coffer(REGIONS.coffer), id, names(shape)) },
      { name: 'aws', key: `${id}.aws`, folder: new TerraformFolder(workbench, aws(REGIONS.aws), id, names(shape)) },
      ...(spread
        ? [
            {
              name: 'spread',
              key: `${id}.spread.coffer`,
              folder: new TerraformFolder(workbench, coffer(REGIONS.spread), `${id}-spread`, names(spread)),
            },
          ]
        : []),
      ...(isMixed
        ? [
            {
              name: 'mixed',
              key: `${id}.mixed.coffer`,
              folder: new TerraformFolder(workbench, mixed(REGIONS.mixed), `${id}-mixed`, names(shape)),
            },
          ]
        : []),
    ];
    for (const { key, folder, name } of sets) {
      progress(`plan: creating ${secrets} with ${WHAT[name]} …`);
      await folder.init();
      const { seconds, calls, attempts } = await counted(local, () => folder.apply());
      if (attempts > 1) continue;
      figures.set(`apply.${key}.seconds`, seconds);
      figures.set(`apply.${key}.calls`, calls);
    }
    progress(`plan: ${rounds} plans of ${secrets} with each provider …`);
    const subjects = sets.map(({ name, folder }): Subject<string, 'seconds' | 'calls'> => ({
      name,
      measure: () => counted(local, () => folder.plan()),
    }));
    const medians = await alternate(rounds, subjects);
    for (const { name, key } of sets) {
      figures.set(`plan.${key}.seconds`, medians[name]!.seconds);
      figures.set(`plan.${key}.calls`, medians[name]!.calls);
      if (name !== 'aws') figures.set(`plan.${key}.calls_per_secret`, medians[name]!.calls / secrets);
    }
    figures.set(`plan.${id}.speedup`, medians.aws!.seconds / medians.coffer!.seconds);
    executables.coffer = sets[0]!.folder.executable;
    executables.aws = sets[1]!.folder.executable;
  }
  return executables;
}

/** A command's time, with the requests that it made. */
async function counted<T extends { seconds: number }>(local: LocalAws, run: () => Promise<T>): Promise<T & { calls: number }> {
  local.clearRequests();
  const measured = await run();
  return { ...measured, calls: local.requests().length };
}

async function createKey(local: LocalAws, region: string): Promise<void> {
  const kms = new KMSClient({ region, endpoint: local.endpoint, credentials: local.credentials });
  try {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'Key of the benchmark' }));
    await kms.send(new CreateAliasCommand({ AliasName: KEY_ALIAS, TargetKeyId: KeyMetadata!.KeyId }));
  } finally {
    kms.destroy();
  }
}

/** With versions, as a bucket of private keys has to be. */
async function createBucket(local: LocalAws, region: string): Promise<void> {
  const s3 = new S3Client({ region, endpoint: local.endpoint, forcePathStyle: true, credentials: local.credentials });
  try {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-2' } }));
    await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }));
  } finally {
    s3.destroy();
  }
}

function names({ services, keysEach }: Shape): string[] {
  return Array.from({ length: services }, (_, service) =>
    Array.from({ length: keysEach }, (__, key) => `/service-${service + 1}/key_${key + 1}`),
  ).flat();
}
