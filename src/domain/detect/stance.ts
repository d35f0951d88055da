import type { Folded } from '../text/fold.ts';
import { GAP } from '../text/letters.ts';
import words from './data/stance.json' with { type: 'json' };
import { type Hit, CueList } from './cue-list.ts';

/**
 * How the writer stands to words they use: denied, quoted, asked about, warned of … Each function takes the tokens
 * [first, last] (inclusive) of a hit, looks at a bounded stretch around them and is meant to be called for hits only.
 * They speak of grammar, not of truth: whether a stance excuses a hit is for the rule to say.
 */

const NEGATION = new CueList({ negator: words.negator, affirming: words.affirming, block: words.block });
const WHY = new CueList({ why: words.why });
const DENIAL_AFTER = new CueList({ denialAfter: words.denialAfter });
const VERB = new CueList({ verb: words.reportVerb });
const REPORTER = new CueList({ reporter: words.reporter });
const LINK = new CueList({ link: words.link });
const REPORTED = new CueList({ reported: words.reported, own: words.own });
const WARNING = new CueList({ warning: words.warning });
const PRESSING = new CueList({ pressing: words.pressing });
const SALES = new CueList({ recovery: words.recovery, offer: words.offer });
const QUESTION_END = new CueList({ end: words.questionEnd });
const VOCATIVE = new CueList({ vocative: words.vocative });
const QUESTION_START = new CueList({ start: words.questionStart });
const DENIAL = new CueList({ denial: words.denial });
const COUNTER = new CueList({ counter: words.counter });

/** Tokens a negation reaches forward. */
const NEGATION_REACH = 5;
const REPORT_REACH = 12;
/** Tokens on either side within which a warning, denial or objection speaks about the hit. */
const TALK_REACH = 30;
/** Tokens before a loss within which the reader is told to prevent it. */
const PRESSING_REACH = 3;
/** Units after a sentence's last word that are searched for its question mark. */
const STOPS = 8;

/**
 * "không phải …", "đừng …", "chưa từng …", "… đâu": denied or forbidden in the same clause. "chẳng khác gì …" affirms,
 * and so does "sao mày không …".
 */
export function isNegated(folded: Folded, first: number, last: number): boolean {
  const from = clauseStart(folded, first, NEGATION_REACH);
  const nearest = NEGATION.within(folded, from, first).at(-1);
  if (nearest?.tag === 'negator') {
    const asked = WHY.within(
      folded,
      Math.max(sentenceStart(folded, first), nearest.first - 3),
      nearest.first,
    );
    if (asked.length === 0) return true;
  }
  const next = last + 1;
  if (next >= folded.size || folded.sentence[next] !== folded.sentence[last] || breaks(folded, next))
    return false;
  return DENIAL_AFTER.at(folded, next) !== undefined;
}

/** Wholly inside quotation marks that are closed again. */
export function isQuoted(folded: Folded, first: number, last: number): boolean {
  for (let token = first; token <= last; token++) {
    if (folded.quote[token] !== 1) return false;
  }
  return true;
}

/** Somebody else's words: "nó bảo …", "bị chửi là …", "có đứa nhắn: …", "nghe nói …". Never "tao nói là …". */
export function isReported(folded: Folded, first: number, _last: number): boolean {
  const from = talkStart(folded, first, REPORT_REACH);
  for (const hit of REPORTED.within(folded, from, first)) {
    if (hit.tag === 'reported') return true;
  }
  for (const verb of VERB.within(folded, from, first)) {
    if (speaker(folded, verb, from) && introduces(folded, verb, first)) return true;
  }
  return false;
}

/** The verb's subject is somebody else, at most two tokens before it. */
function speaker(folded: Folded, verb: Hit<string>, from: number): boolean {
  const start = Math.max(from - 4, verb.first - 4, 0);
  return REPORTER.within(folded, start, verb.first).some((one) => verb.first - one.last <= 3);
}

/** The hit follows the verb directly, after "là", "em là" or a colon, or further on in the same clause. */
function introduces(folded: Folded, verb: Hit<string>, first: number): boolean {
  const next = verb.last + 1;
  if (next === first) return true;
  if ((folded.gap[next]! & (GAP.comma | GAP.quote)) !== 0) return true;
  return LINK.at(folded, next) !== undefined || first - verb.last <= 4;
}

/**
 * The comment warns of what the hit names, or tells what the writer suffered: "coi chừng", "đừng chuyển khoản", "mình bị
 * lừa". A warning that goes on to sell ("… ib em mua hàng thật", "lấy lại tiền") is none.
 */
