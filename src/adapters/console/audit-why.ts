import { brakeCauseInWords } from '../../domain/act/brake-words.ts';
import type { Lang, Told } from '../../domain/lang.ts';
import type { AuditEntry } from '../../pipeline/ports/audit.ts';

/** What the service itself gives as its reason, as it stands in the audit. */
const OWN: Readonly<Record<string, Told>> = {
  'by hand': { vi: 'tự tạo, không do luật', en: 'made by a person, not by a rule' },
  'word of appeal': { vi: 'người viết khiếu nại', en: 'its author appealed' },
  'while hidden provisionally': {
    vi: 'người viết khiếu nại trong lúc đang tạm ẩn',
    en: 'its author appealed while it was hidden for now',
  },
  'provisional hide not confirmed in time': {
    vi: 'không ai xác nhận kịp hạn',
    en: 'nobody confirmed it in time',
  },
  'source removed': { vi: 'nguồn đã bị bỏ', en: 'the source was removed' },
  'deletion request': { vi: 'theo yêu cầu xoá dữ liệu', en: 'a deletion request' },
  verdict: { vi: 'kết quả rà mới', en: 'a new verdict' },
  edit: { vi: 'người viết đã sửa', en: 'its author changed it' },
  observe: { vi: 'nguồn chỉ báo, không tự ẩn', en: 'the source only reports' },
  brake: { vi: 'phanh đang kéo', en: 'a brake is on' },
};

/** Judgements a stage moved by, as `stages` writes them. */
const JUDGED = /^(\d+) of (\d+) confirmed, lower bound (\d(?:\.\d+)?)$/u;
const CODE = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/u;

/** Why an entry was written, in the reader's words; what a person gave as their reason stands as it is. */
export function whyInWords(
  { actor, what, why }: Pick<AuditEntry, 'actor' | 'what' | 'why'>,
  lang: Lang,
  explain: (code: string) => Told,
): string {
  if (why === undefined) return '';
  if (actor === 'person' && what !== 'case.opened') return why;
  if (Object.hasOwn(OWN, why)) return OWN[why]?.[lang] ?? why;
  if (what === 'brake.pulled') return brakeCauseInWords({ why, automatic: actor === 'rule' }, lang);
  const [, confirmed, judged, bound] = JUDGED.exec(why) ?? [];
  if (bound !== undefined) {
    const least = Math.floor(Number(bound) * 100 + 1e-9);
    return lang === 'vi'
      ? `đúng ${confirmed}/${judged}, chắc chắn từ ${least}%`
      : `${confirmed} of ${judged} right, certainly ${least}% or more`;
  }
  return actor === 'service' && CODE.test(why) ? explain(why)[lang] : why;
}
