import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ReplicateKeyCommand,
} from '@aws-sdk/client-kms';
import { fault } from './fault';

export const KMS = [
  fault({
    fix: 'kms-rotation-period',
    behaviour: 'GetKeyRotationStatus returns the rotation period that EnableKeyRotation was given',
    observe: async (settings) => {
      const kms = new KMSClient(settings);
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      await kms.send(new EnableKeyRotationCommand({ KeyId: KeyMetadata!.KeyId, RotationPeriodInDays: 180 }));
      const status = await kms.send(new GetKeyRotationStatusCommand({ KeyId: KeyMetadata!.KeyId }));
      return { enabled: status.KeyRotationEnabled, days: status.RotationPeriodInDays };
    },
    onStock: { enabled: true, days: undefined },
    mended: { enabled: true, days: 180 },
  }),
  fault({
    fix: 'kms-replica-keys',
    behaviour: 'a replica key has a description, aliases and a type of its own, and leaves the primary as it was',
    observe: async (settings) => {
      const kms = new KMSClient(settings);
      const elsewhere = new KMSClient({ ...settings, region: 'eu-west-1' });
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({ MultiRegion: true, Description: 'primary' }));
      const KeyId = KeyMetadata!.KeyId!;
      const Policy = '{"Version":"2012-10-17","Statement":[]}';
      await kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: 'eu-west-1', Description: 'replica', Policy }));
      await elsewhere.send(new CreateAliasCommand({ AliasName: 'alias/of-replica', TargetKeyId: KeyId }));
      const replica = (await elsewhere.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata!;
      const primary = (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata!;
      const primaryAliases = (await kms.send(new ListAliasesCommand({ KeyId }))).Aliases!;
      const replicaPolicy = await elsewhere.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
      return {
        replica: [replica.Description, replica.MultiRegionConfiguration!.MultiRegionKeyType, replicaPolicy.Policy === Policy],
        primary: [primary.Description, primary.MultiRegionConfiguration!.MultiRegionKeyType],
        primaryAliases: primaryAliases.map((alias) => alias.AliasName),
      };
    },
    onStock: {
      replica: ['primary', 'REPLICA', false],
      primary: ['primary', 'REPLICA'],
      primaryAliases: ['alias/of-replica'],
    },
    mended: {
      replica: ['replica', 'REPLICA', true],
      primary: ['primary', 'PRIMARY'],
      primaryAliases: [],
    },
  }),
];
