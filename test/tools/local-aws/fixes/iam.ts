import {
  AddClientIDToOpenIDConnectProviderCommand,
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateOpenIDConnectProviderCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetOpenIDConnectProviderCommand,
  GetUserCommand,
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
} from '@aws-sdk/client-iam';
import { outcome, fault } from './fault';

export const IAM = [
  fault({
    fix: 'iam-oidc-client-ids',
    behaviour: 'client ids of an OpenID Connect provider are added and removed, also where nothing is left to do',
    observe: async (settings) => {
      const iam = new IAMClient(settings);
      const { OpenIDConnectProviderArn } = await iam.send(
        new CreateOpenIDConnectProviderCommand({
          Url: 'https://token.actions.example.com',
          ClientIDList: ['first'],
          ThumbprintList: ['0'.repeat(40)],
        }),
      );
      const add = { OpenIDConnectProviderArn, ClientID: 'second' };
      const remove = { OpenIDConnectProviderArn, ClientID: 'first' };
      for (const command of [
        new AddClientIDToOpenIDConnectProviderCommand(add),
        new AddClientIDToOpenIDConnectProviderCommand(add),
        new RemoveClientIDFromOpenIDConnectProviderCommand(remove),
        new RemoveClientIDFromOpenIDConnectProviderCommand(remove),
      ]) {
        await outcome(iam.send(command as AddClientIDToOpenIDConnectProviderCommand));
      }
      const provider = await iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
      return provider.ClientIDList;
    },
    onStock: ['first'],
    mended: ['second'],
  }),
  fault({
    fix: 'iam-service-specific-credentials',
    behaviour: 'ListServiceSpecificCredentials answers, so that a user can be deleted with force_destroy',
    observe: async (settings) => {
      const iam = new IAMClient(settings);
      await iam.send(new CreateUserCommand({ UserName: 'alice' }));
      const listed = await outcome(iam.send(new ListServiceSpecificCredentialsCommand({ UserName: 'alice' })));
      return typeof listed !== 'string' && listed.ServiceSpecificCredentials?.length === 0;
    },
    onStock: false,
    mended: true,
  }),
  fault({
    fix: 'iam-user-boundaries',
    behaviour: 'the permissions boundary of a user is kept, told, changed and taken off',
    observe: async (settings) => {
      const iam = new IAMClient(settings);
      const boundary = async () =>
        (await iam.send(new GetUserCommand({ UserName: 'bob' }))).User!.PermissionsBoundary?.PermissionsBoundaryArn ?? 'none';
      const policy = (name: string) => `arn:aws:iam::123456789012:policy/${name}`;
      await iam.send(new CreateUserCommand({ UserName: 'bob', PermissionsBoundary: policy('first') }));
      const seen = [await boundary()];
      await outcome(iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'bob', PermissionsBoundary: policy('second') })));
      seen.push(await boundary());
      await outcome(iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'bob' })));
      return [...seen, await boundary()];
    },
    onStock: ['none', 'none', 'none'],
    mended: ['arn:aws:iam::123456789012:policy/first', 'arn:aws:iam::123456789012:policy/second', 'none'],
  }),
  fault({
    fix: 'iam-users-in-use',
    behaviour: 'a user with access keys, or in a group, is not deleted',
    observe: async (settings) => {
      const iam = new IAMClient(settings);
      for (const UserName of ['keyed', 'grouped', 'free']) await iam.send(new CreateUserCommand({ UserName }));
      await iam.send(new CreateAccessKeyCommand({ UserName: 'keyed' }));
      await iam.send(new CreateGroupCommand({ GroupName: 'uploaders' }));
      await iam.send(new AddUserToGroupCommand({ UserName: 'grouped', GroupName: 'uploaders' }));
      const remove = (UserName: string) => outcome(iam.send(new DeleteUserCommand({ UserName })).then(() => 'deleted'));
      return [await remove('keyed'), await remove('grouped'), await remove('free')];
    },
    onStock: ['deleted', 'deleted', 'deleted'],
    mended: ['DeleteConflictException', 'DeleteConflictException', 'deleted'],
  }),
];
