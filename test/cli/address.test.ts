import { expect, test } from '@jest/globals';
import { addressOf } from '../../workers/address.ts';

test('the address of a console can be opened, whatever it listens on', () => {
  const said = ['127.0.0.1', '0.0.0.0', '::', '::1', 'fe80::1', 'sang.example'].map(
    (host) => new URL('link?s=x', addressOf(host, 8080)).href,
  );
  expect(said).toEqual([
    'http://127.0.0.1:8080/link?s=x',
    'http://127.0.0.1:8080/link?s=x',
    'http://[::1]:8080/link?s=x',
    'http://[::1]:8080/link?s=x',
    'http://[fe80::1]:8080/link?s=x',
    'http://sang.example:8080/link?s=x',
  ]);
});
