/**
 * Part of every rulebook's hash: to be raised when the same rule files would judge a comment differently, because the
 * folding, the word tables, the detectors or the meaning of a condition changed.
 */
export const TABLES_VERSION = 1;
