import { escapeHtml } from '../digest/html.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value in words; absent = as it is. */
  readonly says?: string;
}

const HEIGHT = 120;
const STEP = 18;
const WIDTH = 12;

/**
 * Bars over time as inline SVG: no script, no inline style (a strict content policy allows it), colours from the
 * text around it. The table beside it says the same to those who cannot see it.
 */
export function barChart(title: string, bars: readonly Bar[]): string {
  const highest = highestOf(bars);
  const width = Math.max(1, bars.length) * STEP;
  const marks = bars.map(({ label, value, says = String(value) }, index) => {
    const height = Math.round((value / highest) * HEIGHT);
    return `<rect x="${index * STEP + (STEP - WIDTH) / 2}" y="${HEIGHT - height}" width="${WIDTH}" height="${height}" rx="2" fill="currentColor"><title>${escapeHtml(`${label}: ${says}`)}</title></rect>`;
  });
  return `<svg class="chart" role="img" aria-label="${escapeHtml(title)}" viewBox="0 0 ${width} ${HEIGHT + 2}" width="${width}" height="${HEIGHT + 2}">${marks.join('')}<rect x="0" y="${HEIGHT}" width="${width}" height="1" fill="currentColor" opacity="0.4"/></svg>`;
}

const ROW = 24;
const NAMES = 190;
const LONGEST = 220;
const VALUES = 90;

/** Bars beside their names, for what has no order in time; the same restraint as above. */
export function rowChart(title: string, bars: readonly Bar[]): string {
  const highest = highestOf(bars);
  const size = [NAMES + LONGEST + VALUES, Math.max(1, bars.length) * ROW] as const;
  const rows = bars.map(({ label, value, says = String(value) }, index) => {
    const length = Math.round((value / highest) * LONGEST);
    const middle = index * ROW + ROW / 2;
    return `<text x="${NAMES - 8}" y="${middle + 5}" text-anchor="end" font-size="14" fill="currentColor">${escapeHtml(label)}</text><rect x="${NAMES}" y="${middle - 7}" width="${Math.max(1, length)}" height="14" rx="2" fill="currentColor"/><text x="${NAMES + length + 6}" y="${middle + 5}" font-size="14" fill="currentColor">${escapeHtml(says)}</text>`;
  });
  const told = bars.map(({ label, value, says = String(value) }) => `${label}: ${says}`).join('; ');
  return `<svg class="chart" role="img" aria-label="${escapeHtml(`${title}. ${told}`)}" viewBox="0 0 ${size[0]} ${size[1]}" width="${size[0]}" height="${size[1]}">${rows.join('')}</svg>`;
}

/** What fills the whole height; of nothing but zeros, one. Shares below one fill it too. */
function highestOf(bars: readonly Bar[]): number {
  return Math.max(...bars.map(({ value }) => value), 0) || 1;
}
