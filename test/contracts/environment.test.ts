import * as fc from 'fast-check';
import { serviceEnvironment } from '../../src/contracts/environment';
import { environmentName, keyFault } from '../../src/contracts/names';

const keys = fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'abAB01_-.'), minLength: 1, maxLength: 4 }), { maxLength: 12 });

describe('the environment of a service', () => {
  test('gives each parameter to the variable that chamber exec makes of it', () => {
    const { variables, faults } = serviceEnvironment(['/shop/api/db-password', '/shop/api/smtp_host', '/shop/api/MixedCase']);
    expect(Object.fromEntries(variables)).toEqual({
      DB_PASSWORD: '/shop/api/db-password',
      SMTP_HOST: '/shop/api/smtp_host',
      MIXEDCASE: '/shop/api/MixedCase',
    });
    expect(faults).toEqual([]);
  });

  test.each([
    [
      '/api/db.pass',
      "Parameter '/api/db.pass' gives the environment name DB.PASS, which no program can read (chamber exec maps '-' to '_' " +
        "but leaves '.').",
      "Rename it to '/api/db_pass', or move it out of the service.",
    ],
    [
      '/api/2fa',
      "Parameter '/api/2fa' gives the environment name 2FA, which no program can read (a variable cannot begin with a digit).",
      "Rename it to '/api/_2fa', or move it out of the service.",
    ],
    [
      '/api/...',
      "Parameter '/api/...' gives the environment name ..., which no program can read (chamber exec maps '-' to '_' but leaves '.').",
      'Rename it to letters, digits and underscores, or move it out of the service.',
    ],
  ])('has no place for %s', (parameter, problem, remedy) => {
    expect(serviceEnvironment([parameter, '/api/good']).faults).toEqual([{ parameters: [parameter], problem, remedy }]);
  });

  test('names both parameters that become one variable', () => {
    expect(serviceEnvironment(['/api/db_pass', '/api/db-pass']).faults).toEqual([
      {
        parameters: ['/api/db-pass', '/api/db_pass'],
        problem:
          "Parameters '/api/db-pass' and '/api/db_pass' both become DB_PASS (chamber exec maps '-' to '_', " +
          'takes no notice of case, and would take either).',
        remedy: 'Rename or delete one of them.',
      },
    ]);
  });

  test('has every parameter in a variable or in a fault, whatever its order', () => {
    fc.assert(
      fc.property(keys, (given) => {
        const parameters = given.map((key) => `/api/${key}`);
        const { variables, faults } = serviceEnvironment(parameters);
        expect([...new Set([...variables.values(), ...faults.flatMap((fault) => fault.parameters)])].sort()).toEqual(
          [...parameters].sort(),
        );
        for (const [variable, parameter] of variables) expect(variable).toBe(environmentName(parameter));
        expect(serviceEnvironment([...parameters].reverse())).toEqual({ variables, faults });
      }),
    );
  });

  test('has no faults in what keys may be called', () => {
    fc.assert(
      fc.property(keys, (given) => {
        const distinct = new Map(given.filter((key) => keyFault(key) === undefined).map((key) => [environmentName(key), `/api/${key}`]));
        expect(serviceEnvironment([...distinct.values()])).toEqual({ variables: distinct, faults: [] });
      }),
    );
  });
});
