import { linkifyit } from 'linkify-it';
import { parse } from 'tldts';
import type { Found } from './contact.ts';
import suffixes from './data/bare-suffixes.json' with { type: 'json' };
import hosts from './data/hosts.json' with { type: 'json' };
import { unitAt } from '../../text/unit-at.ts';

const SHORTENERS: ReadonlySet<string> = new Set(hosts.shorteners);
const CHATS: ReadonlyMap<string, string> = new Map(Object.entries(hosts.chats));
const KNOWN: readonly string[] = [...hosts.shorteners, ...Object.keys(hosts.chats), ...hosts.known];
/** Endings believed on a bare name; many others are Vietnamese syllables (thế.ai, ok.do, đi.la). */
const SURE: ReadonlySet<string> = new Set(suffixes.sure);

/** Any ending is a candidate here; tldts knows which exist. */
const LINKIFY = linkifyit({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false }).tlds([
  '[a-z]{2,18}',
  'xn--[a-z0-9-]{2,60}',
]);

/** Endings of hosts people know by heart, besides the sure ones. */
const KNOWN_ENDINGS: ReadonlySet<string> = new Set(
  KNOWN.map((host) => host.slice(host.lastIndexOf('.') + 1)),
);

/** False where no dot could belong to a link: "ngon.đẹp", "1.500.000đ", "v.v." */
export function mayHoldLink(text: string): boolean {
  if (text.includes('//') || text.includes('@')) return true;
  for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
    let end = dot + 1;
    while (isAsciiLetter(unitAt(text, end))) end++;
    if (end - dot < 3 || end - dot > LONGEST_ENDING) continue;
    const next = unitAt(text, end);
    if (next === SLASH || next === DOT) return true;
    const ending = text.slice(dot + 1, end).toLowerCase();
    if (SURE.has(ending) || KNOWN_ENDINGS.has(ending)) return true;
  }
  return text.toLowerCase().includes('www.');
}

const SLASH = 0x2f;
const DOT = 0x2e;
const LONGEST_ENDING = 20;
const isAsciiLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122;

/** Links, bare domains and e-mail addresses as typed; call only where the text has a dot, a slash or an @. */
export function linksIn(text: string): Found[] {
  const found: Found[] = [];
  for (const match of LINKIFY.match(text) ?? []) {
    const typed = text.slice(match.index, match.lastIndex);
    const span = [match.index, match.lastIndex] as const;
    if (match.schema === 'mailto:') {
      if (isMail(typed))
        found.push({ kind: 'email', span, value: typed.replace(/^mailto:/iu, '').toLowerCase() });
      continue;
    }
    const link = classify(typed, match.schema !== '');
    if (link !== undefined) found.push({ ...link, span });
  }
  return found;
}

const isMail = (typed: string) => parse(typed.slice(typed.lastIndexOf('@') + 1)).isIcann === true;

/**
 * What a link is. Without scheme, `www.` or path it is a domain only under an ending nobody ends a sentence with
 * ("rẻ.com", but not "ok.do"), and with ASCII letters only.
 */
function classify(typed: string, schemed: boolean): Omit<Found, 'span'> | undefined {
  const bare = typed.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\//iu, '');
  const parsed = parse(bare);
  const host = parsed.hostname?.replace(/^www\./u, '');
  if (host === undefined || host === null || (parsed.domain === null && parsed.isIp !== true))
    return undefined;
  if (parsed.isIcann !== true && parsed.isPrivate !== true && parsed.isIp !== true) return undefined;
  const value = bare.replace(/^www\./iu, '').replace(/\/$/u, '');
  const chat = CHATS.get(host) ?? CHATS.get(parsed.domain ?? '');
  const path = bare.indexOf('/') > 0 && bare.length > bare.indexOf('/') + 1;
  if (chat !== undefined && (path || schemed))
    return { kind: 'chat-link', value: host + value.slice(host.length) };
  if (SHORTENERS.has(host) && (path || schemed))
    return { kind: 'shortener', value: host + value.slice(host.length) };
  const www = /^www\./iu.test(bare);
  const ending = parsed.publicSuffix?.split('.').at(-1) ?? '';
  if (!schemed && !www && !trustworthy(bare, host, ending, path)) return undefined;
  if (schemed || path || www) return { kind: 'url', value: host + value.slice(host.length) };
  return { kind: 'domain', value: host };
}

