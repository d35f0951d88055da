import type { PageContacts } from '../../comment.ts';
import type { Folded } from '../../text/fold.ts';
import { accountFrom } from './account.ts';
import { addressesIn } from './address.ts';
import { invitationsIn } from './chat.ts';
import type { Contact, Found } from './contact.ts';
import { digitRuns } from './digits.ts';
import { NEEDS, needsOf } from './gate.ts';
import { PageIndex, ownerOf } from './owner.ts';
import { phonesIn } from './phone.ts';
import { platesIn } from './plate.ts';
import { shortCodesIn } from './short-code.ts';
import { disguisedLinksIn, linksIn } from './web.ts';

const NONE: readonly Contact[] = [];
const indices = new WeakMap<PageContacts, PageIndex>();

/** Links come first, so that no telephone number is read out of one. */
const DETECTORS: readonly (readonly [need: number, detect: (folded: Folded, needs: number) => Found[]])[] = [
  [NEEDS.link, (folded) => linksIn(folded.text)],
  [NEEDS.disguisedLink, (folded) => disguisedLinksIn(folded.text)],
  [NEEDS.plate, platesIn],
  [NEEDS.address, addressesIn],
  [NEEDS.number, (folded, needs) => numbersIn(folded, (needs & NEEDS.spelled) !== 0)],
  [NEEDS.shortCode, shortCodesIn],
  [NEEDS.chat, invitationsIn],
];

/**
 * The contacts in a text, in order of place, none inside another: telephone numbers in every disguise, e-mail, links
 * and bare domains, shorteners, chat invitations, bank accounts, identity numbers, plates and addresses. Prices, dates,
 * scores and order codes are none. Most comments are settled by a look at the tokens (gate.ts) and cost next to nothing;
 * linear in the text in all cases.
 *
 * @param page what the page declares as its own; those contacts get owner `page`
 * @param needs the detectors the text needs, where that is known already
 */
export function findContacts(
  folded: Folded,
  page?: PageContacts,
  needs: number = needsOf(folded),
): readonly Contact[] {
  if (needs === 0) return NONE;
  const found: Found[] = [];
  for (const [need, detect] of DETECTORS) {
    if ((needs & need) === 0) continue;
    for (const one of detect(folded, needs)) found.push(one);
  }
  if (found.length === 0) return NONE;
  const index = page === undefined ? undefined : indexOf(page);
  return disjoint(found).map((one) => ({ ...one, owner: ownerOf(folded, one, index) }));
}

/** Accounts and identity numbers where the words say so, telephone numbers in what is left. */
function numbersIn(folded: Folded, spelled: boolean): Found[] {
  const found: Found[] = [];
  for (const run of digitRuns(folded.text, spelled)) {
    let rest = 0;
    for (let from = 0; from < run.length; ) {
      const account = accountFrom(folded, run, from);
      if (account === undefined) {
        from++;
        continue;
      }
      for (const phone of phonesIn(folded, run.slice(rest, from))) found.push(phone);
      found.push(account.found);
      from = rest = account.next;
    }
    for (const phone of phonesIn(folded, run.slice(rest))) found.push(phone);
  }
  return found;
}

/** Of contacts that overlap the first found stays: links before numbers, so that no phone is read out of a link. */
function disjoint(found: readonly Found[]): Found[] {
  const kept: Found[] = [];
  const order = found.map((one, rank) => ({ one, rank }));
  order.sort((a, b) => a.one.span[0] - b.one.span[0] || a.rank - b.rank);
  for (const { one } of order) {
    const last = kept.at(-1);
    if (last === undefined || one.span[0] >= last.span[1]) kept.push(one);
  }
  return kept;
}

function indexOf(page: PageContacts): PageIndex {
  let index = indices.get(page);
  if (index === undefined) {
    index = new PageIndex(page);
    indices.set(page, index);
  }
  return index;
}
