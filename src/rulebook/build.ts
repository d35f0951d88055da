import type { Path, YamlFile } from './document.ts';
import { fault, type Fault } from './fault.ts';
import { all, any, not } from './conditions/logic.ts';
import { aimedAt, stance } from './conditions/aim.ts';
import { claim, type ClaimTest } from './conditions/claim.ts';
import type { Condition } from './conditions/condition.ts';
import { contact } from './conditions/contact.ts';
import { author, language, postAge, postPhrase, time, velocity } from './conditions/context.ts';
import { compileRegex, LONGEST_REGEX, pattern } from './conditions/pattern.ts';
import { money } from './conditions/money.ts';
import { count, near, phrase, placed, type PhraseTest } from './conditions/phrases.ts';
import { shape } from './conditions/shape.ts';
import type { PhraseLists, PhraseModifiers } from './phrase-lists.ts';
import type { PlacedPhrase } from './packs.ts';
import type { PhraseReader } from './phrases.ts';
import type { ConditionSource } from './schema.ts';

/** What a rulebook shares among its conditions while it is built. */
export interface Building {
  readonly lists: PhraseLists;
  readonly phrases: PhraseReader;
  readonly claims: readonly ClaimTest[];
  /** Conditions that have a name. */
  readonly names: ReadonlyMap<ConditionSource, string>;
  readonly faults: Fault[];
}

/** A phrase list as it was used: for the checks that compare rules. */
export interface UsedList {
  readonly kind: string;
  readonly phrases: readonly PlacedPhrase[];
  readonly accents: 'typed' | 'exact' | 'bare';
  /** Stands in `unless` or `not`: it holds a rule back. */
  readonly excepting: boolean;
}

const PHRASE_KEYS = ['phrase', 'near', 'count', 'whole', 'starts', 'ends'] as const;
const MODIFIERS = ['accents', 'deobfuscate', 'collapse', 'case', 'negated_by', 'ignore_quoted'] as const;

/** Compiles the conditions of one rule; what cannot be compiled is reported and left out. */
export class ConditionBuilder {
  /** Every phrase list of the rule, for the checks. */
  readonly used: UsedList[] = [];
  /** Every text of the rule with its packs taken in: with the conditions, what the rule detects. */
  readonly texts: string[][] = [];
  readonly #building: Building;
  readonly #yaml: YamlFile;
  readonly #rule: string;
  #excepting = false;

  constructor(building: Building, yaml: YamlFile, rule: string) {
    this.#building = building;
    this.#yaml = yaml;
    this.#rule = rule;
  }

  /** A condition that holds the rule back. */
  buildException(source: ConditionSource, path: Path): Condition {
    const outer = this.#excepting;
    this.#excepting = !outer;
    const condition = this.build(source, path);
    this.#excepting = outer;
    return condition;
  }

