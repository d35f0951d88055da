import { PlatformFailure } from '../../../domain/failure.ts';
import type { Check, PlatformContext } from '../../../pipeline/ports/platform.ts';
import type { TokenPair } from '../../../pipeline/ports/tokens.ts';
import type { Graph } from './graph.ts';
import { named } from './schema.ts';
import { type Inspected, inspect, SCOPES } from './token.ts';
import { TOKEN_WORDS } from './words.ts';

const WEEK_MS = 7 * 86_400_000;

/** What `sang doctor` and the start-up say of a page: token, permissions, expiry, version. */
export async function checkPage(
  graph: Graph,
  context: PlatformContext,
  pair: TokenPair | undefined,
): Promise<readonly Check[]> {
  if (!pair)
    return [
      bad(
        'token',
        'chưa có mã truy cập. Chạy "sang source set" để nhập mã của Trang.',
        'no access token. Run "sang source set" to enter the Page\'s token.',
      ),
    ];
  const checks: Check[] = [];
  try {
    checks.push(...(await identity(graph, context, pair)));
    checks.push(...versionOf(graph));
    const token = await inspect(graph.config, pair.accessToken, context.now());
    checks.push(...(token ? permissions(token, context) : [withoutApp()]));
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    checks.push(failed(error));
  }
  return checks;
}

async function identity(graph: Graph, context: PlatformContext, pair: TokenPair): Promise<Check[]> {
  const session = { context, token: pair.accessToken };
  const me = named.safeParse(await graph.get(session, { path: 'me', query: { fields: 'id,name' } }));
  if (!me.success) throw new PlatformFailure('retry', 'facebook.me');
  if (me.data.id === context.access.externalId) {
    return [
      good(
        'token',
        'mã truy cập hợp lệ và đúng của Trang này.',
        'the access token is valid and belongs to this Page.',
      ),
    ];
  }
  return [
    bad(
      'token',
      'mã truy cập không phải của Trang này (có thể là mã của người dùng: khi đó Facebook trả về danh sách rỗng). Lấy lại mã của Trang rồi chạy "sang source set".',
      'the access token is not this Page\'s own (perhaps a user token: Facebook then answers with empty lists). Get the Page token and run "sang source set".',
    ),
  ];
}

function permissions(token: Inspected, context: PlatformContext): Check[] {
  const checks: Check[] = [];
  if (!token.is_valid)
    return [failed(new PlatformFailure('stop-source', `facebook.190.${token.error?.subcode ?? ''}`))];
  for (const [scope, about] of Object.entries(SCOPES)) {
    if (token.scopes.includes(scope)) continue;
    checks.push({
      id: `facebook.scope.${scope}`,
      ok: false,
      level: about.needed ? 'error' : 'warn',
      vi: `Facebook: thiếu quyền ${scope} (${about.vi}). Chủ Trang cần cấp lại quyền cho ứng dụng.`,
      en: `Facebook: permission ${scope} is missing (${about.en}). The Page's owner has to grant it to the app again.`,
    });
  }
  const ends = earliest(token.expires_at, token.data_access_expires_at);
  if (ends !== undefined && ends.getTime() - context.now().getTime() < WEEK_MS) {
    const day = ends.toISOString().slice(0, 10);
    checks.push({
      id: 'facebook.expiry',
      ok: false,
      level: 'warn',
      vi: `Facebook: quyền truy cập hết hạn ngày ${day}. Hãy cấp lại trước ngày đó.`,
      en: `Facebook: access ends on ${day}. Grant it again before that day.`,
    });
  }
  if (checks.length === 0)
    checks.push(good('scopes', 'đủ các quyền cần thiết.', 'all permissions needed are granted.'));
  return checks;
}

function earliest(...moments: readonly (number | undefined)[]): Date | undefined {
  const set = moments.filter((at): at is number => at !== undefined && at > 0);
  return set.length === 0 ? undefined : new Date(Math.min(...set) * 1000);
}

function versionOf(graph: Graph): Check[] {
  const { version } = graph.config;
  const answered = graph.answeredBy;
  if (answered === undefined || answered === version) return [];
  return [
    {
      id: 'facebook.version',
      ok: false,
      level: 'warn',
      vi: `Facebook: đã hỏi phiên bản ${version} nhưng ${answered} trả lời; phiên bản này có lẽ đã hết hạn. Hãy cập nhật Sàng.`,
      en: `Facebook: version ${version} was asked for but ${answered} answered; it has probably expired. Update Sàng.`,
    },
  ];
}

function withoutApp(): Check {
  return {
    id: 'facebook.app',
    ok: false,
    level: 'warn',
    vi: 'Facebook: chưa khai báo mã ứng dụng và khoá bí mật của ứng dụng, nên không kiểm tra được quyền và không nhận được webhook.',
    en: 'Facebook: app id and app secret are not set, so permissions cannot be checked and webhooks cannot be received.',
  };
}

/** A failure in words that say what to do. */
function failed(failure: PlatformFailure): Check {
  const words = TOKEN_WORDS[failure.code] ?? TOKEN_WORDS[failure.code.split('.').slice(0, 2).join('.')];
  if (words) return bad(failure.code.replace('facebook.', ''), words.vi, words.en);
  return bad(
    'call',
    `không hỏi được Facebook (${failure.code}). Kiểm tra đường mạng rồi thử lại.`,
    `Facebook could not be asked (${failure.code}). Check the network and try again.`,
  );
}

function bad(id: string, vi: string, en: string): Check {
  return { id: `facebook.${id}`, ok: false, level: 'error', vi: `Facebook: ${vi}`, en: `Facebook: ${en}` };
}

function good(id: string, vi: string, en: string): Check {
  return { id: `facebook.${id}`, ok: true, level: 'info', vi: `Facebook: ${vi}`, en: `Facebook: ${en}` };
}
