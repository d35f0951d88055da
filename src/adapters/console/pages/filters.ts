import { html } from 'hono/html';
import { z } from 'zod';
import { CATEGORIES, SEVERITIES } from '../../../domain/categories.ts';
import { duration, WORDS } from '../../../domain/digest/words.ts';
import { type BoardCursor, type BoardFilter, LANES } from '../../../pipeline/ports/board.ts';
import type { ConsoleContext } from '../guard.ts';
import type { Html } from '../frame.ts';
import { languageName } from '../language-name.ts';
import { TEXTS } from '../texts/index.ts';

const optional = z
  .string()
  .trim()
  .max(100)
  .transform((value) => (value === '' ? undefined : value))
  .optional()
  .catch(undefined);

/** The query string as a person or a link may have it; whatever does not fit is left out. */
const Query = z.object({
  lane: z.enum([...LANES, 'all']).catch('all'),
  source: z.coerce.number().int().positive().optional().catch(undefined),
  category: z.enum(CATEGORIES).optional().catch(undefined),
  severity: z.enum(SEVERITIES).optional().catch(undefined),
  language: optional,
  rule: optional,
  older: z.coerce.number().int().min(1).max(100_000).optional().catch(undefined),
  after: z.string().transform(cursorFrom).optional().catch(undefined),
  did: z.coerce.number().int().positive().optional().catch(undefined),
});
export type QueueQuery = z.output<typeof Query>;

const HOUR = 3_600_000;
const AGES = [1, 4, 24, 72] as const;

export function readQuery(c: ConsoleContext): QueueQuery {
  return Query.parse(c.req.query());
}

function cursorFrom(text: string): BoardCursor | undefined {
  const [rank, at, id] = text.split('~');
  const cursor: BoardCursor = [Number(rank), at ?? '', Number(id)];
  return Number.isInteger(cursor[0]) &&
    Math.abs(cursor[0]) < 100 &&
    Number.isSafeInteger(cursor[2]) &&
    /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d(:?\d\d)?|Z)$/u.test(cursor[1]) &&
    !Number.isNaN(Date.parse(cursor[1]))
    ? cursor
    : undefined;
}

export function filterOf(query: QueueQuery): BoardFilter {
  return {
    lane: query.lane,
    ...(query.source === undefined ? {} : { source: query.source }),
    ...(query.category === undefined ? {} : { category: query.category }),
    ...(query.severity === undefined ? {} : { severity: query.severity }),
    ...(query.language === undefined ? {} : { language: query.language }),
    ...(query.rule === undefined ? {} : { rule: query.rule }),
    ...(query.older === undefined ? {} : { olderThanHours: query.older }),
  };
}

/** Whether anything beside the lane narrows the queue. */
export function isNarrowed(query: QueueQuery): boolean {
  return Object.keys(filterOf(query)).length > 1;
}

/** Address of the queue under a query, changed in one place. */
export function queuePath(query: QueueQuery, change: Partial<QueueQuery> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...change })) {
    if (value === undefined || (name === 'lane' && value === 'all')) continue;
    parameters.set(name, Array.isArray(value) ? value.join('~') : String(value));
  }
  const text = parameters.toString();
  return text === '' ? '/' : `/?${text}`;
}

/** The form; folded away while it narrows nothing. */
export function filters(
  c: ConsoleContext,
  query: QueueQuery,
  sources: readonly { readonly id: number; readonly name: string }[],
  languages: readonly string[],
): Html {
  const lang = c.get('lang');
  const texts = TEXTS[lang];
  const words = WORDS[lang];
  const choice = (name: keyof typeof texts.filters, options: readonly (readonly [string, string])[]): Html =>
    html`<label>${texts.filters[name]}
      <select name="${name}">
        <option value="">${texts.any}</option>
        ${options.map(
          ([value, label]) =>
            html`<option value="${value}" ${String(query[name] ?? '') === value ? html`selected` : ''}>${label}</option>`,
        )}
      </select></label>`;
  return html`<details class="filters" ${isNarrowed(query) ? html`open` : ''}>
    <summary>${texts.filter}</summary>
    <form method="get" action="/">
      <input type="hidden" name="lane" value="${query.lane}" />
      ${choice(
        'source',
        sources.map((source) => [String(source.id), source.name]),
      )}
      ${choice(
        'category',
        CATEGORIES.map((category) => [category, words.category[category]]),
      )}
      ${choice(
        'severity',
        SEVERITIES.map((severity) => [severity, words.severity[severity]]),
      )}
      ${choice(
        'language',
        [...new Set([...languages, ...(query.language === undefined ? [] : [query.language])])].map(
          (code) => [code, languageName(code, lang)],
        ),
      )}
      ${choice(
        'older',
        AGES.map((hours) => [String(hours), duration(hours * HOUR, words)]),
      )}
      <label>${texts.filters.rule} <input name="rule" size="16" value="${query.rule ?? ''}" autocomplete="off" /></label>
      <span class="buttons"><button>${texts.apply}</button> <a href="${queuePath({ lane: query.lane })}">${texts.clear}</a></span>
    </form>
  </details>`;
}
