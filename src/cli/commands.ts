import type { Command } from 'commander';

/** One module under src/cli/: adds its command (with subcommands and options) to the program. */
export interface CommandModule {
  register(program: Command): void;
}

export interface CommandEntry {
  readonly name: string;
  /** Shown by `sang --help` without loading the module. */
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

/** Every command, in the order `sang --help` shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'screen',
    summary: 'rà một tệp bình luận, không cần mạng hay cơ sở dữ liệu / screen a file of comments offline',
    load: () => import('./screen.ts'),
  },
  {
    name: 'rules',
    summary:
      'soạn, kiểm và thử bộ luật: check, test, explain, list, diff, backtest, stage, policy / the rulebook workbench',
    load: () => import('./rules/rules.ts'),
  },
  {
    name: 'demo',
    summary: 'chạy thử trọn bộ với trang và người giả lập / the whole service with simulated platforms',
    load: () => import('./demo/demo.ts'),
  },
  {
    name: 'start',
    summary: 'chạy dịch vụ / run the service',
    load: () => import('./start.ts'),
  },
  {
    name: 'source',
    summary: 'trang và tài khoản / pages and accounts',
    load: () => import('./source.ts'),
  },
  {
    name: 'digest',
    summary: 'soạn bản tin ngay bây giờ / compose a digest now',
    load: () => import('./digest.ts'),
  },
  {
    name: 'report',
    summary: 'báo cáo minh bạch của một tháng / the transparency report of a month',
    load: () => import('./report.ts'),
  },
  {
    name: 'user',
    summary: 'người dùng bảng điều khiển / people of the console',
    load: () => import('./user.ts'),
  },
  {
    name: 'channel',
    summary: 'kênh báo việc gấp / channels that are told of what presses',
    load: () => import('./channel.ts'),
  },
  {
    name: 'undo',
    summary: 'hoàn tác / undo one case, or all a rule did by itself',
    load: async () => ({ register: (await import('./control.ts')).registerUndo }),
  },
  {
    name: 'stop-actions',
    summary: 'ngừng mọi thao tác / stop all actions at the platforms',
    load: async () => ({ register: (await import('./control.ts')).registerStop }),
  },
  {
    name: 'resume-actions',
    summary: 'cho thao tác chạy lại / let actions go on',
    load: async () => ({ register: (await import('./control.ts')).registerResume }),
  },
  {
    name: 'brakes',
    summary: 'phanh và lệnh dừng đang có / brakes and stops that stand',
    load: async () => ({ register: (await import('./control.ts')).registerBrakes }),
  },
  {
    name: 'rescreen',
    summary: 'rà lại theo bộ luật hiện tại / screen again under the present rules',
    load: async () => ({ register: (await import('./upkeep.ts')).registerRescreen }),
  },
  {
    name: 'purge',
    summary: 'xoá dữ liệu cũ / forget old texts, or one author’s on request',
    load: async () => ({ register: (await import('./upkeep.ts')).registerPurge }),
  },
  {
    name: 'simulate',
    summary: 'nền tảng giả lập để thử cài đặt / a simulated platform to try an installation on',
    load: () => import('./simulate.ts'),
  },
  {
    name: 'doctor',
    summary: 'kiểm tra: điều gì sai và phải làm gì / what is wrong and what to do',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'migrate',
    summary: 'nâng cấp hoặc chuyển cơ sở dữ liệu / bring the database to this version, or move it',
    load: () => import('./migrate.ts'),
  },
];
