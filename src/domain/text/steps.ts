/**
 * The closed list of normalisation steps: what had to be undone before a typed text could be read.
 * A match reports the steps it needed, in this order. Each step is one bit of a step set.
 */
export const STEPS = [
  'nfc', // decomposed marks composed
  'case', // capitals read as small letters
  'width', // full-width or other compatibility letters
  'zero-width', // invisible or bidi characters inside a word
  'decoration', // foreign combining marks stacked on letters
  'look-alike', // Cyrillic, Greek, mathematical … letters read as Latin
  'tone-placement', // hoà for hòa, or the tone on any other letter of the syllable
  'telex', // leftovers of Telex or VNI typing: dd, aw, lo72n
  'repeat', // vuiiii
  'spaced', // l ừ a
  'dotted', // l.ừ.a, lừa-đảo
  'masked', // c*c
  'leet', // digits or symbols for letters
  'emoji', // emoji standing between or for letters
  'teencode', // ko, dc, vcl, zậy
  'unaccented', // accents left out
  'glued', // luadao
] as const;
export type Step = (typeof STEPS)[number];

/** The bit of a step in a step set. */
export function stepBit(step: Step): number {
  return 1 << STEPS.indexOf(step);
}

/** The names in a step set, in the order of STEPS. */
export function stepNames(bits: number): Step[] {
  return STEPS.filter((_, index) => (bits & (1 << index)) !== 0);
}

/** Steps that undo a deliberate or careless disguise; a phrase with `deobfuscate: false` is not read through them. */
export const DISGUISES =
  stepBit('look-alike') |
  stepBit('decoration') |
  stepBit('telex') |
  stepBit('spaced') |
  stepBit('dotted') |
  stepBit('masked') |
  stepBit('leet') |
  stepBit('emoji') |
  stepBit('teencode') |
  stepBit('glued');
