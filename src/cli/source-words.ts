import { existsSync } from 'node:fs';
import type { Source, SourceView } from '../pipeline/ports/sources.ts';
import { codeWords } from '../adapters/console/codes.ts';
import { language, words } from './language.ts';
import type { Runtime } from './runtime.ts';
import type { AddOptions } from './source-options.ts';

export const noSource = (number: number | string): string =>
  words(`không có nguồn ${number}; xem sang source list`, `no source ${number}; sang source list shows them`);

/** What a removed source still has to do before its token may go. */
export const stillHidden = (count: number): string =>
  words(
    `Còn ${count} bình luận đang tạm ẩn: tiến trình đang chạy sẽ cho hiện lại trong ít phút. Khoan thu hồi mã truy cập; chạy lại lệnh này để xem còn bao nhiêu.`,
    `${count} comments are still hidden for a while: the running service shows them again within minutes. Do not revoke the token before; run this command again to see how many are left.`,
  );

/** One line of the list: number, platform, id, name, mode, status, last read, newest comment, trouble. */
export function lineOf(view: SourceView, platforms: Runtime['service']['platforms']): string {
  const trouble = view.stoppedCode ?? view.lastFailure;
  const read = view.polledAt?.toISOString() ?? '-';
  return `${view.id}\t${view.platform}\t${view.externalId}\t${view.name}\t${view.mode}\t${view.status}\t${read}\t${view.newestAt?.toISOString() ?? '-'}${
    trouble === undefined ? '' : `\t${codeWords(trouble, platforms.get(view.platform))[language()]}`
  }\n`;
}

/** What is still missing before a new source can be read. */
export function nextSteps(
  service: Runtime['service'],
  { id, platform, externalId }: Source,
  options: AddOptions,
): string[] {
  if (platform === 'file') {
    return existsSync(externalId)
      ? []
      : [
          words(
            `Chưa thấy tệp ${externalId}; có tệp là đọc.`,
            `${externalId} is not there yet; it is read as soon as it is.`,
          ),
        ];
  }
  const steps: string[] = [];
  if (!service.platforms.has(platform)) {
    const name = platform.toUpperCase();
    steps.push(
      words(
        `Chưa cấu hình ${platform}: đặt ${name}_APP_ID và ${name}_APP_SECRET (xem README).`,
        `${platform} is not configured: set ${name}_APP_ID and ${name}_APP_SECRET (see the README).`,
      ),
    );
  }
  const { tokenEnv } = options;
  if (tokenEnv !== undefined && (process.env[tokenEnv] ?? '') === '') {
    steps.push(
      words(
        `Biến ${tokenEnv} đang trống ở đây: hãy đặt nó cho tiến trình chạy sang start.`,
        `${tokenEnv} is empty here: set it for the process that runs sang start.`,
      ),
    );
  } else if (tokenEnv === undefined && options.tokenStdin !== true) {
    const how =
      platform === 'zalo'
        ? `sang source consent ${id} --redirect https://…`
        : `sang source set ${id} --token-stdin`;
    steps.push(
      words(
        `Chưa có mã truy cập nên chưa đọc được. Tiếp theo: ${how}`,
        `No access token yet, so nothing can be read. Next: ${how}`,
      ),
    );
  }
  return [...steps, words('Kiểm tra: sang doctor', 'Check with: sang doctor')];
}
