const MOST = 200;

/** Answers by their ETag, the last few: an unchanged list costs a call, but no bytes. */
export class Unchanged {
  readonly #answers = new Map<string, { readonly etag: string; readonly body: unknown }>();

  get(key: string): { readonly etag: string; readonly body: unknown } | undefined {
    return this.#answers.get(key);
  }

  keep(key: string, etag: string | undefined, body: unknown): void {
    this.#answers.delete(key);
    if (etag === undefined) return;
    this.#answers.set(key, { etag, body });
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > MOST && !oldest.done) this.#answers.delete(oldest.value);
  }
}
