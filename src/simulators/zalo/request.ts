import { invalid } from './errors.ts';
import type { World } from './world.ts';

/** Arguments of a call, however they travelled: `data=` JSON, plain query or JSON body. */
export type Args = Readonly<Record<string, unknown>>;

/** One endpoint: returns `data` of the envelope (undefined = none) or throws `ApiError`. */
export type Endpoint = (args: Args, world: World) => unknown;

/** How an endpoint takes its arguments; taking them the wrong way is -201. */
export type Family = 'data' | 'query' | 'body';

export interface Route {
  readonly family: Family;
  /** The permission group it needs. */
  readonly scope: 'send' | 'messages' | 'oa' | 'articles' | 'groups';
  readonly run: Endpoint;
}

/** An id given as a string, or as a number where the documents say long (digits were kept by the reader). */
export function idArg(args: Args, name: string): string {
  const value = args[name];
  if (typeof value === 'string' && value !== '') {
    return value;
  }
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return String(value);
  }
  throw invalid(name);
}

export function textArg(args: Args, name: string): string {
  const value = args[name];
  if (typeof value !== 'string' || value === '') {
    throw invalid(name);
  }
  return value;
}

/** A whole number ≥ 0, also as digits (plain queries carry nothing else). */
export function numberArg(args: Args, name: string, missing: number): number {
  const value = args[name] ?? missing;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0) {
    throw invalid(name);
  }
  return number;
}

export function objectArg(args: Args, name: string): Args {
  const value = args[name];
  if (!isArgs(value)) {
    throw invalid(name);
  }
  return value;
}

export function isArgs(value: unknown): value is Args {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