  /** The condition at `path`; several keys beside one another must all hold. */
  build(source: ConditionSource, path: Path): Condition {
    const parts: Condition[] = [];
    const says = (key: keyof ConditionSource): string => `${key}: ${inFewWords(source[key])}`;
    const test = (list: string | string[], ...keys: string[]): PhraseTest =>
      this.#list(source, list, [...path, ...keys], keys[0]!);

    if (source.phrase) parts.push(phrase(says('phrase'), test(source.phrase, 'phrase')));
    if (source.near) {
      const { a, b, within, ordered } = source.near;
      parts.push(near(says('near'), test(a, 'near', 'a'), test(b, 'near', 'b'), within, ordered ?? false));
    }
    if (source.count) {
      parts.push(count(says('count'), test(source.count.of, 'count', 'of'), source.count.at_least));
    }
    for (const kind of ['whole', 'starts', 'ends'] as const) {
      const list = source[kind];
      if (list) parts.push(placed(kind, says(kind), test(list, kind)));
    }
    if (source.pattern) parts.push(...this.#pattern(source.pattern, says('pattern'), [...path, 'pattern']));
    if (source.contact) parts.push(this.#contact(source.contact, says('contact'), [...path, 'contact']));
    if (source.money) parts.push(money(says('money'), [source.money].flat()));
    if (source.shape) parts.push(shape(says('shape'), source.shape));
    if (source.author) parts.push(author(says('author'), source.author));
    if (source.velocity) parts.push(velocity(says('velocity'), source.velocity));
    if (source.post?.phrase) {
      const { list } = this.#list({}, source.post.phrase, [...path, 'post', 'phrase'], 'post');
      parts.push(postPhrase(says('post'), list));
    }
    if (source.post?.age) parts.push(postAge(says('post'), source.post.age));
    if (source.time) parts.push(time(says('time'), source.time));
    if (source.language) parts.push(language(says('language'), [source.language].flat()));
    if (source.claim) parts.push(this.#claim([source.claim].flat(), says('claim'), [...path, 'claim']));
    if (source.all) parts.push(all('all', this.#each(source.all, [...path, 'all'])));
    if (source.any) parts.push(any('any', this.#each(source.any, [...path, 'any'])));
    if (source.not) parts.push(not('not', this.buildException(source.not, [...path, 'not'])));
    if (source.target) parts.push(aimedAt(says('target'), source.target));
    if (source.stance) parts.push(stance(says('stance'), [source.stance].flat()));
    this.#checkModifiers(source, path);
    if (parts.length === 0) this.#report('condition-empty', path);
    const condition = all('all', parts.length === 0 ? [NEVER] : parts);
    const name = this.#building.names.get(source);
    return name === undefined ? condition : { ...condition, says: `holds: ${name}` };
  }

  #each(sources: readonly ConditionSource[], path: Path): Condition[] {
    return sources.map((source, index) => this.build(source, [...path, index]));
  }

  #read(texts: string | string[], path: Path): PlacedPhrase[] {
    const read = this.#building.phrases.read(texts, this.#yaml, path, this.#rule);
    this.texts.push(read.map(({ text }) => text));
    return read;
  }

  #list(source: ConditionSource, texts: string | string[], path: Path, kind: string): PhraseTest {
    const { lists } = this.#building;
    const read = this.#read(texts, path);
    const accents = source.accents ?? 'typed';
    this.used.push({ kind, phrases: read, accents, excepting: this.#excepting });
    const modifiers: PhraseModifiers = {
      accents,
      ...(source.deobfuscate === false ? { deobfuscate: false } : {}),
      ...(source.collapse === false ? { collapse: false } : {}),
      ...(source.case === 'exact' ? { caseSensitive: true } : {}),
    };
    const negatorPath = [...path.slice(0, path.lastIndexOf(kind)), 'negated_by'];
    const negators = source.negated_by === undefined ? undefined : this.#read(source.negated_by, negatorPath);
    const phrases = read.map(({ text }) => text);
    const { caseSensitive, ...otherwise } = modifiers;
    return {
      list: lists.add(phrases, modifiers),
      ...(caseSensitive && !this.#excepting ? { anyCase: lists.add(phrases, otherwise) } : {}),
      negators:
        negators &&
        lists.add(
          negators.map(({ text }) => text),
          { accents: 'typed' },
        ),
      ignoreQuoted: source.ignore_quoted ?? false,
      ...(this.#excepting ? { excepting: true } : {}),
    };
  }

  #pattern(source: NonNullable<ConditionSource['pattern']>, says: string, path: Path): Condition[] {
    const literals = this.#read(source.literal, [...path, 'literal']).map(({ text }) => text);
    const compiled = compileRegex(source.regex);
    if ('regex' in compiled) return [pattern(says, compiled.regex, literals)];
    const { code, detail } = compiled.fault;
    const value = source.regex.slice(0, 80);
    this.#report(code, [...path, 'regex'], { value, slots: { detail, limit: LONGEST_REGEX } });
    return [NEVER];
  }

  #contact(source: NonNullable<ConditionSource['contact']>, says: string, path: Path): Condition {
    const plain = typeof source === 'string' || Array.isArray(source);
    const domains = (key: 'domain' | 'not_domain'): ReadonlySet<string> | undefined => {
      const list = plain ? undefined : source[key];
      if (!list) return undefined;
      const read = this.#read(list, [...path, key]);
      for (const { text, place } of read) {
        if (/^([\p{L}\d-]+\.)+\p{L}{2,}$/u.test(text)) continue;
        this.#building.faults.push(fault('domain-bad', place, { value: text, rule: this.#rule }));
      }
      return new Set(read.map(({ text }) => text.toLowerCase()));
    };
    return contact(says, {
      kinds: [(plain ? source : source.kind) ?? []].flat(),
      owners: [(plain ? undefined : source.owner) ?? []].flat(),
      domains: domains('domain'),
      notDomains: domains('not_domain'),
      atLeast: (plain ? undefined : source.at_least) ?? 1,
    });
  }

  #claim(ids: readonly string[], says: string, path: Path): Condition {
    const { claims } = this.#building;
    const known = claims.map(({ claim }) => claim.id);
    for (const [index, id] of ids.entries()) {
      if (id === 'any' || known.includes(id)) continue;
      this.#report('claim-unknown', [...path, index], { value: id, candidates: [...known, 'any'] });
    }
    return claim(says, ids.includes('any') ? claims : claims.filter((test) => ids.includes(test.claim.id)));
  }

  #checkModifiers(source: ConditionSource, path: Path): void {
    if (PHRASE_KEYS.some((key) => source[key] !== undefined)) return;
    for (const key of MODIFIERS) {
      if (source[key] === undefined) continue;
      this.#building.faults.push(
        fault('modifier-alone', this.#yaml.keyPlace(path, key), { value: key, rule: this.#rule }),
      );
    }
  }

  #report(code: Fault['code'], path: Path, details: Parameters<typeof fault>[2] = {}): void {
    this.#building.faults.push(fault(code, this.#yaml.place(path), { ...details, rule: this.#rule }));
  }
}

const NEVER: Condition = { kind: 'never', says: '–', triggers: [], needs: { lists: [] }, test: () => 0 };

function inFewWords(value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, 3).map((item) => inFewWords(item));
    return `[${shown.join(', ')}${value.length > 3 ? `, +${value.length - 3}` : ''}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{ ${pairs.map(([key, inner]) => `${key}: ${inFewWords(inner)}`).join(', ')} }`;
  }
  return String(value);
}
