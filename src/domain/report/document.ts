import { escapeHtml } from '../digest/html.ts';
import type { Lang } from '../lang.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; background: #fbfbfa; color: #1b1b1a; font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 24px; line-height: 1.3; } h2 { font-size: 18px; margin-top: 36px; }
.quiet { color: #5a5a55; font-size: 14px; }
.alarm { border-left: 4px solid #b3261e; padding: 8px 12px; background: #fdeceb; color: #4a0f0b; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 15px; }
th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid #d9d9d4; vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
summary { padding: 8px 0; cursor: pointer; }
.charts { display: flex; flex-wrap: wrap; gap: 24px; color: #00538a; }
figure { margin: 0; max-width: 100%; } .chart { max-width: 100%; height: auto; } figcaption { color: #5a5a55; font-size: 14px; }
@media (prefers-color-scheme: dark) {
  body { background: #161615; color: #ececea; }
  .quiet, figcaption { color: #b4b4ad; }
  th, td { border-color: #3c3c38; }
  .alarm { background: #3a1512; color: #ffd9d5; }
  .charts { color: #8ecbff; }
}`;

/** A self-contained page; nothing in it loads from outside. `body` is HTML already. */
export function documentOf(lang: Lang, title: string, body: string): string {
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}
