import type { Command } from 'commander';
import { addBacktest } from './backtest.ts';
import { addCheck } from './check.ts';
import { addDiff } from './diff.ts';
import { addExplain } from './explain.ts';
import { addList } from './list.ts';
import { addPolicy } from './policy.ts';
import { addStage } from './stage.ts';
import { addTest } from './test.ts';

/** `sang rules`: the operator's workbench. */
export function register(program: Command): void {
  const rules = program.command('rules').description('soạn, kiểm và thử bộ luật / the rulebook workbench');
  addCheck(rules);
  addTest(rules);
  addExplain(rules);
  addList(rules);
  addDiff(rules);
  addPolicy(rules);
  addStage(rules);
  addBacktest(rules);
}
