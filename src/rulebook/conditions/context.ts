import { NO, UNKNOWN, YES, type Condition, type Truth } from './condition.ts';

/** `< 2`, `>= 50%`, `< 6h` as a test of a number; ages count in hours, shares from 0 to 1. */
export function comparison(text: string): (value: number) => boolean {
  const [, operator, digits, unit] = /^(<=|>=|<|>|=) *([\d.]+) ?([%hd]?)$/.exec(text) ?? [];
  const limit = Number(digits) * (unit === 'd' ? 24 : unit === '%' ? 0.01 : 1);
  switch (operator ?? '') {
    case '<':
      return (value) => value < limit;
    case '<=':
      return (value) => value <= limit;
    case '>':
      return (value) => value > limit;
    case '>=':
      return (value) => value >= limit;
    case '=':
      return (value) => value === limit;
    default:
      throw new RangeError(`not a comparison: ${text}`);
  }
}

/** The same of a number that may be anything from `low` to `high`: UNKNOWN where some of them fit and some do not. */
export function comparisonOver(text: string): (low: number, high: number) => Truth {
  if (text.startsWith('=')) {
    const least = comparisonOver(`>${text}`);
    const most = comparisonOver(`<${text}`);
    return (low, high) => {
      const above = least(low, high);
      const below = most(low, high);
      return above < below ? above : below;
    };
  }
  const holds = comparison(text);
  return (low, high) => {
    if (holds(low) && holds(high)) return YES;
    return holds(low) || holds(high) ? UNKNOWN : NO;
  };
}

type Bounds = Readonly<Record<string, string | undefined>>;

const truth = (holds: boolean): Truth => (holds ? YES : NO);
const hours = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 3_600_000;

/** Numbers under names, each held against its bound; a missing number is UNKNOWN unless another bound fails. */
function within(bounds: Bounds): (value: (name: string) => number | undefined) => Truth {
  const tests = Object.entries(bounds).flatMap(([name, text]) =>
    text ? [{ name, holds: comparison(text) }] : [],
  );
  return (value) => {
    let outcome: Truth = YES;
    for (const { name, holds } of tests) {
      const known = value(name);
      if (known === undefined) outcome = UNKNOWN;
      else if (!holds(known)) return NO;
    }
    return outcome;
  };
}

export function author(says: string, bounds: Bounds): Condition {
  const test = within(bounds);
  return {
    kind: 'author',
    says,
    // Of the author up to this comment, whenever it is screened.
    test: ({ input: { author: known, createdAt }, now }) =>
      test((name) => {
        if (!known) return undefined;
        if (name === 'comments_on_page') return known.commentsOnPage;
        if (name === 'first_seen') return hours(known.firstSeen, createdAt ?? now);
        return name === 'confirmed' ? known.confirmed : known.overturned;
      }),
  };
}

export function velocity(says: string, bounds: Bounds): Condition {
  const test = within(bounds);
  return {
    kind: 'velocity',
    says,
    test: ({ input: { wave } }) => test((name) => (name === 'similar' ? wave?.similar : wave?.byAuthor)),
  };
}

export function postAge(says: string, age: string): Condition {
  const holds = comparison(age);
  return {
    kind: 'post',
    says,
    test({ input, now }) {
      const written = input.post?.createdAt;
      return written ? truth(holds(hours(written, input.createdAt ?? now))) : UNKNOWN;
    },
  };
}

/** The post says one of a list's phrases. */
export function postPhrase(says: string, list: number): Condition {
  return {
    kind: 'post',
    says,
    test: (reading) => (reading.input.post ? truth(reading.postSays(list)) : UNKNOWN),
  };
}

/** Vietnam has one time zone and no summer time. */
const VIETNAM_MINUTES = 7 * 60;

export function time(
  says: string,
  bounds: {
    from?: string | undefined;
    to?: string | undefined;
    after?: string | undefined;
    before?: string | undefined;
  },
): Condition {
  const from = minutes(bounds.from ?? '00:00');
  const to = minutes(bounds.to ?? '24:00');
  const after = bounds.after === undefined ? -Infinity : midnight(bounds.after);
  const before = bounds.before === undefined ? Infinity : midnight(bounds.before);
  return {
    kind: 'time',
    says,
    test({ input, now, probing }) {
      // The canary gate must hold at every hour.
      if (probing !== undefined) return UNKNOWN;
      const moment = (input.createdAt ?? now).getTime();
      if (moment < after || moment >= before) return NO;
      const minute = (Math.floor(moment / 60_000) + VIETNAM_MINUTES) % 1440;
      return truth(from <= to ? minute >= from && minute < to : minute >= from || minute < to);
    },
  };
}

function minutes(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number);
  return hour! * 60 + minute!;
}

/** The first moment of a day in Vietnam, in milliseconds. */
export function midnight(date: string): number {
  return Date.parse(`${date}T00:00:00+07:00`);
}

export function language(says: string, codes: readonly string[]): Condition {
  return {
    kind: 'language',
    says,
    // A few words of another language in it, and a canary passes for that one.
    test: ({ probing, language: { code } }) => (probing === 'canary' ? UNKNOWN : truth(codes.includes(code))),
  };
}
