import { PlatformFailure } from '../../src/domain/failure.ts';

/** The failure a piece of work ends with. */
export async function failed(work: Promise<unknown>): Promise<PlatformFailure> {
  const failure = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof PlatformFailure) return failure;
  throw new Error(`expected a PlatformFailure, got ${String(failure)}`);
}
