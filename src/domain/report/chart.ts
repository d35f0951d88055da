import { escapeHtml } from '../digest/html.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
}

const HEIGHT = 120;
const STEP = 18;
const WIDTH = 12;

/**
 * Bars over time as inline SVG: no script, no inline style (a strict content policy allows it), colours from the
 * text around it. The table beside it says the same to those who cannot see it.
 */
export function barChart(title: string, bars: readonly Bar[]): string {
  const highest = Math.max(1, ...bars.map(({ value }) => value));
  const width = Math.max(1, bars.length) * STEP;
  const marks = bars.map(({ label, value }, index) => {
    const height = Math.round((value / highest) * HEIGHT);
    return `<rect x="${index * STEP + (STEP - WIDTH) / 2}" y="${HEIGHT - height}" width="${WIDTH}" height="${height}" rx="2" fill="currentColor"><title>${escapeHtml(`${label}: ${value}`)}</title></rect>`;
  });
  return `<svg class="chart" role="img" aria-label="${escapeHtml(title)}" viewBox="0 0 ${width} ${HEIGHT + 2}" width="${width}" height="${HEIGHT + 2}">${marks.join('')}<rect x="0" y="${HEIGHT}" width="${width}" height="1" fill="currentColor" opacity="0.4"/></svg>`;
}
