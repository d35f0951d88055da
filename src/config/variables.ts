import { z } from 'zod';
import { isZone } from '../domain/clock.ts';
import type { Told } from '../domain/lang.ts';
import { readNetworks } from './networks.ts';

/** One environment variable: the table the README's is checked against. */
export interface Variable {
  readonly schema: z.ZodType;
  /** What stands in for it, where the schema has no default of its own. */
  readonly fallback?: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
  /** What it is, as the README says it. */
  readonly says: string;
  /** What to do when the value is refused. */
  readonly hint: Told;
}

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const url = (...protocols: string[]) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), 'not such a URL');
const networks = z
  .string()
  .default('')
  .transform((text, context) => {
    const read = readNetworks(text);
    if (read === undefined) context.addIssue('not networks');
    return read ?? z.NEVER;
  });
const NETWORKS_HINT = {
  vi: 'viết các địa chỉ hoặc mạng, cách nhau bằng dấu phẩy: 10.1.0.0/16, 127.0.0.1',
  en: 'write addresses or networks with commas: 10.1.0.0/16, 127.0.0.1',
};
const zone = z.string().refine(isZone, 'not a time zone');

export const VARIABLES = {
  DATABASE_URL: {
    schema: url('postgres:', 'postgresql:').optional(),
    secret: true,
    says: 'PostgreSQL 15 or newer. Unset: an embedded PostgreSQL in SANG_DATA, for one machine.',
    hint: {
      vi: 'viết postgres://user:password@host:5432/database (tên, mật khẩu, máy, cơ sở dữ liệu), hoặc bỏ trống; ký tự / @ : # % trong mật khẩu phải viết dạng %2F …',
      en: 'write postgres://user:password@host:5432/database, or unset it; / @ : # % in the password have to be written as %2F …',
    },
  },
  REDIS_URL: {
    schema: url('redis:', 'rediss:', 'unix:').optional(),
    secret: true,
    says: 'Redis 7 or newer for the queues. Unset: the queues live in PostgreSQL.',
    hint: {
      vi: 'viết redis://máy:6379, hoặc bỏ trống',
      en: 'write redis://host:6379, or unset it',
    },
  },
  SANG_DATA: {
    schema: z.string().min(1).default('./.sang'),
    says: 'Folder of the embedded database, the generated secret and the digests.',
    hint: {
      vi: 'trỏ tới một thư mục mà dịch vụ ghi được',
      en: 'name a folder the service may write to',
    },
  },
  SANG_SECRET: {
    schema: z.string().min(32).optional(),
    secret: true,
    says: 'Secret of the installation (32 characters or more): keys author hashes, encrypts tokens. Unset: generated once into SANG_DATA/secret.',
    hint: {
      vi: 'dùng ít nhất 32 ký tự ngẫu nhiên, ví dụ kết quả của lệnh: openssl rand -base64 48',
      en: 'use at least 32 random characters, for example the output of: openssl rand -base64 48',
    },
  },
  SANG_SECRET_PREVIOUS: {
    schema: z.string().min(32).optional(),
    secret: true,
    says: 'The secret before the last rotation, until the last text under it is forgotten.',
    hint: {
      vi: 'dùng giá trị cũ của SANG_SECRET, hoặc bỏ trống',
      en: 'use the former value of SANG_SECRET, or unset it',
    },
  },
  SANG_RULES: {
    schema: z.string().min(1).optional(),
    fallback: 'rules',
    says: 'Folder of the rule files. Unset: the rules shipped with the program.',
    hint: {
      vi: 'trỏ tới thư mục có tệp luật',
      en: 'name a folder with rule files',
    },
  },
  SANG_URL: {
    schema: url('http:', 'https:').optional(),
    says: 'Public address of the console, for links in digests.',
    hint: {
      vi: 'viết như https://sang.example.vn/',
      en: 'write https://sang.example.vn/',
    },
  },
  SANG_HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    says: 'Address the console listens on.',
    hint: {
      vi: 'viết 0.0.0.0 để nghe trên mọi địa chỉ, đứng sau proxy có TLS',
      en: 'write 0.0.0.0 to listen on all interfaces, behind a proxy with TLS',
    },
  },
  SANG_PORT: {
    schema: whole(0, 65_535).default(8_080),
    says: 'Port of the console; 0 picks a free one.',
    hint: {
      vi: 'viết một số từ 0 đến 65535',
      en: 'write a number from 0 to 65535',
    },
  },
  SANG_TRUSTED_PROXIES: {
    schema: networks,
    fallback: '',
    says: 'Addresses or networks of the proxies before the console, such as 127.0.0.1; their X-Forwarded-For tells who signs in. Unset: none.',
    hint: NETWORKS_HINT,
  },
  SANG_METRICS_PORT: {
    schema: whole(0, 65_535).optional(),
    says: 'Port of /metrics, /livez and /readyz of this process, on SANG_HOST, without sign-in. Unset: none.',
    hint: {
      vi: 'viết một số từ 1 đến 65535, mỗi tiến trình trên máy một số khác nhau',
      en: 'write a number from 1 to 65535, another one for each process of a machine',
    },
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: url('http:', 'https:').optional(),
    says: 'Collector for OpenTelemetry traces (OTLP over HTTP). Heeded with it: OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_SERVICE_NAME (else sang), OTEL_RESOURCE_ATTRIBUTES, OTEL_SDK_DISABLED. Unset: none.',
    hint: {
      vi: 'viết như http://collector:4318, hoặc bỏ trống',
      en: 'write http://collector:4318, or unset it',
    },
  },
  SANG_LANG: {
    schema: z.enum(['vi', 'en']).default('vi'),
    says: 'Language of digests, console and rule errors: vi or en.',
    hint: {
      vi: 'viết vi hoặc en',
      en: 'write vi or en',
    },
  },
  SANG_TIMEZONE: {
    schema: zone.default('Asia/Ho_Chi_Minh'),
    says: 'Clock of digests and opening hours, an IANA name.',
    hint: {
      vi: 'viết tên như Asia/Ho_Chi_Minh',
      en: 'write a name such as Asia/Ho_Chi_Minh',
    },
  },
  SANG_DIGEST_DIR: {
    schema: z.string().min(1).optional(),
    fallback: 'SANG_DATA/digests',
    says: 'Folder digests are written to.',
    hint: {
      vi: 'trỏ tới một thư mục mà dịch vụ ghi được',
      en: 'name a folder the service may write to',
    },
  },
  SMTP_URL: {
    schema: url('smtp:', 'smtps:').optional(),
    secret: true,
    says: 'Mail server for digests and escalations. Unset: nothing is mailed.',
    hint: {
      vi: 'viết smtp://người-dùng:mật-khẩu@máy:587, hoặc bỏ trống',
      en: 'write smtp://user:password@host:587, or unset it',
    },
  },
  SANG_MAIL_FROM: {
    schema: z.string().includes('@').optional(),
    says: 'Sender of mails; needed with SMTP_URL.',
    hint: {
      vi: 'viết như Sàng <sang@example.vn>',
      en: 'write Sàng <sang@example.vn>',
    },
  },
  SANG_WEBHOOK_NETWORKS: {
    schema: networks,
    fallback: '',
    says: 'Private networks that webhooks of escalation channels may reach, such as 10.1.0.0/16; loopback listed here may do without TLS.',
    hint: NETWORKS_HINT,
  },
  SANG_RETENTION_DAYS: {
    schema: whole(1, 3_650).default(90),
    says: 'Days until texts, names and author keys are forgotten; open cases are exempt.',
    hint: {
      vi: 'viết số ngày từ 1 đến 3650',
      en: 'write a number of days from 1 to 3650',
    },
  },
  SANG_LOG_LEVEL: {
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    says: 'debug, info, warn, error or silent.',
    hint: {
      vi: 'viết một trong debug, info, warn, error, silent',
      en: 'write one of debug, info, warn, error, silent',
    },
  },
  FACEBOOK_APP_ID: {
    schema: z.string().min(1).optional(),
    says: 'Id of the Meta app.',
    hint: {
      vi: 'chép từ trang quản lý ứng dụng',
      en: 'copy it from the app dashboard',
    },
  },
  FACEBOOK_APP_SECRET: {
    schema: z.string().min(1).optional(),
    secret: true,
    says: 'Secret of the Meta app: signs calls, checks webhooks.',
    hint: {
      vi: 'chép từ trang quản lý ứng dụng',
      en: 'copy it from the app dashboard',
    },
  },
  FACEBOOK_VERIFY_TOKEN: {
    schema: z.string().min(8).optional(),
    secret: true,
    says: 'Word agreed with Meta for the webhook handshake.',
    hint: {
      vi: 'dùng ít nhất 8 ký tự tự chọn',
      en: 'use at least 8 characters of your choice',
    },
  },
  FACEBOOK_BASE_URL: {
    schema: url('http:', 'https:').default('https://graph.facebook.com'),
    says: 'Where the Graph API answers.',
    hint: {
      vi: 'bỏ trống, trừ khi chạy với trình giả lập',
      en: 'unset it, save against a simulator',
    },
  },
  FACEBOOK_API_VERSION: {
    schema: z
      .string()
      .regex(/^v\d+\.\d+$/u)
      .default('v26.0'),
    says: 'Version of the Graph API.',
    hint: {
      vi: 'viết phiên bản như v26.0',
      en: 'write a version such as v26.0',
    },
  },
  ZALO_APP_ID: {
    schema: z.string().min(1).optional(),
    says: 'Id of the Zalo app.',
    hint: {
      vi: 'chép từ developers.zalo.me',
      en: 'copy it from developers.zalo.me',
    },
  },
  ZALO_APP_SECRET: {
    schema: z.string().min(1).optional(),
    secret: true,
    says: 'Secret of the Zalo app.',
    hint: {
      vi: 'chép từ developers.zalo.me',
      en: 'copy it from developers.zalo.me',
    },
  },
  ZALO_OA_SECRET: {
    schema: z.string().min(1).optional(),
    secret: true,
    says: 'OA secret key from the webhook page: checks webhooks.',
    hint: {
      vi: 'chép từ trang webhook của ứng dụng',
      en: 'copy it from the webhook page of the app',
    },
  },
  ZALO_API_URL: {
    schema: url('http:', 'https:').default('https://openapi.zalo.me'),
    says: 'Where the Zalo OpenAPI answers.',
    hint: {
      vi: 'bỏ trống, trừ khi chạy với trình giả lập',
      en: 'unset it, save against a simulator',
    },
  },
  ZALO_OAUTH_URL: {
    schema: url('http:', 'https:').default('https://oauth.zaloapp.com'),
    says: 'Where Zalo renews tokens.',
    hint: {
      vi: 'bỏ trống, trừ khi chạy với trình giả lập',
      en: 'unset it, save against a simulator',
    },
  },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof VARIABLES;
