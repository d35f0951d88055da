import type { Reading } from '../reading.ts';

/** A cheap question to a comment; what it answers may cost something once, when first asked. */
export type Question = (reading: Reading) => boolean;

/** What a comment must have for a condition to be possibly true; nothing in particular where it is undefined. */
export type Needs =
  /** A hit of one of these phrase lists. */
  | { readonly lists: readonly number[] }
  | { readonly question: Question }
  | { readonly all: readonly Needs[] }
  | { readonly any: readonly Needs[] };

/** What parts need that must all hold. */
export function needsOfAll(parts: readonly (Needs | undefined)[]): Needs | undefined {
  const all = parts.flatMap((part) => (part === undefined ? [] : clausesOf(part)));
  return all.length > 1 ? { all } : all[0];
}

/**
 * What parts need of which one must hold. Those that are lists become one; where others need more than lists, the lists
 * they have in common are asked first.
 */
export function needsOfAny(parts: readonly (Needs | undefined)[]): Needs | undefined {
  const each: Needs[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    for (const one of 'any' in part ? part.any : [part]) each.push(one);
  }
  const lists = each.flatMap((part) => ('lists' in part ? part.lists : []));
  const rest = each.filter((part) => !('lists' in part));
  if (rest.length === 0) return { lists };
  const any = lists.length > 0 ? [{ lists }, ...rest] : rest;
  const common = commonLists(any);
  return common === undefined ? { any } : { all: [{ lists: common }, { any }] };
}

const clausesOf = (needs: Needs): readonly Needs[] => ('all' in needs ? needs.all : [needs]);

/** Lists one of which has a hit wherever one of the parts is met; undefined where some part asks for none. */
function commonLists(parts: readonly Needs[]): number[] | undefined {
  const common = new Set<number>();
  for (const part of parts) {
    const choices = clausesOf(part).flatMap((one) => ('lists' in one ? [one.lists] : []));
    if (choices.length === 0) return undefined;
    for (const list of choices.reduce((a, b) => (b.length < a.length ? b : a))) common.add(list);
  }
  return [...common];
}
