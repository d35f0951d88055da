import { STRANGE_TEXTS } from './mutate.ts';

/** A form as a page offers it: where it goes and what it sends when nothing is changed. */
export interface Form {
  readonly action: string;
  readonly fields: readonly (readonly [string, string])[];
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`, 'u').exec(tag)?.[1]?.replaceAll('&amp;', '&').replaceAll('&quot;', '"');

/** The forms of a page that are posted. */
export function formsOf(page: string): Form[] {
  const forms: Form[] = [];
  for (const [whole, tag = ''] of page.matchAll(/(<form\b[^>]*>).*?<\/form>/gsu)) {
    const action = attribute(tag, 'action');
    if (action === undefined || attribute(tag, 'method') !== 'post') continue;
    const fields = [...whole.matchAll(/<(?:input|select|textarea|button)\b[^>]*>/gu)].flatMap(([field]) => {
      const name = attribute(field, 'name');
      return name === undefined ? [] : [[name, attribute(field, 'value') ?? 'thử'] as const];
    });
    forms.push({ action, fields: fields.filter(([name]) => name !== 'csrf') });
  }
  return forms;
}

const pick = <T>(all: readonly T[], random: () => number, other: T): T =>
  all[Math.floor(random() * all.length)] ?? other;
const strange = (random: () => number): string => pick(STRANGE_TEXTS, random, '');

/** One to three fields changed, left out, sent twice, renamed or added. */
export function mutateForm(form: Form, random: () => number): [string, string][] {
  const fields = form.fields.map(([name, value]): [string, string] => [name, value]);
  for (let count = 1 + Math.floor(random() * 3); count > 0; count -= 1) {
    const at = Math.floor(random() * fields.length);
    const field = fields[at];
    const kind = random();
    if (field === undefined || kind < 0.1) fields.push([strange(random), strange(random)]);
    else if (kind < 0.7) field[1] = strange(random);
    else if (kind < 0.8) fields.splice(at, 1);
    else if (kind < 0.9) fields.push([field[0], strange(random)]);
    else field[0] = `${field[0]}${pick(['[]', '.x', '[__proto__]', '\0'], random, '')}`;
  }
  return fields;
}

/** What the addresses of the console ask for. */
const QUESTIONS =
  'q source before cases month to s t category severity language rule older after did what actor moderator case reply back told lane saved'.split(
    ' ',
  );

/** An address with one of its numbers, or a question of its own, made strange. */
export function mutatePath(path: string, random: () => number): string {
  const kind = random();
  if (kind < 0.5) return path;
  if (kind < 0.75)
    return path.replace(/\d+/u, () => encodeURIComponent(strange(random).toWellFormed()) || '0');
  const name = pick(QUESTIONS, random, 'q');
  const value = random() < 0.1 ? '%E0%A4%A' : encodeURIComponent(strange(random).toWellFormed());
  return `${path}${path.includes('?') ? '&' : '?'}${name}=${value}`;
}
