// Writes the letters of other scripts that Unicode holds to be confusable with a Latin one, as far as that is sound for
// Vietnamese, to src/domain/text/data/confusables.json.
//
//   npm install --no-save unhomoglyph@1.0.6 && node scripts/look-alikes.mjs
//
// The package carries Unicode's confusables.txt (13.0.0, Unicode licence) as data. Used as it is it damages Vietnamese:
// it takes đ, ơ and tones apart, makes m of rn and l of I, and reads living scripts as strokes. So only this is kept:
// single letters that look like one ASCII letter, of scripts no comment is written in or whose letters are borrowed for
// disguise, that are not decomposed to Latin letters by Unicode anyway. What looks like l looks like I and | as well
// and is left to our own list (look-alike.json), which goes before this one in any case.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const confusables = createRequire(import.meta.url)('unhomoglyph/data.json');
const SCRIPTS =
  'Cyrillic Greek Armenian Cherokee Lisu Coptic Deseret Osage Warang_Citi Carian Lycian Lydian Old_Italic Gothic Canadian_Aboriginal Tifinagh Elbasan Latin'.split(
    ' ',
  );
const borrowed = new RegExp(`^[${SCRIPTS.map((script) => `\\p{Script=${script}}`).join('')}]$`, 'u');

const letters = {};
for (const [char, target] of Object.entries(confusables)) {
  const letter = target.toLowerCase();
  if (!/^[a-z]$/u.test(letter) || letter === 'l') continue;
  if (!/^[\p{Lu}\p{Ll}\p{Lo}]$/u.test(char) || !borrowed.test(char)) continue;
  // Latin letters, plain, with marks or styled, are read by their decomposition.
  if (/^[a-z]/iu.test(char.normalize('NFKD'))) continue;
  letters[letter] = (letters[letter] ?? '') + char;
}
const about =
  'Letters that Unicode holds to be confusable with a Latin one, made by scripts/look-alikes.mjs from confusables.txt 13.0.0.';
const sorted = Object.fromEntries(Object.entries(letters).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(
  new URL('../src/domain/text/data/confusables.json', import.meta.url),
  `${JSON.stringify({ about, letters: sorted }, undefined, 2)}\n`,
);
console.log(`${Object.values(sorted).join('').length} letters`);
