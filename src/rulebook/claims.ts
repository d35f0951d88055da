import type { ClaimTest } from './conditions/claim.ts';
import { midnight } from './conditions/context.ts';
import { readYaml, type Path, type RuleFile, type YamlFile } from './document.ts';
import { fault, type Fault, type Place } from './fault.ts';
import type { PhraseLists } from './phrase-lists.ts';
import type { PhraseReader } from './phrases.ts';
import type { Claim } from './rulebook.ts';
import { Claim as ClaimSchema, type ClaimSource } from './schema.ts';
import { readShape } from './shape-faults.ts';

const SHORTEST_CLAIM = 4;
/** Words of judgement: a sentence that needs them says what somebody thinks, not what is so. */
const JUDGEMENTS =
  /(?<![\p{L}\p{M}])(tệ|dở|tồi|kém|xấu xa|đáng ghét|đáng xấu hổ|vô trách nhiệm|vô cảm|bất công|tham lam|ngu|dốt|quá đáng|thối nát|tốt nhất|tệ nhất|nên từ chức|phải từ chức)(?![\p{L}\p{M}])/iu;
const GAP = /\s*(?:…|\.{3})\s*/;

interface PlacedClaim {
  readonly source: ClaimSource;
  readonly yaml: YamlFile;
  readonly at: Path;
}

/** Claims of all files, checked and put into the matcher; a claim with a fault is left out. */
export function readClaims(
  files: readonly RuleFile[],
  lists: PhraseLists,
  phrases: PhraseReader,
  now: Date,
  faults: Fault[],
  warnings: Fault[],
): ClaimTest[] {
  const tests: ClaimTest[] = [];
  const known = new Map<string, Place>();
  for (const file of files) {
    for (const placed of readFile(file, faults)) {
      const { source, yaml, at } = placed;
      const place = yaml.place([...at, 'id']);
      const other = known.get(source.id);
      if (other) {
        const slots = { other: `${other.file}:${other.line}` };
        faults.push(fault('claim-duplicate', place, { value: source.id, slots }));
        continue;
      }
      known.set(source.id, place);
      const before = faults.length;
      checkDates(placed, now, faults, warnings);
      const publisher = checkSource(placed, faults);
      const wordings = [source.claim, ...(source.variants ?? [])].map((text, index) =>
        wording(text, yaml, index === 0 ? [...at, 'claim'] : [...at, 'variants', index - 1], phrases, faults),
      );
      if (faults.length > before) continue;
      tests.push({
        place: yaml.place([...at, 'claim']),
        claim: claimOf(source, publisher),
        wordings: wordings.map((parts) =>
          parts.map((part) => ({
            list: lists.add([part], { accents: 'typed' }),
            negators: undefined,
            ignoreQuoted: true,
          })),
        ),
      });
    }
  }
  return tests;
}

function readFile(file: RuleFile, faults: Fault[]): PlacedClaim[] {
  if (file.path.endsWith('.jsonl')) return readLines(file, faults);
  const { yaml, faults: own } = readYaml(file);
  faults.push(...own);
  if (!yaml) return [];
  const items: [unknown, Path][] = Array.isArray(yaml.value)
    ? yaml.value.map((item: unknown, index) => [item, [index]])
    : [[yaml.value, []]];
  return items.flatMap(([item, at]) => shaped(yaml, item, at, faults));
}

/** JSONL: each line is JSON, which YAML reads too, so that places within the line are known. */
function readLines(file: RuleFile, faults: Fault[]): PlacedClaim[] {
  const placed: PlacedClaim[] = [];
  const lines = file.text.replace(/^\uFEFF/, '').split(/\r\n|\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      JSON.parse(line);
    } catch {
      faults.push(fault('claim-json', { file: file.path, line: index + 1, column: 1 }));
      continue;
    }
    const { yaml, faults: own } = readYaml({ path: file.path, text: line }, index + 1);
    faults.push(...own);
    if (yaml) placed.push(...shaped(yaml, yaml.value, [], faults));
  }
  return placed;
}

function shaped(yaml: YamlFile, item: unknown, at: Path, faults: Fault[]): PlacedClaim[] {
  const read = readShape(ClaimSchema, yaml, item, at);
  faults.push(...read.faults);
  return read.value ? [{ source: read.value, yaml, at }] : [];
}

function claimOf(source: ClaimSource, publisher: string): Claim {
  return {
    id: source.id,
    claim: source.claim,
    variants: source.variants ?? [],
    correction: source.correction,
    publisher,
    sourceUrl: source.source_url,
    published: source.published,
    ...(source.valid_until === undefined ? {} : { validUntil: source.valid_until }),
    ...(source.about === undefined ? {} : { about: source.about }),
  };
}

function checkDates({ source, yaml, at }: PlacedClaim, now: Date, faults: Fault[], warnings: Fault[]): void {
  const { published, valid_until: until } = source;
  if (midnight(published) > now.getTime()) {
    faults.push(fault('claim-future', yaml.place([...at, 'published']), { value: published }));
  }
  if (until === undefined) return;
  const place = yaml.place([...at, 'valid_until']);
  if (until < published) faults.push(fault('claim-dates', place, { value: until }));
  else if (midnight(until) + 86_400_000 <= now.getTime()) {
    warnings.push(fault('claim-expired', place, { value: until }));
  }
}

/** Checks where the correction stands and gives its publisher. */
function checkSource({ source, yaml, at }: PlacedClaim, faults: Fault[]): string {
  const host = publicHost(source.source_url);
  if (host === undefined) {
    faults.push(fault('claim-url', yaml.place([...at, 'source_url']), { value: source.source_url }));
    return '';
  }
  const publisher = source.publisher ?? host;
  const { about } = source;
  const small = (text: string): string => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
  if (about !== undefined && (small(about) === small(publisher) || small(about) === host)) {
    faults.push(
      fault('claim-own-publisher', yaml.place([...at, source.publisher ? 'publisher' : 'source_url']), {
        value: about,
      }),
    );
  }
  return publisher;
}

function publicHost(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, username } = new URL(text);
  if (!/^https?:$/.test(protocol) || username !== '') return undefined;
  return /^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(hostname) ? hostname.replace(/^www\./, '') : undefined;
}

function wording(text: string, yaml: YamlFile, at: Path, phrases: PhraseReader, faults: Fault[]): string[] {
  const place = yaml.place(at);
  if (/\?\s*$/.test(text)) faults.push(fault('claim-question', place, { value: text }));
  const judgement = JUDGEMENTS.exec(text.normalize('NFC'));
  if (judgement) faults.push(fault('claim-opinion', place, { value: judgement[0] }));
  const parts = text.split(GAP);
  if (parts.some((part) => part.trim() === '')) {
    faults.push(fault('claim-gap', place));
    return [];
  }
  if (parts.reduce((sum, part) => sum + phrases.syllables(part), 0) < SHORTEST_CLAIM) {
    faults.push(fault('claim-short', place, { value: text }));
  }
  return parts;
}
