import { compatible, wordOf } from './key.ts';
import { symbolsOf } from './symbols.ts';

/**
 * The grammar of the Vietnamese syllable without its tone: onset and rhyme (glide, nucleus, coda), with its spelling
 * rules: k, gh, ngh before e ê i y; c, g, ng elsewhere; q only as qu.
 */
const FRONT_ONSETS = ['k', 'gh', 'ngh'];
const BACK_ONSETS = ['c', 'g', 'ng'];
const ONSETS = '|b|ch|d|đ|gi|h|kh|l|m|n|nh|p|ph|r|s|t|th|tr|v|x'.split('|');

const RHYMES = `
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oem oen oeo oet
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uôc uôi uôm uôn uông uôt uy uya uych uyn uynh uyp uyt uyu
uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y`
  .trim()
  .split(/\s+/);
/** Written only without an onset. */
const BARE_ONSET_RHYMES = 'yêm yên yêng yêt yêu'.split(' ');
/** After qu, which swallows the glide. */
const QU_RHYMES = `a ac ach ai an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât ây
e en eo et ê ên ênh êt êch i inh ich in it iu y yt ych ynh yên yêt yêu ơ ơt ơn ôc`
  .trim()
  .split(/\s+/);
/** After gi, whose i stands for that of the rhyme. */
const GI_RHYMES = 'i ia im in ip it iêc iên iêng iêt iêu'.split(' ');

function spellings(): string[] {
  const all: string[] = [];
  for (const rhyme of RHYMES) {
    const front = /^[eêiy]/.test(rhyme);
    for (const onset of [...ONSETS, ...(front ? FRONT_ONSETS : BACK_ONSETS)]) {
      if (onset === '' && rhyme.startsWith('iê')) continue;
      if (rhyme === 'y' && !['', 'k', 'h', 'l', 'm', 's', 't', 'v'].includes(onset)) continue;
      if (onset === 'gi' && rhyme.startsWith('i')) continue;
      all.push(onset + rhyme);
    }
  }
  all.push(...BARE_ONSET_RHYMES);
  all.push(...QU_RHYMES.map((rhyme) => `qu${rhyme}`));
  all.push(...GI_RHYMES.map((rhyme) => `g${rhyme}`));
  return all;
}

/** Vowel marks each bare syllable may carry, by its key. */
const FORMS: ReadonlyMap<number, readonly number[]> = (() => {
  const forms = new Map<number, number[]>();
  for (const spelling of spellings()) {
    const symbols = symbolsOf(spelling);
    const { key, marks } = wordOf(symbols, 0, symbols.length);
    const known = forms.get(key);
    if (known === undefined) forms.set(key, [marks]);
    else if (!known.includes(marks)) known.push(marks);
  }
  return forms;
})();

/** The keys of all bare syllables the grammar allows (ascending). */
export const BARE_SYLLABLES: readonly number[] = [...FORMS.keys()].sort((a, b) => a - b);

/** True when some Vietnamese syllable has these letters and vowel marks, or has them with marks left out. */
export function hasForm(key: number, marks: number): boolean {
  const forms = FORMS.get(key);
  return forms !== undefined && forms.some((form) => compatible(marks, form));
}
