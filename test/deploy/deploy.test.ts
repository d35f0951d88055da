import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { VARIABLES } from '../../src/config/variables.ts';
import { ROLES } from '../../workers/main.ts';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

const Service = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  container_name: z.never().optional(),
  ports: z.array(z.string()).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const Compose = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
});

describe('compose.yaml', () => {
  const { services } = Compose.parse(parse(read('compose.yaml'), { merge: true }));

  test('has one service for each role, and the two servers', () => {
    expect(Object.keys(services).toSorted()).toEqual([...ROLES, 'postgres', 'redis'].toSorted());
    for (const role of ROLES) expect(services[role]?.command).toEqual(['start', '--roles', role]);
  });

  test('sets only variables there are, no secret by itself, and can be scaled', () => {
    for (const role of ROLES) {
      const environment = services[role]?.environment ?? {};
      for (const name of Object.keys(environment)) expect(VARIABLES).toHaveProperty([name]);
      expect(environment['SANG_SECRET']).toMatch(/^\$\{SANG_SECRET:\?/);
      if (role !== 'console') expect(services[role]?.ports).toBeUndefined();
    }
    expect(services['console']?.ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  });

  test('its servers have pinned versions and health checks; Redis throws nothing out', () => {
    for (const name of ['postgres', 'redis']) {
      expect(services[name]?.image).toMatch(/^\w+:\d+\.\d+-/);
      expect(services[name]?.healthcheck?.test.length).toBeGreaterThan(1);
    }
    expect(services['redis']?.command).toContain('noeviction');
  });
});

describe('Dockerfile', () => {
  const stages = read('Dockerfile')
    .split(/^FROM /m)
    .slice(1);
  const last = stages.at(-1) ?? '';

  test('every stage starts from one pinned Node 24', () => {
    const bases = new Set(stages.map((stage) => stage.split(/\s/)[0]));
    expect([...bases]).toEqual([expect.stringMatching(/^node:24\.\d+\.\d+-bookworm-slim$/)]);
  });

  test('runs as an ordinary user and checks its health with a program it has', () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('HEALTHCHECK'));
    const program = /HEALTHCHECK.*"node", "dist\/(.+)\.js"/.exec(last)?.[1] ?? '';
    expect(existsSync(path.join(ROOT, `${program}.ts`))).toBe(true);
  });

  test('takes along what the program reads beside its code', () => {
    for (const folder of ['drizzle', 'rules', 'dist', 'node_modules'])
      expect(last).toMatch(new RegExp(`^COPY .*${folder}$`, 'm'));
  });
});
