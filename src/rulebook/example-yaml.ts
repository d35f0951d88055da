/** Not to be seen, or changing how the rest is seen: written as what they are. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu;

/** Texts as the `no_match` examples of a rule file, to be pasted below `examples:`. */
export function noMatchYaml(texts: readonly string[]): string {
  return ['    no_match:', ...texts.map((text) => `      - ${quoted(text)}`)].join('\n');
}

/** A text in YAML's double quotes, where JSON's escapes mean the same. */
function quoted(text: string): string {
  const escape = (sign: string): string =>
    sign
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  return `"${text
    .toWellFormed()
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(UNSEEN, escape)}"`;
}
