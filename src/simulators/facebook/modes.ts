/** What the documents leave open: a client must work either way. */
export interface Modes {
  /** Whether the comments edge obeys `since`. */
  since: 'honoured' | 'ignored';
  /** Whether `order=reverse_chronological` holds with `filter=stream`. */
  streamReverse: 'honoured' | 'ignored';
  /** What hiding a hidden comment answers. */
  rehide: 'success' | 'error';
  /** Whether saying the same again under the same comment is refused (506). */
  duplicates: 'refused' | 'accepted';
  /** Whether authors are shown (they are not to an app without Advanced Access). */
  authors: 'shown' | 'absent';
  /** Share of list pages that come back shorter than asked, and empty though there is a `next`. */
  shortPages: number;
  emptyPages: number;
  /** Larger pages than this fail with "reduce the amount of data"; 0 = never. */
  heavyAbove: number;
}

export const DEFAULT_MODES: Modes = {
  since: 'honoured',
  streamReverse: 'honoured',
  rehide: 'success',
  duplicates: 'refused',
  authors: 'shown',
  shortPages: 0,
  emptyPages: 0,
  heavyAbove: 0,
};
