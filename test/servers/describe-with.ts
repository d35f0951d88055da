import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from '@jest/globals';
import { testFolder } from './folder.ts';
import { findPart, LEFT_OUT, missing, type Part } from './parts.ts';

/** Parts that must be there: `TEST_REQUIRE=redis,browser`, as continuous integration sets it. */
const required = (part: Part): boolean => (process.env['TEST_REQUIRE'] ?? '').split(',').includes(part);

/**
 * A group of tests that needs a part. Where it is missing they fail if it is required; else they are left out and the
 * end of the run says so.
 */
export function describeWith(
  part: Part,
  title: string,
  body: () => void,
  found = findPart(part) !== undefined,
): void {
  // eslint-disable-next-line jest/valid-describe-callback -- the caller's function
  if (found) describe(title, body);
  else if (required(part))
    describe(title, () => {
      test(`${part} is installed`, () => {
        throw missing(part);
      });
    });
  else {
    appendFileSync(path.join(testFolder(), LEFT_OUT), `${part}\t${title}\n`);
    // eslint-disable-next-line jest/no-disabled-tests -- told at the end of the run, and refused where required
    const leaveOut = describe.skip;
    leaveOut(title, body);
  }
}
