import type { PageContacts } from '../../domain/comment.ts';
import type { Mode, Source, SourceStatus } from '../../pipeline/ports/sources.ts';
import type { PlatformName } from '../../pipeline/ports/platform.ts';

/** The columns `sourceFrom` reads, for statements written in SQL. */
export const SOURCE_COLUMNS =
  'id, platform, external_id, name, mode, status, stopped_code, poll_seconds, contacts, settings';

export interface SourceRecord {
  id: string | number;
  platform: PlatformName;
  external_id: string;
  name: string;
  mode: Mode;
  status: SourceStatus;
  stopped_code: string | null;
  poll_seconds: number;
  contacts: Partial<PageContacts>;
  settings: Record<string, unknown>;
}

/** A page's own phones, links and names; where none are told it is called as it is. */
export function contactsFrom({ name, contacts }: Pick<SourceRecord, 'name' | 'contacts'>): PageContacts {
  return { phones: contacts.phones ?? [], links: contacts.links ?? [], names: contacts.names ?? [name] };
}

export function sourceFrom(row: SourceRecord): Source {
  return {
    id: Number(row.id),
    platform: row.platform,
    externalId: row.external_id,
    name: row.name,
    mode: row.mode,
    status: row.status,
    pollSeconds: row.poll_seconds,
    contacts: contactsFrom(row),
    settings: row.settings,
    ...(row.stopped_code === null ? {} : { stoppedCode: row.stopped_code }),
  };
}
