import type { Owner, PageContacts } from '../../comment.ts';
import type { Folded } from '../../text/fold.ts';
import { type Hit, CueList } from '../cue-list.ts';
import type { Found } from './contact.ts';
import { tokenFrom } from './context.ts';
import words from './data/owner.json' with { type: 'json' };

type Cue = keyof typeof words;

const CUES = new CueList<Cue>(words);
const REACH_BEFORE = 9;
const REACH_AFTER = 7;
/** Words after a contact say less of whose it is than words before it. */
const AFTER_PENALTY = 2;
const PRONOUN_PENALTY = 3;
/** An office named this near before a number is whose number it is, whatever stands further off. */
const OFFICE_REACH = 4;

/**
 * Whose a contact seems to be, from the words around it in the same comment: the nearest cue decides. An office or
 * office-holder nearby makes it nobody's private number ('unknown') unless the words say it is the private one, or
 * call on others to harass whoever answers there.
 */
export function ownerOf(folded: Folded, found: Found, page: PageIndex | undefined): Owner {
  if (page?.has(found) === true) return 'page';
  if (found.hotline === true) return 'unknown';
  const [start, end] = found.span;
  const at = tokenFrom(folded, start);
  const after = tokenFrom(folded, end);
  const from = sameTalk(folded, at, -REACH_BEFORE);
  const to = sameTalk(folded, Math.max(at, after - 1), REACH_AFTER);
  const invitation = found.kind === 'chat-link' && !found.value.includes('/');
  let nearest: Hit<Cue> | undefined;
  let nearestGap = Number.POSITIVE_INFINITY;
  let office = Number.POSITIVE_INFINITY;
  let incited = false;
  for (const cue of CUES.within(folded, from, to)) {
    if (cue.first >= at && cue.last < after && !invitation) continue;
    if (cue.tag === 'private') return 'third-party';
    if (cue.tag === 'incite') {
      incited = true;
      continue;
    }
    const gap = gapTo(cue, at, after);
    if (cue.tag === 'institution' && cue.last < at) office = Math.min(office, gap);
    if (gap < nearestGap || (gap === nearestGap && cue.tag === 'third')) {
      nearest = cue;
      nearestGap = gap;
    }
  }
  const others = nearest?.tag === 'third' || nearest?.tag === 'pronoun';
  // an invitation to chat is the writer's own unless the words right beside it say whose
  if (invitation) {
    return others && nearestGap <= 1 ? 'third-party' : 'own';
  }
  if (nearest?.tag === 'own' && (!incited || nearestGap <= 1)) return 'own';
  if (incited) return 'third-party';
  if (others) return office <= Math.min(OFFICE_REACH, nearestGap + 1) ? 'unknown' : 'third-party';
  return 'unknown';
}

/** Tokens between a cue and the contact; "nó" may be a thing and counts from further off. */
function gapTo(cue: Hit<Cue>, at: number, after: number): number {
  const gap = cue.first >= after ? cue.first - after + AFTER_PENALTY : Math.max(0, at - cue.last - 1);
  return cue.tag === 'pronoun' ? gap + PRONOUN_PENALTY : gap;
}

/** The token `steps` away from `at`, stopping one sentence off: labels and numbers often stand on two lines. */
function sameTalk(folded: Folded, at: number, steps: number): number {
  if (folded.size === 0) return 0;
  const sentence = folded.sentence[Math.min(at, folded.size - 1)]!;
  const step = Math.sign(steps);
  let token = at;
  for (let left = Math.abs(steps); left > 0; left--) {
    const next = token + step;
    if (next < 0 || next > folded.size) break;
    if (next < folded.size && Math.abs(folded.sentence[next]! - sentence) > 1) break;
    token = next;
  }
  return token;
}

/** The page's own numbers and links, prepared for comparing. */
export class PageIndex {
  private readonly phones = new Set<string>();
  private readonly links: string[] = [];

  constructor(page: PageContacts) {
    for (const phone of page.phones) this.phones.add(national(phone));
    for (const link of page.links) this.links.push(bareLink(link));
  }

  has(found: Found): boolean {
    if (found.kind === 'phone' || found.kind === 'bank-account')
      return this.phones.has(national(found.value));
    if (found.kind === 'email') return this.ownsHost(found.value.slice(found.value.lastIndexOf('@') + 1));
    const linkLike =
      found.kind === 'url' ||
      found.kind === 'domain' ||
      found.kind === 'shortener' ||
      found.kind === 'chat-link';
    return linkLike && this.ownsHost(bareLink(found.value));
  }

  /** A declared domain owns its subdomains and paths, a declared link all that it starts. */
  private ownsHost(link: string): boolean {
    const host = link.split('/')[0]!;
    return this.links.some(
      (own) => link === own || link.startsWith(`${own}/`) || (!own.includes('/') && host.endsWith(`.${own}`)),
    );
  }
}

/** Digits only, without the country code or leading zero, so that all writings of a number meet. */
function national(phone: string): string {
  return phone
    .replace(/\D/gu, '')
    .replace(/^(?:0084|84)(?=\d{9,10}$)/u, '')
    .replace(/^0/u, '');
}

function bareLink(link: string): string {
  return link
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//u, '')
    .replace(/^www\./u, '')
    .replace(/\/+$/u, '');
}
