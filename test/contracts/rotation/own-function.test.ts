import { DEFAULT_VALUE_FORMAT } from '../../../src/contracts/random-value';
import { RotationFormError } from '../../../src/contracts/rotation/members';
import { type CreateAnswer, readCreateAnswer } from '../../../src/contracts/rotation/own-function';

const read = (answer: unknown) => readCreateAnswer('arn:own', '/api/token', answer);

describe('what a function answers to create', () => {
  test.each<[CreateAnswer, object]>([
    [{ generate: true }, DEFAULT_VALUE_FORMAT],
    [{ generate: {} }, DEFAULT_VALUE_FORMAT],
    [{ generate: { length: 40, symbols: true } }, { ...DEFAULT_VALUE_FORMAT, length: 40, symbols: true }],
  ])('%j asks for a value', (answer, format) => {
    expect(read(answer)).toEqual(format);
  });

  const others = [undefined, null, 'CANARY', {}, { generate: false }, { generate: 'CANARY' }, { generate: [] }];
  test.each(others.map((answer) => [answer]))('%j asks for none', (answer) => {
    expect(read(answer)).toBeUndefined();
  });

  test('is refused where it is not understood, in words for whoever wrote the function, and not quoted', () => {
    expect(() => read({ generate: { length: 'CANARY' } })).toThrow(
      new RotationFormError(
        'In what arn:own answered to create for /api/token, generate.length is a text, and has to be a number. ' +
          'Correct the answer of the function, such as {"generate": {"length": 40}}.',
      ),
    );
  });
});
