import type { Place } from '../fault.ts';
import type { Claim } from '../rulebook.ts';
import type { Reading } from '../reading.ts';
import { midnight } from './context.ts';
import { NO, YES, type Anchor, type Condition } from './condition.ts';
import { anchorOf, hitsOf, type PhraseTest } from './phrases.ts';

/** Most syllables that “…” in a claim stands for. */
const GAP = 8;
const DAY = 86_400_000;

/** A claim and its wordings; a wording is the lists of its parts, in order. */
export interface ClaimTest {
  readonly place: Place;
  readonly claim: Claim;
  readonly wordings: readonly (readonly PhraseTest[])[];
}

/** A claim asserted in the comment, with the places where it is. */
export interface Assertion {
  readonly claim: Claim;
  readonly anchors: readonly Anchor[];
}

/** The comment asserts one of these claims: states it, neither asking nor denying, warning or quoting. */
export function claim(says: string, tests: readonly ClaimTest[]): Condition {
  const openings = tests.flatMap(({ wordings }) => wordings.map((parts) => parts[0]!.list));
  return {
    kind: 'claim',
    says,
    triggers: openings.map((list) => ({ list })),
    needs: { lists: openings },
    test(reading, found) {
      const asserted = assertions(reading, tests);
      for (const { anchors } of asserted) for (const anchor of anchors) found.push(anchor);
      return asserted.length > 0 ? YES : NO;
    },
  };
}

export function assertions(reading: Reading, tests: readonly ClaimTest[]): Assertion[] {
  const asserted: Assertion[] = [];
  for (const { claim, wordings } of tests) {
    // The gates must not depend on the day they are run.
    if ((reading.probing === undefined && expired(claim, reading.now)) || ownWord(claim, reading)) continue;
    const anchors = wordings
      .flatMap((parts) => chains(reading, parts))
      .filter((anchor) => reading.stands('statement', anchor));
    if (anchors.length > 0) asserted.push({ claim, anchors });
  }
  return asserted;
}

/** Whether the last day a correction holds is over. */
export function expired(claim: Claim, now: Date): boolean {
  return claim.validUntil !== undefined && now.getTime() >= midnight(claim.validUntil) + DAY;
}

/** A page does not get to correct claims about itself by its own word. */
function ownWord({ claim, publisher, sourceUrl, about }: Claim, { input: { page } }: Reading): boolean {
  if (!page) return false;
  const small = (text: string): string => text.normalize('NFC').toLowerCase();
  const speaksOf = page.names.some((name) => small(`${about ?? ''} ${claim}`).includes(small(name)));
  if (!speaksOf) return false;
  const host = URL.canParse(sourceUrl) ? new URL(sourceUrl).hostname : '';
  return (
    page.names.some((name) => small(name) === small(publisher)) ||
    page.links.some((link) => host !== '' && small(link).includes(host.replace(/^www\./, '')))
  );
}

/** Every place where the parts follow one another closely in one sentence. */
function chains(reading: Reading, parts: readonly PhraseTest[]): Anchor[] {
  let open = hitsOf(reading, parts[0]!).map((hit) => anchorOf(reading, hit));
  const { sentence } = reading.folded;
  for (const part of parts.slice(1)) {
    const hits = hitsOf(reading, part);
    const { firstToken } = reading.hits;
    let next = 0;
    open = open.flatMap((before) => {
      while (next < hits.length && firstToken[hits[next]!]! <= before.first) next++;
      let at = next;
      while (at < hits.length && firstToken[hits[at]!]! <= before.last) at++;
      if (at === hits.length) return [];
      const after = anchorOf(reading, hits[at]!);
      const fits = after.first - before.last - 1 <= GAP && sentence[after.first] === sentence[before.last];
      return fits ? [{ ...before, end: after.end, last: after.last, steps: before.steps | after.steps }] : [];
    });
  }
  return open;
}
