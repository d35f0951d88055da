/** Letters without marks, words apart by one space: so that `khieu nai`, `KHIẾU  NẠI` and `khiếu-nại` are one. */
function plain(text: string): string {
  const bare = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
  return ` ${bare.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}

/**
 * Whether a text carries one of the words of appeal, typed with accents or without. Generous on purpose: a word too many
 * costs a person a second look, one too few costs somebody their hearing.
 */
export function saysAppeal(text: string, words: readonly string[]): boolean {
  const said = plain(text);
  return words.map(plain).some((word) => word.trim() !== '' && said.includes(word));
}