function trustworthy(bare: string, host: string, ending: string, path: boolean): boolean {
  const typedHost = bare.slice(0, host.length);
  if (!/^[\w.-]+$/u.test(typedHost)) return false;
  if (KNOWN.includes(host)) return true;
  if (!SURE.has(ending)) return path && host.indexOf('.') > 2;
  // "ngon.Com" starts a sentence
  return !/\.[A-Z][a-z]+$/u.test(typedHost) || /^[A-Z]/u.test(typedHost);
}

/** A host spelled out of filters' sight: "shopee dot vn", "bit ly/abc", "t . me / abc", "abc(.)com". */
const DISGUISED =
  /(?<![\p{L}\d@/.])([a-z0-9][a-z0-9-]{0,40})(\s?[([{]\s?(?:\.|dot|chấm|cham)\s?[)\]}]\s?|\s(?:dot|chấm|cham)\s|\s\.\s?|\s?[。．]\s?|\s(?=ly\/|me\/|gg\/))([a-z]{2,10})(?:(\s?[.]\s?|\s(?:dot|chấm|cham)\s)(vn))?(?![\p{L}\d])(\s?(?:\/|gạch|xẹt|xuyệt)\s?[\w\-/?=&%#.+]{1,60})?/giu;

/** A host letter by letter: "v c b . t o p", "x e m 9 chấm x y z", "h t t p s : / / vcb . top". From the run's first letter. */
const LETTERED =
  /(?<![\p{L}\p{M}\d])(?<!(?:^|[^\p{L}\p{M}\d])[a-z0-9] )(?:h ?t ?t ?p ?s? ?: ?\/ ?\/ ?(?<label>[a-z0-9](?: ?[a-z0-9-]){1,40})|(?<letters>[a-z0-9](?: [a-z0-9]){1,40})) ?(?:[([{] ?(?:\.|dot|chấm|cham) ?[)\]}]|\.|dot|chấm|cham) ?(?<ending>[a-z](?: ?[a-z]){1,5})(?![\p{L}\d])/giu;

/** Links whose letters stand apart. */
function letteredLinksIn(text: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(LETTERED)) {
    const { label, letters = '', ending: typedEnding = '' } = match.groups ?? {};
    const ending = endingOf(typedEnding.toLowerCase());
    if (ending === undefined) continue;
    const name = (label ?? letters).replaceAll(' ', '').toLowerCase();
    const link = classify(`${name}.${ending.value}`, true);
    if (link === undefined) continue;
    const end = match.index + match[0].length - typedEnding.length + ending.length;
    found.push({ ...link, kind: label === undefined ? 'domain' : link.kind, span: [match.index, end] });
  }
  return found;
}

/** The longest sure ending in what follows the dot, with the length it has there: "t o p nha" begins with top. */
function endingOf(typed: string): { value: string; length: number } | undefined {
  for (let length = typed.length; length > 1; length--) {
    const next = typed.charAt(length);
    const value = typed.slice(0, length).replaceAll(' ', '');
    if ((next === '' || next === ' ') && SURE.has(value)) return { value, length };
  }
  return undefined;
}

/** Disguised links. Only hosts people know, or labels that are no words before an unmistakable ending. */
export function disguisedLinksIn(text: string): Found[] {
  const found = letteredLinksIn(text);
  for (const match of text.matchAll(DISGUISED)) {
    const [typed, label = '', joint = '', ending = '', , country, path = ''] = match;
    const host = `${label}.${ending}${country === undefined ? '' : `.${country}`}`.toLowerCase();
    const tail = path.replace(/^\s?(?:\/|gạch|xẹt|xuyệt)\s?/iu, '/');
    const known = KNOWN.includes(host);
    const spelledOut = /[([{]|dot|chấm|cham/iu.test(joint);
    if (
      !known &&
      !(SURE.has((country ?? ending).toLowerCase()) && (spelledOut || tail !== '' || oddLabel(label)))
    )
      continue;
    const link = classify(host + tail, tail !== '' || !known);
    if (link === undefined) continue;
    const kind = link.kind === 'url' && tail === '' ? 'domain' : link.kind;
    const length = typed.trimEnd().length;
    found.push({ ...link, kind, span: [match.index, match.index + length] });
  }
  return found;
}

/** A label no Vietnamese sentence would put before a full stop. */
const oddLabel = (label: string) => /\d/u.test(label) || label.length > 7;
