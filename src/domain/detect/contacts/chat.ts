import type { Folded } from '../../text/fold.ts';
import { GAP } from '../../text/letters.ts';
import { type Hit, CueList } from '../cue-list.ts';
import type { Found } from './contact.ts';
import words from './data/chat.json' with { type: 'json' };

type AppTag = 'zalo' | 'telegram' | 'messenger' | 'viber' | 'whatsapp' | 'wechat';
type StartTag = AppTag | 'group' | 'message';

const { zalo, telegram, messenger, viber, whatsapp, wechat, group, message } = words;
/** What an invitation turns on; its first words wake this detector (gate.ts). */
export const CHAT_WORDS = new CueList<StartTag>({
  zalo,
  telegram,
  messenger,
  viber,
  whatsapp,
  wechat,
  group,
  message,
});
const INVITE = new CueList({ invite: words.invite, message: words.message });
const SELF = new CueList({ self: words.self });
const URGE = new CueList({ urge: words.urge });
const PAGE = new CueList({ page: words.page });
const INTEREST = new CueList({ interest: words.interest });
const PAST = new CueList({ past: words.past });

/** Tokens between an app's name and the verb before it or the number or name after it. */
const REACH = 2;
const PAST_REACH = 5;
/** "ai cần … thì ib": the offer stands this far before the last word. */
const INTEREST_REACH = 12;

/**
 * Invitations to talk elsewhere: "kb zalo", "ib mình nhé", "tele @abc", "nhóm kín". A report that somebody wrote
 * already ("mình ib rồi mà shop không rep") is none, nor is the bare name of an app.
 */
export function invitationsIn(folded: Folded): Found[] {
  const found: Found[] = [];
  let free = 0;
  for (let token = 0; token < folded.size; token++) {
    const hit = CHAT_WORDS.at(folded, token);
    if (hit === undefined || isInsideLink(folded, hit)) continue;
    const reach = invitation(folded, hit);
    token = hit.last;
    if (reach === undefined || reach.first < free) continue;
    const span = [folded.start[reach.first]!, folded.end[reach.last]!] as const;
    found.push({ kind: 'chat-link', span, value: reach.app ?? (hit.tag === 'message' ? 'inbox' : hit.tag) });
    free = reach.last + 1;
    token = Math.max(token, reach.last);
  }
  return found;
}

interface Reach {
  readonly first: number;
  readonly last: number;
  /** The app, where the verb came first. */
  readonly app?: string;
}

function invitation(folded: Folded, hit: Hit<StartTag>): Reach | undefined {
  if (hit.tag === 'group') return hit;
  const stop = sentenceEnd(folded, hit.last);
  if (PAST.within(folded, hit.last + 1, Math.min(stop, hit.last + 1 + PAST_REACH)).length > 0)
    return undefined;
  return hit.tag === 'message' ? toMessage(folded, hit, stop) : toApp(folded, hit, stop);
}

/** "ib em", "inbox ngay", but not "em ib", "đã ib", "shop ib mình". */
function toMessage(folded: Folded, hit: Hit<StartTag>, stop: number): Reach | undefined {
  const before = hit.first - 1;
  const joined =
    before >= 0 && folded.sentence[before] === folded.sentence[hit.first] && !breaks(folded, hit.first);
  if (joined && (SELF.at(folded, before) ?? PAGE.at(folded, before) ?? PAST.at(folded, before)) !== undefined)
    return undefined;
  const next = hit.last + 1;
  if (next >= stop) {
    const from = Math.max(0, hit.first - INTEREST_REACH);
    return INTEREST.within(folded, from, hit.first).length > 0 ? hit : undefined;
  }
  const app = appAt(folded, next) ?? (next + 1 < stop ? appAt(folded, next + 1) : undefined);
  if (app !== undefined) return { first: hit.first, last: app.last, app: app.tag };
  const self = SELF.at(folded, next);
  if (self !== undefined) return { first: hit.first, last: self.last };
  return URGE.at(folded, next) === undefined ? undefined : { first: hit.first, last: next };
}

/** An app's name with a verb of inviting before it, or a number, handle or "em" after it. */
function toApp(folded: Folded, hit: Hit<StartTag>, stop: number): Reach | undefined {
  const from = Math.max(0, hit.first - REACH - 1);
  const verb = INVITE.within(folded, from, hit.first).at(-1);
  if (
    verb !== undefined &&
    folded.sentence[verb.first] === folded.sentence[hit.first] &&
    hit.first - verb.last <= REACH
  ) {
    return { first: verb.first, last: hit.last };
  }
  for (let next = hit.last + 1; next < Math.min(stop, hit.last + 2 + REACH); next++) {
    if (isLongNumber(folded, next) || folded.text.charAt(folded.start[next]! - 1) === '@')
      return { first: hit.first, last: hit.last };
  }
  const self = hit.last + 1 < stop ? SELF.at(folded, hit.last + 1) : undefined;
  return self === undefined ? undefined : { first: hit.first, last: self.last };
}

function appAt(folded: Folded, token: number): Hit<StartTag> | undefined {
  const hit = CHAT_WORDS.at(folded, token);
  return hit === undefined || hit.tag === 'group' || hit.tag === 'message' ? undefined : hit;
}

const breaks = (folded: Folded, token: number) => (folded.gap[token]! & (GAP.comma | GAP.sentence)) !== 0;

function sentenceEnd(folded: Folded, token: number): number {
  let end = token + 1;
  while (
    end < folded.size &&
    folded.sentence[end] === folded.sentence[token] &&
    end - token <= PAST_REACH + 1
  )
    end++;
  return end;
}

/** Part of a host or path ("zalo.me/…"): the link itself is the contact. */
function isInsideLink(folded: Folded, hit: Hit<StartTag>): boolean {
  const after = folded.text.charAt(folded.end[hit.last]!);
  const next = folded.text.charAt(folded.end[hit.last]! + 1);
  const before = folded.text.charAt(folded.start[hit.first]! - 1);
  return (after === '.' && /[a-z]/iu.test(next)) || before === '.' || before === '/' || after === '/';
}

function isLongNumber(folded: Folded, token: number): boolean {
  const start = folded.start[token]!;
  return folded.end[token]! - start >= 4 && /^[+\dO]*\d/u.test(folded.text.slice(start, start + 2));
}
