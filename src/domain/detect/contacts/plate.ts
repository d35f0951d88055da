import type { Folded } from '../../text/fold.ts';
import type { Found } from './contact.ts';
import provinces from './data/provinces.json' with { type: 'json' };
import { labelBefore } from './labels.ts';

const PROVINCES: ReadonlySet<string> = new Set(provinces.plate);
/** Province, series (A, LD, X1, AB …), then four or five digits, the last two after a dot or not. */
const PLATE =
  /(?<![\p{L}\d])(\d\d)[-. ]?([A-Za-zĐđ](?:[A-Za-z]|\d)??)([- .]{0,3})(\d{3}\.?\d{2}|\d{4})(?![\p{L}\d]|[.,]\d)/gu;

/**
 * Number plates: `43A-123.45`, `59X1-12345`, `30K 999.99`, old ones with four digits. What could be a price or a class
 * (`12k 1234`, `15a 2000`) counts only with a dash, a dot or words like "biển số" before it.
 */
export function platesIn(folded: Folded): Found[] {
  const plates: Found[] = [];
  for (const match of folded.text.matchAll(PLATE)) {
    const [typed, province = '', series = '', joint = '', number = ''] = match;
    if (!PROVINCES.has(province)) continue;
    const capitals = series === series.toUpperCase();
    const digits = number.replace('.', '');
    const shaped = number.includes('.') || (capitals && joint.includes('-') && digits.length === 5);
    const compact = capitals && digits.length === 5 && (series.length === 2 || joint === '');
    if (!shaped && !compact && labelBefore(folded, match.index) !== 'plate') continue;
    const span = [match.index, match.index + typed.length] as const;
    plates.push({ kind: 'plate', span, value: `${province}${series.toUpperCase()}-${digits}` });
  }
  return plates;
}
