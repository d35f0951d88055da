// Counts Vietnamese syllables and pairs of neighbours in openly licensed text and writes the small table the text
// engine weighs dropped accents with. Only counts of what occurs often enough are kept, never a text.
//
//   node scripts/frequency.mjs FOLDER
//
// FOLDER holds vihos/train.jsonl and safesense/train.jsonl (one {"text", "context"?} a line): the training parts of
// ViHOS (https://github.com/phusroyal/ViHOS) and of vietnamese-hate-speech-dataset
// (https://huggingface.co/datasets/ThienIT84/vietnamese-hate-speech-dataset), both under the MIT licence. Labels are
// not read. Our own list of everyday compounds (scripts/everyday-compounds.txt) counts as if each occurred OWN times,
// because those sets hardly speak of shops, schools or health.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN = 10;
const LEAST = 3;
const LEAST_PAIR = 4;
const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, '..', 'src', 'domain', 'text', 'data', 'frequency.json');

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: node scripts/frequency.mjs FOLDER   (see the head of this file)');
  process.exit(2);
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu;
/** Spellings that differ only in where the tone stands are one syllable; the first one seen names it. */
const names = new Map();
function nameOf(token) {
  const decomposed = token.normalize('NFD');
  const tone = decomposed.match(TONES)?.[0] ?? '';
  const key = decomposed.replaceAll(TONES, '').normalize('NFC') + tone;
  const known = names.get(key);
  if (known !== undefined) return known;
  names.set(key, token);
  return token;
}

const syllables = new Map();
const pairs = new Map();
let tokens = 0;
const add = (map, key, count) => map.set(key, (map.get(key) ?? 0) + count);

function count(sentence, times) {
  let previous = '';
  for (const word of sentence.split(/[^\p{L}\p{M}]+/u)) {
    if (word === '') continue;
    const name = /^[\p{Script=Latin}\p{M}]{1,7}$/u.test(word) ? nameOf(word) : '';
    tokens += times;
    if (name !== '') {
      add(syllables, name, times);
      if (previous !== '') add(pairs, `${previous} ${name}`, times);
    }
    previous = name;
  }
}

/** Only text typed with accents says which accents are meant. */
function isAccented(text) {
  const words = text.match(/[\p{L}\p{M}]+/gu) ?? [];
  const marked = words.filter((word) => /[\p{M}đ]/u.test(word.normalize('NFD')));
  return words.length >= 3 && marked.length >= words.length / 2;
}

const seen = new Set();
for (const set of ['vihos', 'safesense']) {
  const lines = readFileSync(path.join(folder, set, 'train.jsonl'), 'utf8').split('\n');
  for (const line of lines) {
    if (line === '') continue;
    const row = JSON.parse(line);
    for (const text of [row.text, row.context]) {
      if (typeof text !== 'string' || seen.has(text)) continue;
      seen.add(text);
      const clean = text.normalize('NFC').toLowerCase();
      if (isAccented(clean)) for (const sentence of clean.split(/[.,;:!?…\n()]/u)) count(sentence, 1);
    }
  }
}
for (const line of readFileSync(path.join(here, 'everyday-compounds.txt'), 'utf8').split('\n')) {
  if (line !== '' && !line.startsWith('#')) count(line.normalize('NFC').toLowerCase(), OWN);
}

const ordered = (map, least) =>
  [...map].filter(([, n]) => n >= least).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
const groups = new Map();
for (const [pair, n] of ordered(pairs, LEAST_PAIR)) {
  const [first, second] = pair.split(' ');
  const group = groups.get(first) ?? [];
  group.push(`${second} ${n}`);
  groups.set(first, group);
}
const table = {
  about:
    'Counts of Vietnamese syllables and of neighbouring pairs in accented comments, made by scripts/frequency.mjs from the training parts of ViHOS (phusroyal/ViHOS, MIT) and vietnamese-hate-speech-dataset (ThienIT84, MIT) and from our own list of everyday compounds. Each pair line: first syllable, then each second syllable with its count.',
  tokens,
  syllables: ordered(syllables, LEAST).map(([name, n]) => `${name} ${n}`),
  pairs: [...groups].map(([first, seconds]) => `${first} ${seconds.join(' ')}`),
};
writeFileSync(target, `${JSON.stringify(table, null, 1)}\n`);
console.log(`${tokens} tokens, ${table.syllables.length} syllables, ${groups.size} first syllables of pairs`);
