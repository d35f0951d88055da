import { type Decision, isHideCategory, type Suggestion } from '../categories.ts';
import { type CommentKind, isNeverHidden } from '../comment.ts';
import type { DigestItem } from './digest.ts';
import { onlyRecorded } from './shown.ts';
import type { Words } from './words.ts';

interface Advice<D extends Decision> {
  readonly decision: D | 'flag';
  readonly suggest: Suggestion;
}

/** What people are advised to do where it was written: never to hide where nothing can be hidden. */
export function adviceAt<D extends Decision>(
  kind: CommentKind,
  { decision, suggest }: { readonly decision: D; readonly suggest: Suggestion },
): Advice<D> {
  if (!isNeverHidden(kind)) return { decision, suggest };
  const instead = decision === 'urgent' ? 'escalate' : 'none';
  return {
    decision: decision === 'hide' ? 'flag' : decision,
    suggest: suggest === 'hide' ? instead : suggest,
  };
}

/**
 * What stands beside the advice where not everybody reads it: that it is a message, and, where its harm would be a reason
 * to hide it, why it is not hidden.
 */
export function besideAdvice(
  { kind, findings }: Pick<DigestItem, 'kind' | 'findings'>,
  words: Pick<Words, 'kind' | 'neverHidden'>,
): string {
  if (!isNeverHidden(kind)) return '';
  const harm = findings.some((finding) => isHideCategory(finding.category) && !onlyRecorded(finding));
  return harm ? ` (${words.neverHidden[kind]})` : ` (${words.kind[kind]})`;
}
