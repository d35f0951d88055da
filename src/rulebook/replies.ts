import { REPLY_VARIABLES, type ReplyTemplate, variablesIn } from '../domain/act/reply.ts';
import { readYaml, type Path, type RuleFile, type YamlFile } from './document.ts';
import { fault, type Fault } from './fault.ts';
import { Reply, Replies, type ReplySource } from './schema.ts';
import { readShape } from './shape-faults.ts';

/** The file of the reply templates, relative to the rules directory; a rulebook may do without. */
export const REPLIES_FILE = 'replies.yaml';

/** Variables that only a claim can fill. */
const OF_CLAIMS: readonly string[] = ['correction', 'publisher', 'link'];

/**
 * Reads the reply templates and holds each against what its category demands: a claim's correction cites publisher and
 * link, and nothing but an answer about opening hours may go out by itself.
 * @param rules ids of all rules, for templates that name some
 */
export function readReplies(
  file: RuleFile | undefined,
  rules: ReadonlySet<string>,
): { replies: ReplyTemplate[]; faults: Fault[] } {
  if (!file) return { replies: [], faults: [] };
  const { yaml, faults } = readYaml(file);
  if (!yaml) return { replies: [], faults };
  if (!Array.isArray(yaml.value)) {
    faults.push(...readShape(Replies, yaml, yaml.value, []).faults);
    return { replies: [], faults };
  }
  const replies: ReplyTemplate[] = [];
  const ids = new Set<string>();
  for (const [index, item] of yaml.value.entries()) {
    const read = readShape(Reply, yaml, item, [index]);
    faults.push(...read.faults);
    if (!read.value) continue;
    const source = read.value;
    if (ids.has(source.id)) {
      faults.push(fault('reply-duplicate', yaml.place([index, 'id']), { value: source.id }));
    }
    ids.add(source.id);
    const reply = replyOf(source);
    faults.push(...rulesFaults(source, rules, yaml, [index]));
    for (const language of ['vi', 'en'] as const) {
      const text = source[language];
      if (text !== undefined) faults.push(...textFaults(reply, text, yaml, [index, language]));
    }
    faults.push(...aloneFaults(reply, yaml, [index]));
    replies.push(reply);
  }
  return { replies, faults };
}

function replyOf(source: ReplySource): ReplyTemplate {
  return {
    id: source.id,
    title: source.title,
    categories: [source.category].flat(),
    byItself: source.by_itself ?? false,
    vi: source.vi,
    ...(source.rules === undefined ? {} : { rules: [source.rules].flat() }),
    ...(source.en === undefined ? {} : { en: source.en }),
  };
}

function rulesFaults(source: ReplySource, known: ReadonlySet<string>, yaml: YamlFile, at: Path): Fault[] {
  const list = Array.isArray(source.rules);
  return [source.rules ?? []].flat().flatMap((rule, index) =>
    known.has(rule)
      ? []
      : [
          fault('reply-rule-unknown', yaml.place([...at, 'rules', ...(list ? [index] : [])]), {
            value: rule,
            candidates: [...known],
          }),
        ],
  );
}

function textFaults(reply: ReplyTemplate, text: string, yaml: YamlFile, at: Path): Fault[] {
  const faults: Fault[] = [];
  const place = yaml.place(at);
  const used = variablesIn(text).map(({ name }) => name);
  const known: readonly string[] = REPLY_VARIABLES;
  const claims = reply.categories.every((category) => category === 'false-claim');
  for (const name of used) {
    if (!known.includes(name)) {
      const slots = { known: known.join(', ') };
      faults.push(fault('reply-variable', place, { value: name, candidates: known, slots }));
    } else if (OF_CLAIMS.includes(name) && !claims) {
      faults.push(fault('reply-not-claim', place, { value: name }));
    }
  }
  if (/[{}]/u.test(text.replaceAll(/\{[^{}]*\}/gu, ''))) {
    faults.push(fault('reply-brace', place, { slots: { example: '{page}' } }));
  }
  const uncited = ['publisher', 'link'].filter((name) => !used.includes(name));
  if (reply.categories.includes('false-claim') && uncited.length > 0) {
    const example = uncited.map((name) => `{${name}}`).join(', ');
    faults.push(fault('reply-uncited', place, { slots: { example } }));
  }
  return faults;
}

function aloneFaults(reply: ReplyTemplate, yaml: YamlFile, at: Path): Fault[] {
  if (!reply.byItself) return [];
  const says = [reply.vi, ...(reply.en === undefined ? [] : [reply.en])].every((text) =>
    variablesIn(text).some(({ name }) => name === 'hours'),
  );
  const asked = reply.categories.every((category) => category === 'needs-reply');
  if (says && asked && reply.rules !== undefined) return [];
  return [fault('reply-by-itself', yaml.keyPlace(at, 'by_itself'), { slots: { example: '{hours}' } })];
}
