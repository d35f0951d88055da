/** 97.5% quantile of the normal distribution: two-sided 95%. */
const Z = 1.959963984540054;

/**
 * Lower bound of the 95% Wilson score interval for a share (E. B. Wilson, JASA 22, 1927): what can be claimed of a
 * precision on few judgements. 0 without any.
 */
export function wilsonLower(confirmed: number, judged: number): number {
  if (judged <= 0) return 0;
  const share = confirmed / judged;
  const centre = share + (Z * Z) / (2 * judged);
  const spread = Z * Math.sqrt((share * (1 - share) + (Z * Z) / (4 * judged)) / judged);
  return Math.max(0, (centre - spread) / (1 + (Z * Z) / judged));
}

/** Upper bound of the same interval. 1 without any judgement. */
export function wilsonUpper(confirmed: number, judged: number): number {
  return judged <= 0 ? 1 : 1 - wilsonLower(judged - confirmed, judged);
}

/** A lower bound with two digits, rounded down: what is not certain never looks so. */
export function atLeast(bound: number): string {
  return (Math.floor(bound * 100 + 1e-9) / 100).toFixed(2);
}
