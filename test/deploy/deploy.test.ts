import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { VARIABLES } from '../../src/config/variables.ts';
import { ROLES } from '../../workers/main.ts';
import { freshFolder } from '../servers/folder.ts';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

const Service = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  container_name: z.never().optional(),
  logging: z.object({ options: z.record(z.string(), z.string()) }),
  security_opt: z.array(z.string()),
  cap_drop: z.array(z.string()).optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
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

  test('no container fills the disk with its log or gains rights; ours write to their volume alone', () => {
    for (const service of Object.values(services)) {
      expect(service.logging.options).toHaveProperty('max-size');
      expect(service.security_opt).toContain('no-new-privileges:true');
    }
    for (const role of ROLES)
      expect(services[role]).toMatchObject({ cap_drop: ['ALL'], read_only: true, tmpfs: ['/tmp'] });
  });

  test('its servers have pinned versions and health checks; Redis throws nothing out', () => {
    for (const name of ['postgres', 'redis']) {
      expect(services[name]?.image).toMatch(/^\w+:\d+\.\d+-/);
      expect(services[name]?.healthcheck?.test.length).toBeGreaterThan(1);
    }
    expect(services['redis']?.command).toContain('noeviction');
  });
});

describe('systemd', () => {
  const lines = (file: string) =>
    read(file)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
  const [one, each] = [lines('deploy/sang.service'), lines('deploy/sang@.service')];

  test('the unit of a role is that of all roles, with a port of its own and never on the embedded database', () => {
    const start = one.find((line) => line.startsWith('ExecStart=')) ?? '';
    expect(each.filter((line) => !one.includes(line))).toEqual([
      'Description=Sàng, role %i',
      'EnvironmentFile=-/etc/sang/%i.environment',
      expect.stringMatching(/^ExecStartPre=/u),
      `${start} --roles %i`,
    ]);
    expect(one.filter((line) => !each.includes(line))).toEqual([
      expect.stringMatching(/^Description=/u),
      start,
    ]);
    const guard = /^ExecStartPre=\/bin\/sh -c '(.+)'$/mu.exec(read('deploy/sang@.service'))?.[1] ?? 'exit 9';
    const run = (env: Readonly<Record<string, string>>) =>
      spawnSync('/bin/sh', ['-c', guard.replaceAll('$$', '$')], { env, encoding: 'utf8' });
    expect(run({})).toMatchObject({ stderr: expect.stringContaining('a PostgreSQL of your own') });
    expect(run({}).status).not.toBe(0);
    expect(run({ DATABASE_URL: 'postgres://x' }).status).toBe(0);
  });

  test('commands run as the service does, drop-ins and sandbox included, with what they were given', () => {
    const folder = freshFolder('bin');
    const stub = (name: string, text: string) =>
      writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    const more = 'ReadWritePaths=/srv/digests';
    stub(
      'systemctl',
      `cat '${path.join(ROOT, 'deploy', 'sang.service')}'; printf '\\n[Service]\\n${more}\\n'`,
    );
    stub('systemd-run', 'printf "%s\\n" "$@"');
    const given = ['user', 'add', 'a  b', '', '$5x', 'giá $5 ${HOME} "$$"', String.raw`a\nb`];
    const run = () =>
      spawnSync(path.join(ROOT, 'deploy', 'sang'), given, {
        env: { PATH: `${folder}:/usr/bin:/bin` },
        encoding: 'utf8',
      });
    const args = run().stdout.slice(0, -1).split('\n');
    const start = (one.find((line) => line.startsWith('ExecStart=')) ?? '').slice('ExecStart='.length);
    const properties = args.filter((arg) => arg.startsWith('--property='));
    // All of the unit but what starts, stops and restarts it.
    const section = one.slice(one.indexOf('[Service]') + 1, one.indexOf('[Install]'));
    expect(properties.map((arg) => arg.slice('--property='.length))).toEqual([
      ...section.filter(
        (line) => !/^(?:Type|Exec\w+|TimeoutStopSec|KillMode|Restart|RestartSec)=/u.test(line),
      ),
      more,
    ]);
    // systemd makes one `$` of two.
    expect(args.slice(args.lastIndexOf(properties.at(-1) ?? '') + 1)).toEqual([
      ...start.split(' ').slice(0, 2),
      ...given.map((each) => each.replaceAll('$', '$$$$')),
    ]);
    stub('systemctl', 'exit 1');
    expect(run()).toMatchObject({ status: 1, stdout: '' });
  });
});

describe('the operators’ guides', () => {
  const said = 'docs/operation.md docs/vi/van-hanh.md'.split(' ').map((file) => read(file));

  test('give the same steps in both languages, from the files there are, and a password fit for a URL', () => {
    const steps = said.map((text) =>
      [...text.matchAll(/```sh\n([\s\S]*?)```/gu)].map(([, block = '']) =>
        block.replaceAll(/\s*# .*$|--name "[^"]*"|\S+@example\.vn/gmu, ''),
      ),
    );
    expect(steps[1]).toEqual(steps[0]);
    const all = steps[0]?.join('') ?? '';
    for (const [, file = ''] of all.matchAll(/\b(deploy\/\S+)/gu))
      expect(existsSync(path.join(ROOT, file))).toBe(true);
    for (const command of ['user add', 'source add', 'doctor'])
      for (const way of ['sudo sang', 'docker compose exec console sang'])
        expect(all).toContain(`${way} ${command}`);
    expect(all).toMatch(/POSTGRES_PASSWORD=\$\(openssl rand -hex/u);
    expect(read('compose.yaml')).not.toContain('base64');
    for (const ignored of ['.gitignore', '.dockerignore'])
      expect(read(ignored).split('\n')).toContain('.env');
  });

  test('an upgrade asks for a back-up, and migrates before it rolls out', () => {
    for (const text of said) expect(text).toMatch(/```sh[^`]*run --rm sweep migrate && docker compose up/u);
  });
});

describe('Dockerfile', () => {
  const stages = read('Dockerfile')
    .split(/^FROM /m)
    .slice(1);
  const last = stages.at(-1) ?? '';

  test('every stage starts from one pinned Node 24', () => {
    const bases = new Set(stages.map((stage) => stage.split(/\s/)[0]));
    expect([...bases]).toEqual([
      expect.stringMatching(/^node:24\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64}$/),
    ]);
  });

  test('runs as an ordinary user and checks its health with a program it has', () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('HEALTHCHECK'));
    const program = /HEALTHCHECK.*"node", "dist\/(.+)\.js"/.exec(last)?.[1] ?? '';
    expect(existsSync(path.join(ROOT, `${program}.ts`))).toBe(true);
  });

  test('has the command line on its path, as the guide uses it', () => {
    expect(last).toMatch(/ln -s \/app\/dist\/src\/cli\/sang\.js \/usr\/local\/bin\/sang/u);
  });

  test('takes along what the program reads beside its code', () => {
    for (const folder of ['drizzle', 'rules', 'dist', 'node_modules'])
      expect(last).toMatch(new RegExp(`^COPY .*${folder}$`, 'm'));
  });
});

test('whatever is shipped is locked with its checksum, wherever it is fetched from', () => {
  const Lock = z.object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        integrity: z.string().optional(),
        resolved: z.string().optional(),
        dev: z.boolean().optional(),
      }),
    ),
  });
  const { packages } = Lock.parse(JSON.parse(read('package-lock.json')));
  const shipped = Object.entries(packages).filter(([folder, { dev }]) => folder !== '' && dev !== true);
  expect(shipped.length).toBeGreaterThan(100);
  expect(shipped.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});
