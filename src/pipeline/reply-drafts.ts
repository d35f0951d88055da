import { fillReply, repliesFor, type ReplyValues } from '../domain/act/reply.ts';
import { onlyRecorded } from '../domain/digest/shown.ts';
import { expired } from '../rulebook/conditions/claim.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { BoardCase } from './ports/board.ts';
import type { Platform, PlatformName } from './ports/platform.ts';
import type { SourceStore } from './ports/sources.ts';
import { settingsFrom } from './source-settings.ts';

export interface DraftDeps {
  readonly rulebook: () => Promise<{ readonly rulebook: Rulebook }>;
  readonly sources: Pick<SourceStore, 'get'>;
  readonly platforms: ReadonlyMap<PlatformName, Pick<Platform, 'capabilities'>>;
}

/** A prepared answer to one case, as it would be sent. */
export interface ReplyDraft {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/**
 * The prepared answers to a case, the most fitting first, in the language of the comment and with everything filled in.
 * One that lacks a value (no hotline declared, no claim found) or is longer than the platform takes is not among them.
 */
export async function replyDrafts(deps: DraftDeps, found: BoardCase): Promise<readonly ReplyDraft[]> {
  const { rulebook } = await deps.rulebook();
  const source = await deps.sources.get(found.item.source.id);
  if (source === undefined) return [];
  const reply = deps.platforms.get(source.platform)?.capabilities.reply;
  if (reply === undefined || reply === false) return [];
  const values = { ...pageValues(source), ...claimValues(rulebook, found, new Date()) };
  const findings = found.item.findings.filter((finding) => !onlyRecorded(finding));
  const asked = {
    categories: findings.map(({ category }) => category),
    rules: findings.map(({ rule }) => rule),
  };
  return repliesFor(rulebook.replies, asked).flatMap((template) => {
    const text = fillReply(template, found.language, values);
    return text === undefined || text.length > reply.maxLength
      ? []
      : [{ id: template.id, title: template.title, text }];
  });
}

/** What a page fills into templates. */
export function pageValues(source: {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}): ReplyValues {
  const { hotline, hours } = settingsFrom(source.settings);
  return {
    page: source.name,
    ...(hotline === undefined ? {} : { hotline }),
    ...(hours === undefined ? {} : { hours }),
  };
}

/** The correction of the first claim the comment asserts that is still in the rulebook and in force. */
function claimValues(rulebook: Rulebook, found: BoardCase, now: Date): ReplyValues {
  const claim = found.item.findings
    .map((finding) => rulebook.claims.find(({ id }) => id === finding.claim))
    .find((one) => one !== undefined && !expired(one, now));
  return claim === undefined
    ? {}
    : { correction: claim.correction, publisher: claim.publisher, link: claim.sourceUrl };
}
