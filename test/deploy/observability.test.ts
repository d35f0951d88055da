import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Pool } from 'pg';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../../src/adapters/metrics/metrics.ts';
import { watchState } from '../../src/adapters/metrics/state.ts';

const read = (file: string) => readFileSync(new URL(`../../deploy/${file}`, import.meta.url), 'utf8');
const NAME = /\bsang_[a-z0-9_]+/gu;

const Alerts = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string().startsWith('Sang'),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.object({ summary: z.string(), do: z.string() }),
        }),
      ),
    }),
  ),
});
const Dashboard = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      targets: z.array(z.object({ expr: z.string() })).min(1),
      gridPos: z.object({ x: z.number(), y: z.number() }),
    }),
  ),
});

/** Every name a scrape can show, histograms with their parts. */
function names(): Set<string> {
  const { registry } = createMetrics();
  // The gauges are made at once; the database would be asked at a scrape only.
  watchState(registry, new Pool(), { counts: async () => Promise.reject(new Error('not asked')) });
  return new Set(
    registry
      .getMetricsAsArray()
      .flatMap(({ name }) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]),
  );
}

test('dashboard and alerts ask for figures there are, and every figure of ours is shown', () => {
  const known = names();
  const { panels } = Dashboard.parse(JSON.parse(read('grafana.json')));
  const rules = Alerts.parse(parse(read('alerts.yaml'))).groups.flatMap((group) => group.rules);
  const shown = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(NAME) ?? []));
  const asked = rules.flatMap(({ expr }) => expr.match(NAME) ?? []);
  for (const name of [...shown, ...asked]) expect(known).toContain(name);
  const ours = [...known].filter(
    (name) => !/_(bucket|count|sum)$/u.test(name) && !/^sang_(nodejs|process)_/u.test(name),
  );
  const seen = new Set(shown.map((name) => name.replace(/_(bucket|count|sum)$/u, '')));
  expect(ours.filter((name) => !seen.has(name))).toEqual(['sang_source_active']);
});

test('panels do not lie on each other', () => {
  const { panels } = Dashboard.parse(JSON.parse(read('grafana.json')));
  expect(new Set(panels.map(({ gridPos }) => `${gridPos.x} ${gridPos.y}`)).size).toBe(panels.length);
});
