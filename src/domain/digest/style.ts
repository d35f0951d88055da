import type { DigestItem } from './digest.ts';

/** How a class looks in light, written on every element because some mail clients drop the style block, and in dark. */
interface Look {
  readonly light: string;
  readonly dark?: string;
}

const FONT = `font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif`;

/** Every look of a digest. Colours keep a contrast of 4.5 or more in both schemes; a test with axe holds them to it. */
const LOOKS = {
  body: {
    light: `margin:0;padding:0;background:#f3f4f1;color:#1d201c;${FONT}`,
    dark: 'background:#131512;color:#e9ebe6',
  },
  sheet: { light: `width:100%;max-width:680px;margin:0 auto;${FONT}` },
  brand: {
    light: 'margin:0;font-size:14px;line-height:20px;font-weight:700;letter-spacing:.02em;color:#2c6e49',
    dark: 'color:#8fd3a9',
  },
  title: {
    light: 'margin:2px 0 0;font-size:24px;line-height:30px;font-weight:700;color:#1d201c',
    dark: 'color:#f3f5f0',
  },
  page: {
    light: 'margin:0;font-size:19px;line-height:26px;font-weight:700;color:#1d201c;overflow-wrap:anywhere',
    dark: 'color:#f3f5f0',
  },
  lead: { light: 'margin:10px 0 0;font-size:17px;line-height:25px;color:#1d201c', dark: 'color:#e9ebe6' },
  quiet: {
    light: 'margin:4px 0 0;font-size:14px;line-height:20px;color:#5b6058;overflow-wrap:anywhere',
    dark: 'color:#b3b8ae',
  },
  card: {
    light: 'background:#ffffff;border:1px solid #dde0d9;border-radius:10px',
    dark: 'background:#1e211d;border-top-color:#3a3f38;border-right-color:#3a3f38;border-bottom-color:#3a3f38',
  },
  text: {
    light:
      'margin:8px 0;font-size:17px;line-height:26px;color:#1d201c;white-space:pre-wrap;overflow-wrap:anywhere;word-break:break-word;overflow:hidden;unicode-bidi:isolate',
    dark: 'color:#f3f5f0',
  },
  why: {
    light: 'margin:6px 0 0;font-size:15px;line-height:22px;color:#1d201c;overflow-wrap:anywhere',
    dark: 'color:#e9ebe6',
  },
  mark: {
    light: 'background:#ffe28a;color:#1d201c;padding:0 2px;border-radius:3px',
    dark: 'background:#6b5200;color:#fff6d8',
  },
  hidden: {
    light:
      'margin:8px 0 0;padding:8px 10px;font-size:15px;line-height:22px;font-weight:600;background:#fff3e0;color:#7a3e00;border-radius:6px',
    dark: 'background:#3d2a10;color:#ffd9a6',
  },
  trouble: {
    light: 'background:#fdeceb;border:1px solid #f0c4c0;border-radius:10px',
    dark: 'background:#36191a;border-color:#6b3431',
  },
  troubleText: {
    light: 'margin:4px 0 0;font-size:15px;line-height:22px;color:#7d1d16;overflow-wrap:anywhere',
    dark: 'color:#ffc9c3',
  },
  button: {
    light:
      'display:inline-block;padding:10px 18px;font-size:15px;line-height:22px;font-weight:600;color:#ffffff;background:#2c6e49;border-radius:8px;text-decoration:none',
    dark: 'color:#0d1f14;background:#8fd3a9',
  },
  link: {
    light:
      'display:inline-block;padding:10px 4px;font-size:15px;line-height:22px;color:#1f5f99;text-decoration:underline',
    dark: 'color:#9ccbff',
  },
  count: { light: 'font-size:24px;line-height:30px;font-weight:700' },
  label: { light: 'font-size:13px;line-height:18px;color:#5b6058', dark: 'color:#b3b8ae' },
  tile: {
    light: 'background:#ffffff;border:1px solid #dde0d9;border-radius:10px;padding:8px 4px;text-align:center',
    dark: 'background:#1e211d;border-color:#3a3f38',
  },
  urgent: { light: 'color:#b3261e', dark: 'color:#ffb4ab' },
  hide: { light: 'color:#9a4600', dark: 'color:#ffb77c' },
  flag: { light: 'color:#665700', dark: 'color:#e2cc5c' },
  reply: { light: 'color:#1f5f99', dark: 'color:#9ccbff' },
  section: { light: 'margin:16px 0 0;font-size:16px;line-height:24px;font-weight:700' },
} as const satisfies Readonly<Record<string, Look>>;

export type LookName = keyof typeof LOOKS;

/** The coloured edge of a card, by urgency. */
export const EDGE: Readonly<Record<DigestItem['decision'], string>> = {
  urgent: '#b3261e',
  hide: '#c96a1b',
  flag: '#b09a1e',
  reply: '#2f7fc4',
};

/** Attributes of an element that looks like this: class for dark, style for light. */
export function look(...names: readonly LookName[]): string {
  return `class="${names.join(' ')}" style="${names.map((name) => LOOKS[name].light).join(';')}"`;
}

/** The same with something of its own added. */
export function lookWith(style: string, ...names: readonly LookName[]): string {
  return look(...names).replace(/"$/u, `;${style}"`);
}

/** The style block: dark colours where the reader's system asks for them, and what phones need. */
export function styleBlock(): string {
  const dark = Object.entries(LOOKS as Readonly<Record<string, Look>>).flatMap(([name, { dark: change }]) =>
    change === undefined
      ? []
      : [
          `.${name}{${change
            .split(';')
            .map((rule) => `${rule} !important`)
            .join(';')}}`,
        ],
  );
  return `:root{color-scheme:light dark;supported-color-schemes:light dark}
a:focus-visible{outline:3px solid #1f5f99;outline-offset:2px}
@media (prefers-color-scheme:dark){${dark.join('')}}
@media (max-width:480px){.pad{padding-left:12px !important;padding-right:12px !important}.label{font-size:12px !important}}`;
}
