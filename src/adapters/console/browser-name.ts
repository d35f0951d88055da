/** By what a browser calls itself in its user agent, the more particular name first. */
const BROWSERS = [
  [/\bZalo\b/iu, 'Zalo'],
  [/\bcoc_coc_browser\//iu, 'Cốc Cốc'],
  [/\bSamsungBrowser\//u, 'Samsung Internet'],
  [/\bEdg(?:A|iOS)?\//u, 'Edge'],
  [/\bOPR\//u, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//u, 'Firefox'],
  [/(?:Chrome|CriOS)\//u, 'Chrome'],
  [/\bSafari\//u, 'Safari'],
] as const;

const SYSTEMS = [
  [/\biPhone\b/u, 'iPhone'],
  [/\biPad\b/u, 'iPad'],
  [/\bAndroid\b/u, 'Android'],
  [/\bWindows\b/u, 'Windows'],
  [/\bCrOS\b/u, 'ChromeOS'],
  [/\bMac OS X\b/u, 'macOS'],
  [/\bLinux\b/u, 'Linux'],
] as const;

/** A browser as people call it, from its user agent; one nobody knows is shown as it names itself. */
export function browserName(agent: string): string {
  const named = (names: readonly (readonly [RegExp, string])[]): string[] =>
    names.filter(([pattern]) => pattern.test(agent)).map(([, name]) => name);
  const [browser] = named(BROWSERS);
  const [system] = named(SYSTEMS);
  if (browser === undefined) return agent;
  return system === undefined ? browser : `${browser} · ${system}`;
}
