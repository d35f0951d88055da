import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { Check, PlatformContext } from '../../../pipeline/ports/platform.ts';
import type { Call, ZaloClient } from './client.ts';
import type { Explained } from './failure-table.ts';
import { explain } from './failures.ts';
import { Oa } from './schema.ts';

interface Probe {
  readonly id: string;
  readonly call: Call;
  /** Without it nothing can be read. */
  readonly vital: boolean;
  readonly what: Explained;
}

const PROBES: readonly Probe[] = [
  {
    id: 'zalo.messages',
    call: { path: '/v2.0/oa/listrecentchat', data: { offset: 0, count: 1 } },
    vital: true,
    what: { vi: 'Đọc tin nhắn gửi OA', en: 'Reading messages to the OA' },
  },
  {
    id: 'zalo.groups',
    call: { path: '/v3.0/oa/group/getgroupsofoa', query: { offset: 0, count: 1 } },
    vital: false,
    what: { vi: 'Đọc nhóm chat (GMF)', en: 'Reading groups (GMF)' },
  },
  {
    id: 'zalo.articles',
    call: { path: '/v2.0/article/getslice', query: { offset: 0, limit: 1, type: 'normal' } },
    vital: false,
    what: { vi: 'Xem danh sách bài viết', en: 'Listing articles' },
  },
];

/** Looks at token, OA and each permission the adapter uses, and says in words what to do. */
export async function checkOa(client: ZaloClient, context: PlatformContext): Promise<Check[]> {
  const checks = [await checkIdentity(client, context)];
  // With a dead token every probe would only repeat it.
  if (checks.every((check) => check.ok)) {
    for (const probe of PROBES) {
      checks.push(await checkProbe(client, context, probe));
    }
  }
  return [...checks, ...NOTES];
}

async function checkIdentity(client: ZaloClient, context: PlatformContext): Promise<Check> {
  const id = 'zalo.oa';
  try {
    const oa = await client.call(context, { path: '/v2.0/oa/getoa', query: {} }, Oa);
    const expected = context.access.externalId;
    if (oa.id !== undefined && oa.id !== expected) {
      return {
        id,
        ok: false,
        level: 'error',
        vi: `Mã truy cập thuộc về OA ${oa.id}, không phải ${expected}: cấp quyền lại đúng OA.`,
        en: `The token belongs to OA ${oa.id}, not ${expected}: authorise the right OA.`,
      };
    }
    return {
      id,
      ok: true,
      level: 'info',
      vi: `Đã kết nối OA ${oa.name ?? expected}.`,
      en: `Connected to OA ${oa.name ?? expected}.`,
    };
  } catch (error) {
    return failed(id, 'error', { vi: 'Kết nối OA', en: 'Connecting to the OA' }, error);
  }
}

async function checkProbe(client: ZaloClient, context: PlatformContext, probe: Probe): Promise<Check> {
  try {
    await client.call(context, probe.call, z.unknown());
    return {
      id: probe.id,
      ok: true,
      level: 'info',
      vi: `${probe.what.vi}: được.`,
      en: `${probe.what.en}: works.`,
    };
  } catch (error) {
    return failed(probe.id, probe.vital ? 'error' : 'warn', probe.what, error);
  }
}

function failed(id: string, level: 'error' | 'warn', what: Explained, error: unknown): Check {
  if (!(error instanceof PlatformFailure)) {
    throw error;
  }
  const words = explain(error.code) ?? {
    vi: 'Lỗi chưa rõ; xem nhật ký và thử lại sau.',
    en: 'An unknown failure; see the log and try again later.',
  };
  return {
    id,
    ok: false,
    level,
    vi: `${what.vi}: ${words.vi} (${error.code})`,
    en: `${what.en}: ${words.en} (${error.code})`,
  };
}

/** What no call can find out. */
const NOTES: readonly Check[] = [
  {
    id: 'zalo.by-hand',
    ok: true,
    level: 'info',
    vi: 'Zalo không cho ứng dụng đọc hay ẩn bình luận dưới bài viết: việc đó phải làm thủ công trong OA Manager.',
    en: 'Zalo lets no app read or hide comments under articles: that is done by hand in OA Manager.',
  },
  {
    id: 'zalo.webhook-filter',
    ok: true,
    level: 'info',
    vi: 'Nếu dùng webhook: tắt "Lọc cú pháp", vì khi bật Zalo chỉ gửi tin bắt đầu bằng dấu #.',
    en: 'With webhooks: switch "Lọc cú pháp" (syntax filter) off; switched on, Zalo sends only texts that start with #.',
  },
];
