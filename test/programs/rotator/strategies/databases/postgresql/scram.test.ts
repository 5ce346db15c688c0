import { scramVerifier } from '../../../../../../src/programs/rotator/strategies/databases/postgresql/scram';

test('a verifier is the one that PostgreSQL makes', async () => {
  // The example of RFC 7677, whose password is "pencil".
  expect(await scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test('no two verifiers of one password are the same', async () => {
  expect(await scramVerifier('CANARY-password')).not.toBe(await scramVerifier('CANARY-password'));
});
