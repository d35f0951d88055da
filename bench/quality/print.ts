import { type Bar, reached } from './bar.ts';
import type { FunctionRate, Judged } from './functional.ts';
import type { Measured } from './labelled.ts';

export function printFunctions(rates: readonly FunctionRate[]): void {
  for (const { function: name, passed, all } of rates) {
    console.log(`  ${name.padEnd(28)} ${`${passed}/${all}`.padStart(7)} ${percent(passed / all)}`);
  }
}

export function printBars(bars: readonly Bar[]): void {
  for (const bar of bars) {
    const of = bar.of ? ` ${bar.of[0]}/${bar.of[1]}` : '';
    const asked =
      bar.least === undefined && bar.most === undefined
        ? ''
        : `  asked ${bar.least === undefined ? `≤ ${percent(bar.most!)}` : `≥ ${percent(bar.least)}`}${reached(bar) ? '' : '  MISSED'}`;
    console.log(`  ${bar.name.padEnd(34)} ${percent(bar.value)}${of}${asked}`);
  }
}

/** Failed cases; without `reveal` their ids alone. */
export function printJudged(failed: readonly Judged[], reveal: boolean): void {
  for (const { case: one, verdict } of failed) {
    const found = [...new Set(verdict.findings.map(({ rule }) => rule))].join(', ') || 'nothing';
    console.log(
      `  ✗ ${one.id}${reveal ? ` ${JSON.stringify(one.text)} → ${verdict.decision}; ${found}` : ''}`,
    );
  }
}

/** The first `most` of each kind of disagreement. */
export function printWrong(wrong: Measured['wrong'], most: number): void {
  for (const kind of ['found, labelled clean', 'missed'] as const) {
    for (const { text } of wrong.filter((one) => one.kind === kind).slice(0, most)) {
      console.log(`  ✗ ${kind}: ${JSON.stringify(text)}`);
    }
  }
}

function percent(value: number): string {
  return Number.isNaN(value) ? '   —  ' : `${(100 * value).toFixed(1).padStart(5)}%`;
}
