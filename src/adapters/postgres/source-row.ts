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
  contacts: { phones?: string[]; links?: string[]; names?: string[] };
  settings: Record<string, unknown>;
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
    contacts: {
      phones: row.contacts.phones ?? [],
      links: row.contacts.links ?? [],
      names: row.contacts.names ?? [row.name],
    },
    settings: row.settings,
    ...(row.stopped_code === null ? {} : { stoppedCode: row.stopped_code }),
  };
}
