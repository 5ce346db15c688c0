import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

/** As many as the server's own (PostgreSQL: scram_iterations). Generated passwords are not to be guessed anyway. */
const ITERATIONS = 4096;

/**
 * What PostgreSQL keeps of a password (RFC 5803; PostgreSQL: pg_authid). Whoever has it cannot log in by it.
 *
 * @param password printable ASCII, which SASLprep leaves as it is (RFC 4013)
 */
export async function scramVerifier(password: string, salt: Buffer = randomBytes(16)): Promise<string> {
  const salted = await promisify(pbkdf2)(password, salt, ITERATIONS, 32, 'sha256');
  const storedKey = createHash('sha256').update(keyed(salted, 'Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${keyed(salted, 'Server Key').toString('base64')}`;
}

function keyed(salted: Buffer, purpose: string): Buffer {
  return createHmac('sha256', salted).update(purpose).digest();
}
