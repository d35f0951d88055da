/** A text without accents and capitals, for finding it by what somebody types; not for screening, see `fold`. */
export function bare(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
}
