import type { Span } from '../../domain/verdict.ts';
import type { Decision } from '../../domain/categories.ts';
import type { CaseState } from '../../domain/act/transitions.ts';

/** A comment found by its words, with its case where it has one. Nothing about who wrote it. */
export interface FoundComment {
  readonly commentId: number;
  readonly source: { readonly id: number; readonly name: string };
  readonly text: string;
  /** What findings of personal data cover in the text. */
  readonly personal: readonly Span[];
  readonly createdAt: Date;
  readonly permalink?: string;
  readonly hidden: boolean;
  readonly gone: boolean;
  readonly case?: { readonly id: number; readonly state: CaseState; readonly decision: Decision };
}

/** What is searched for. There is no way to ask for an author. */
export interface SearchQuery {
  /** Words; "in quotes" = next to each other, `or`, `-without`. Accents and capitals make no difference. */
  readonly text: string;
  readonly source?: number;
  /** Sources the reader may see; absent = all. */
  readonly sources?: readonly number[];
  /** Only texts older than this one: the next page, as `next` named it. */
  readonly before?: number;
  readonly limit: number;
}

/** Full-text search over the comments whose texts are still kept. */
export interface SearchStore {
  /** Newest first. */
  find(query: SearchQuery): Promise<{ readonly found: readonly FoundComment[]; readonly next?: number }>;
  /** Which source a comment belongs to; undefined when it is not of `sources`. */
  sourceOf(commentId: number, sources: readonly number[] | undefined): Promise<number | undefined>;
  /** Makes up to `limit` texts findable that are not yet; resolves to how many. Run behind the screening. */
  index(limit: number): Promise<number>;
}
