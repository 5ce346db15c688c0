import { POSTGRESQL } from '../../../../../../src/programs/rotator/strategies/databases/postgresql/postgresql-engine';
import { ASKS_FOR, ForeignServer } from '../../../../../support/databases/foreign-server';

const LOGIN = { username: 'administrator', password: 'CANARY-administrator' };

test.each(Object.entries(ASKS_FOR))('a server that asks for %s gets neither password nor statement', async (_, answer) => {
  const server = await ForeignServer.start(answer);
  try {
    const opening = POSTGRESQL.open(
      { host: 'localhost', port: server.port, ca: server.tls.ca, signal: AbortSignal.timeout(20_000) },
      LOGIN,
      'app',
    );
    await expect(opening).rejects.toMatchObject({
      name: 'DatabaseError',
      failure: 'UnsupportedLogin',
      message: expect.stringContaining('scram-sha-256') as string,
    });
    expect(server.connections).toBe(1);
    // At most the word that it ends the connection (Terminate).
    expect(server.heard.filter((byte) => byte === 0x70 || byte === 0x51)).toHaveLength(0);
    expect(server.heard.toString('latin1')).not.toMatch(/CANARY|md5/);
  } finally {
    server.stop();
  }
});
