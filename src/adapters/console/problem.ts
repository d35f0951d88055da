import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { frame } from './frame.ts';
import { langOf } from './lang.ts';
import { TEXTS, type Texts } from './texts/index.ts';

/** A page that says what is wrong and leads back; for scripts the words alone. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  what: keyof Texts['problems'],
): Response | Promise<Response> {
  return problemSaying(c, status, TEXTS[langOf(c)].problems[what]);
}

/** @param says what is wrong, in the reader's language */
export function problemSaying(
  c: Context,
  status: ContentfulStatusCode,
  says: string,
): Response | Promise<Response> {
  c.status(status);
  if (c.req.header('x-fragment') !== undefined) return c.text(says);
  const lang = langOf(c);
  return c.html(
    frame(
      lang,
      says,
      html`<h1>${status}</h1><p class="lead" role="alert">${says}</p><p><a href="/">${TEXTS[lang].problems.back}</a></p>`,
    ),
  );
}
