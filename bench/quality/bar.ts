/** A figure with the least or greatest value it is meant to reach. */
export interface Bar {
  readonly name: string;
  /** Share between 0 and 1; NaN where there was nothing to measure, which reaches no bar. */
  readonly value: number;
  /** Numerator and denominator, where the value is a share of cases. */
  readonly of?: readonly [number, number];
  readonly least?: number;
  readonly most?: number;
}

export function share(name: string, hits: number, all: number, bound: Pick<Bar, 'least' | 'most'> = {}): Bar {
  return { name, value: hits / all, of: [hits, all], ...bound };
}

export function reached({ value, least, most }: Bar): boolean {
  if (least === undefined && most === undefined) return true;
  return value >= (least ?? 0) && value <= (most ?? 1);
}
