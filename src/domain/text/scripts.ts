/**
 * Languages by their script. Where several write one script the most likely on a Vietnamese page is named; Japanese
 * is told from Chinese by its kana.
 */
const SCRIPTS: readonly (readonly [code: string, script: RegExp])[] = [
  ['ja', /[\p{scx=Hiragana}\p{scx=Katakana}]/u],
  ['zh', /\p{sc=Han}/u],
  ['ko', /\p{sc=Hangul}/u],
  ['th', /\p{sc=Thai}/u],
  ['lo', /\p{sc=Lao}/u],
  ['km', /\p{sc=Khmer}/u],
  ['my', /\p{sc=Myanmar}/u],
  ['ru', /\p{sc=Cyrillic}/u],
  ['ar', /\p{sc=Arabic}/u],
  ['hi', /\p{sc=Devanagari}/u],
  ['he', /\p{sc=Hebrew}/u],
  ['el', /\p{sc=Greek}/u],
  ['bn', /\p{sc=Bengali}/u],
  ['ta', /\p{sc=Tamil}/u],
  ['ka', /\p{sc=Georgian}/u],
  ['hy', /\p{sc=Armenian}/u],
];
const LATIN = /\p{sc=Latin}/u;
const LETTER = /\p{L}/u;
/** Letters looked at: enough to tell. */
const MOST_LETTERS = 400;
/** A kana among so many Han letters makes a text Japanese. */
const KANA_SHARE = 0.1;

/** The language of the script most letters are of; undefined where that is the Latin one, or there is no letter. */
export function scriptLanguage(text: string): string | undefined {
  const counts = new Map<string, number>();
  let latin = 0;
  let seen = 0;
  // Hangul may be typed in parts.
  for (const char of text.normalize('NFC')) {
    if (char < 'A' || !LETTER.test(char)) continue;
    if (++seen > MOST_LETTERS) break;
    const found = LATIN.test(char) ? undefined : SCRIPTS.find(([, script]) => script.test(char))?.[0];
    if (found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
    else if (LATIN.test(char)) latin++;
  }
  const kana = counts.get('ja') ?? 0;
  const han = counts.get('zh') ?? 0;
  if (kana > 0 && kana >= KANA_SHARE * (kana + han)) {
    counts.set('ja', kana + han);
    counts.delete('zh');
  }
  // A letter of a script written without spaces stands for more of the text than a Latin one does.
  const weigh = (code: string, count: number) => (['ja', 'zh', 'ko'].includes(code) ? 3 * count : count);
  let best: string | undefined;
  let most = latin;
  for (const [code, count] of counts) {
    if (weigh(code, count) <= most) continue;
    best = code;
    most = weigh(code, count);
  }
  return best;
}
