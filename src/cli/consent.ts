import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { explain } from '../adapters/platforms/zalo/failures.ts';
import { readRedirect, startConsent, ZaloOauth } from '../adapters/platforms/zalo/oauth.ts';
import { PlatformFailure } from '../domain/failure.ts';
import type { Lang } from '../domain/lang.ts';
import { adoptToken } from '../pipeline/adopt-token.ts';
import type { Check, SourceAccess } from '../pipeline/ports/platform.ts';
import type { TokenPair } from '../pipeline/ports/tokens.ts';
import { words } from './language.ts';
import type { Runtime } from './runtime.ts';

export interface ConsentParts {
  readonly app: { readonly appId: string; readonly appSecret: string; readonly oauthUrl: string };
  readonly source: Pick<SourceAccess, 'externalId'>;
  /** The callback address registered for the app on developers.zalo.me. */
  readonly redirect: string;
  readonly lang: Lang;
  readonly now: () => Date;
  /** Shows the link and resolves to the address the browser ended up at. */
  ask(link: string): Promise<string>;
  /** Stores the pair and says what is still wrong. */
  adopt(pair: TokenPair): Promise<readonly Check[]>;
}

/** Leads an OA admin through the consent. Resolves to what went wrong, in words; empty = all is well. */
export async function consent(parts: ConsentParts): Promise<readonly string[]> {
  const { app, source, lang } = parts;
  const started = startConsent(app, parts.redirect);
  const redirect = readRedirect(await parts.ask(started.url), started.state);
  if (!('code' in redirect)) return [redirect[lang]];
  if (redirect.oaId !== source.externalId) {
    return [
      lang === 'vi'
        ? `Đã đồng ý cho OA ${redirect.oaId}, nhưng nguồn này là OA ${source.externalId}.`
        : `Consent was given for OA ${redirect.oaId}, but this source is OA ${source.externalId}.`,
    ];
  }
  try {
    const pair = await new ZaloOauth(app, parts.now).exchange(redirect.code, started.verifier);
    return (await parts.adopt(pair)).map((check) => check[lang]);
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    return [`${explain(error.code)?.[lang] ?? ''} (${error.code})`.trim()];
  }
}

/** `sang source consent`: a Zalo OA admin grants access by link, and pastes the address the browser ended up at. */
export function registerConsent(
  source: Command,
  withSource: (number: string, work: (runtime: Runtime, id: number) => Promise<void>) => Promise<void>,
  refuse: (why: string) => void,
): void {
  source
    .command('consent <number>')
    .description('cấp quyền cho một Zalo OA bằng liên kết / authorise a Zalo OA by link')
    .requiredOption(
      '--redirect <url>',
      'địa chỉ callback đã đăng ký / the callback address registered with Zalo',
    )
    .action((number: string, options: { redirect: string }) =>
      withSource(number, async ({ service, environment }, id) => {
        const found = await service.sources.get(id);
        const { ZALO_APP_ID: appId, ZALO_APP_SECRET: appSecret, ZALO_OAUTH_URL: oauthUrl } = environment;
        if (found?.platform !== 'zalo')
          return refuse(
            words(
              `nguồn ${number} không phải Zalo OA; xem sang source list`,
              `source ${number} is no Zalo OA; see sang source list`,
            ),
          );
        if (appId === undefined || appSecret === undefined)
          return refuse(
            words(
              'hãy đặt ZALO_APP_ID và ZALO_APP_SECRET trước (lấy ở developers.zalo.me)',
              'set ZALO_APP_ID and ZALO_APP_SECRET first (developers.zalo.me shows them)',
            ),
          );
        if (!URL.canParse(options.redirect))
          return refuse(
            words(
              `--redirect ${options.redirect}: viết https://… đúng như đã đăng ký với Zalo`,
              `--redirect ${options.redirect}: write https://…, as registered with Zalo`,
            ),
          );
        const budget = () => service.budget(found, 'human');
        const wrong = await consent({
          app: { appId, appSecret, oauthUrl },
          source: found,
          redirect: options.redirect,
          lang: service.lang,
          now: () => new Date(),
          ask: (link) => askFor(link, service.lang),
          adopt: (pair) => adoptToken({ ...service, budget }, found, pair),
        });
        if (wrong.length === 0) return service.sources.setStatus(id, 'active', 'sang source');
        process.stderr.write(`${wrong.join('\n')}\n`);
        process.exitCode = 1;
      }),
    );
}

async function askFor(link: string, lang: Lang): Promise<string> {
  const [open, paste] =
    lang === 'vi'
      ? ['Quản trị viên OA mở liên kết này, chọn OA và đồng ý:', 'Dán địa chỉ trình duyệt dừng lại vào đây: ']
      : [
          'An admin of the OA opens this link, chooses the OA and agrees:',
          'Paste the address the browser ended up at: ',
        ];
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    process.stderr.write(`${open}\n\n${link}\n\n`);
    // Without a line to come there is nothing to wait for.
    return await Promise.race([terminal.question(paste), once(terminal, 'close').then(() => '')]);
  } finally {
    terminal.close();
  }
}
