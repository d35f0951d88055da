import type { Folded } from '../../text/fold.ts';
import { GAP } from '../../text/letters.ts';
import { CueList, type Hit, wordFrom } from '../cue-list.ts';
import type { Found } from './contact.ts';
import words from './data/address.json' with { type: 'json' };

type Level = 'house' | 'street' | 'admin';

/** Words that name a level of a Vietnamese address. */
const ADDRESS_WORDS = new CueList<Level>({
  house: words.house,
  street: words.street,
  admin: words.admin,
});
/** A house number as written: 12, 12A, 123/45/6, 12-14. */
const HOUSE_NUMBER = /^\d{1,4}[a-z]?(?:[/-]\d{1,4}[a-z]?){0,4}$/iu;
/** Syllables a street or place name has at most, and tokens two parts of one address may lie apart. */
const NAME = 4;
const LIVES_REACH = 8;
const LIVES = new CueList({ lives: words.lives });

const SO = wordFrom('số').key;

interface Part {
  readonly level: Level | 'number' | 'name';
  readonly first: number;
  readonly last: number;
  /** Named by a number or a capital letter. */
  readonly strong: boolean;
}

/**
 * Addresses of a house: a house number with a street word ("số 12 ngõ 34 đường Láng"), or a house number, a name and
 * a ward, district or city ("123/45 Nguyễn Trãi, quận 5"). Places without a house number are talk, not addresses.
 */
export function addressesIn(folded: Folded): Found[] {
  const found: Found[] = [];
  for (let token = 0; token < folded.size; token++) {
    const parts = partsFrom(folded, token);
    if (parts.length === 0) continue;
    const last = parts.at(-1)!;
    if (
      isAddress(parts, parts[0]!.level === 'house' || parts[0]!.first > token) ||
      (dwelling(parts) && livesBefore(folded, token))
    ) {
      const span = [folded.start[token]!, folded.end[last.last]!] as const;
      found.push({ kind: 'address', span, value: folded.text.slice(span[0], span[1]) });
      token = last.last;
    }
  }
  return found;
}

/** The parts that follow each other from a house number, "số nhà" or "số" on. */
function partsFrom(folded: Folded, from: number): Part[] {
  const house = ADDRESS_WORDS.at(folded, from);
  const numberAt = house?.tag === 'house' ? house.last + 1 : folded.key[from] === SO ? from + 1 : from;
  const number = numberFrom(folded, numberAt);
  const lane = house?.tag === 'street' && numberFrom(folded, house.last + 1) !== undefined;
  if (number === undefined && !lane) return [];
  const parts: Part[] = [];
  let at = from;
  if (number !== undefined) {
    if (house?.tag === 'house')
      parts.push({ level: 'house', first: house.first, last: house.last, strong: true });
    parts.push(number);
    at = number.last + 1;
  }
  while (at < folded.size && parts.length < 12) {
    const part = partAt(folded, at, parts.at(-1));
    if (part === undefined) break;
    parts.push(part);
    at = part.last + 1;
  }
  return parts;
}

function partAt(folded: Folded, token: number, before: Part | undefined): Part | undefined {
  if ((folded.gap[token]! & GAP.sentence) !== 0) return undefined;
  const unit = ADDRESS_WORDS.at(folded, token);
  if (unit !== undefined && unit.tag !== 'house') return withName(folded, unit);
  if (before === undefined || !endsInNumber(folded, before) || !isCapital(folded, token)) return undefined;
  let last = token;
  while (
    last + 1 < folded.size &&
    last - token < NAME - 1 &&
    isCapital(folded, last + 1) &&
    !breaks(folded, last + 1)
  ) {
    if (ADDRESS_WORDS.at(folded, last + 1) !== undefined) break;
    last++;
  }
  return { level: 'name', first: token, last, strong: true };
}

/** A unit with the number or the name that follows: "ngõ 34", "đường Trần Phú", "phường 5". */
function withName(folded: Folded, unit: Hit<Level>): Part | undefined {
  const next = unit.last + 1;
  const number = numberFrom(folded, next);
  if (number !== undefined) return { level: unit.tag, first: unit.first, last: number.last, strong: true };
  let last = unit.last;
  while (last + 1 < folded.size && last - unit.last < NAME && !breaks(folded, last + 1)) {
    const known = ADDRESS_WORDS.at(folded, last + 1);
    if (known !== undefined && known.last > last) break;
    if (!isCapital(folded, last + 1) && last - unit.last >= 2) break;
    if (!isCapital(folded, last + 1) && isCapital(folded, unit.last + 1)) break;
    last++;
  }
  if (last === unit.last) return undefined;
  return { level: unit.tag, first: unit.first, last, strong: isCapital(folded, unit.last + 1) };
}

/** A house number whose pieces may be several tokens ("123/45"). */
function numberFrom(folded: Folded, token: number): Part | undefined {
  if (token >= folded.size) return undefined;
  const start = folded.start[token]!;
  if (!/\d/u.test(folded.text.charAt(start))) return undefined;
  let last = token;
  while (
    last + 1 < folded.size &&
    /^[/-]$/u.test(folded.text.slice(folded.end[last], folded.start[last + 1]))
  )
    last++;
  const typed = folded.text.slice(start, folded.end[last]);
  return typed.length <= 24 && HOUSE_NUMBER.test(typed)
    ? { level: 'number', first: token, last, strong: true }
    : undefined;
}

/** `named`: "số" or "số nhà" stands before the house number, so that what follows needs no capitals. */
function isAddress(parts: readonly Part[], named: boolean): boolean {
  const has = (level: Part['level']) => parts.some((part) => part.level === level);
  const streets = parts.filter((part) => part.level === 'street');
  if (!has('number')) return streets.length > 1 && has('admin');
  if (streets.some((street) => street.strong || named)) return true;
  return has('admin') && (has('name') || named);
}

/** A lane, hamlet or block by number with a name or a ward: enough where the words say somebody lives there. */
const dwelling = (parts: readonly Part[]) =>
  parts.length > 1 && parts[0]!.level === 'street' && parts.slice(1).some((part) => part.level !== 'number');

const livesBefore = (folded: Folded, token: number) =>
  LIVES.within(folded, token - LIVES_REACH, token).some(
    (hit) => folded.sentence[hit.first] === folded.sentence[token],
  );

const endsInNumber = (folded: Folded, part: Part) => /\d/u.test(folded.text.charAt(folded.start[part.last]!));
const breaks = (folded: Folded, token: number) => (folded.gap[token]! & (GAP.comma | GAP.sentence)) !== 0;

function isCapital(folded: Folded, token: number): boolean {
  const char = folded.text.charAt(folded.start[token]!);
  return char !== char.toLowerCase();
}