export function isWarning(folded: Folded, first: number, last: number): boolean {
  const from = Math.max(0, first - TALK_REACH);
  const to = Math.min(folded.size, last + 1 + TALK_REACH);
  const cue = WARNING.within(folded, from, to).find(
    (hit) => !isNegated(folded, hit.first, hit.last) && !presses(folded, hit.first),
  );
  if (cue === undefined) return false;
  return !SALES.within(folded, from, to).some(
    (sale) =>
      !(sale.tag === 'offer' && isNegated(folded, sale.first, sale.last)) &&
      !isReported(folded, sale.first, sale.last),
  );
}

/** "… ngay để tránh mất tiền": a loss held out to make the reader act, which is how a fraud speaks, not a warning. */
function presses(folded: Folded, first: number): boolean {
  return PRESSING.within(folded, clauseStart(folded, first, PRESSING_REACH), first).length > 0;
}

/** The sentence of the hit asks: a question mark, a question word that ends a clause, or "cho hỏi", "có phải" at its start. */
export function isQuestion(folded: Folded, first: number, last: number): boolean {
  const start = sentenceStart(folded, first);
  const end = sentenceEnd(folded, last);
  const stops = folded.end[end - 1]!;
  const tail = folded.text.slice(
    stops,
    Math.min(stops + STOPS, end < folded.size ? folded.start[end]! : folded.text.length),
  );
  if (/[?？]/u.test(tail)) return true;
  for (let token = last + 1; token < end; token++) {
    const word = QUESTION_END.at(folded, token);
    if (word !== undefined && closesClause(folded, word.last, end)) return true;
  }
  const lead = Math.max(start, first - TALK_REACH);
  return QUESTION_START.within(folded, lead, first).length > 0;
}

/** Nothing but words of address follows up to a comma or the sentence's end: "… không ạ", "… là sao mọi người". */
function closesClause(folded: Folded, token: number, end: number): boolean {
  let next = token + 1;
  while (next < end && !breaks(folded, next)) {
    const word = VOCATIVE.at(folded, next);
    if (word === undefined) return false;
    next = word.last + 1;
  }
  return true;
}

/** The claim is called false in the same or a neighbouring sentence: "tin giả", "bịa đặt", "không có chuyện …". */
export function isDenied(folded: Folded, first: number, last: number): boolean {
  return neighbours(DENIAL, folded, first, last);
}

/** The wording itself is objected to: "đừng gọi người ta là …", "kỳ thị", "phân biệt vùng miền". */
export function isCountered(folded: Folded, first: number, last: number): boolean {
  return neighbours(COUNTER, folded, first, last);
}

function neighbours(cues: CueList<string>, folded: Folded, first: number, last: number): boolean {
  const sentence = folded.sentence[first]!;
  let from = first;
  while (from > 0 && first - from < TALK_REACH && sentence - folded.sentence[from - 1]! <= 1) from--;
  let to = last + 1;
  while (to < folded.size && to - last <= TALK_REACH && folded.sentence[to]! - folded.sentence[last]! <= 1)
    to++;
  return cues.within(folded, from, to).some((hit) => {
    const apart = hit.last < first || hit.first > last;
    return apart && !deniedItself(folded, hit);
  });
}

/** "không phải tin giả" denies the denial; a cue that begins with its own negation does not count as denied by it. */
function deniedItself(folded: Folded, cue: Hit<string>): boolean {
  return isNegated(folded, cue.first, cue.last);
}

const breaks = (folded: Folded, token: number) => (folded.gap[token]! & (GAP.comma | GAP.sentence)) !== 0;

/** First token of the clause, at most `reach` tokens back. */
function clauseStart(folded: Folded, token: number, reach: number): number {
  let from = token;
  while (from > 0 && token - from < reach && !breaks(folded, from)) from--;
  return from;
}

function sentenceStart(folded: Folded, token: number): number {
  let from = token;
  while (from > 0 && token - from < TALK_REACH && folded.sentence[from - 1] === folded.sentence[token])
    from--;
  return from;
}

/** Index after the last token of the sentence, looking at most TALK_REACH tokens ahead. */
function sentenceEnd(folded: Folded, token: number): number {
  let to = token + 1;
  while (to < folded.size && to - token <= TALK_REACH && folded.sentence[to] === folded.sentence[token]) to++;
  return to;
}

/** Start of the talk before a hit: its sentence, or the one before where that ends just before it ("có đứa nhắn: …"). */
function talkStart(folded: Folded, token: number, reach: number): number {
  let from = token;
  while (from > 0 && token - from < reach && folded.sentence[from - 1] === folded.sentence[token]) from--;
  return from;
}
