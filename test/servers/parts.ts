import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What cannot come with npm: where it is looked for and how it is installed. */
const PARTS = {
  redis: {
    programs: ['redis-server'],
    install: 'apt-get install --no-install-recommends redis-server   (macOS: brew install redis)',
  },
  postgresql: {
    // Comes with the server alone, whose client programs fit it; clients alone may be older than a server from elsewhere.
    programs: ['initdb'],
    install: 'apt-get install --no-install-recommends postgresql   (macOS: brew install postgresql)',
  },
  browser: {
    programs: ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'],
    install: 'apt-get install --no-install-recommends chromium   (macOS: brew install --cask google-chrome)',
  },
} as const;
export type Part = keyof typeof PARTS;
const PART_NAMES: readonly Part[] = ['redis', 'postgresql', 'browser'];

/** Debian keeps the server's own programs apart, by version; the newest comes first. */
const VERSIONS = '/usr/lib/postgresql';
const versioned = existsSync(VERSIONS)
  ? readdirSync(VERSIONS)
      .toSorted((a, b) => Number(b) - Number(a))
      .map((version) => path.join(VERSIONS, version, 'bin'))
  : [];
const FOLDERS = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', '/snap/bin'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Path of a part's program on this machine. */
export function findPart(part: Part): string | undefined {
  const folders = [...versioned, ...(process.env['PATH'] ?? '').split(path.delimiter), ...FOLDERS].filter(
    Boolean,
  );
  const candidates = PARTS[part].programs.flatMap((program) => folders.map((at) => path.join(at, program)));
  return [...candidates, ...(part === 'browser' ? [MAC_CHROME] : [])].find(executable);
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const missing = (part: Part): Error =>
  new Error(`this test needs ${part}, which is not installed here: ${PARTS[part].install}`);

/** File of the run's folder: a line `part TAB title` for each group left out. */
export const LEFT_OUT = 'left-out';

/** One line for each part that was missing: what did not run and how to get it. */
export function leftOut(folder: string): string[] {
  const file = path.join(folder, LEFT_OUT);
  if (!existsSync(file)) return [];
  const titles = new Map<Part, Set<string>>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [name, title = ''] = line.split('\t');
    const part = PART_NAMES.find((known) => known === name) ?? 'redis';
    titles.set(part, (titles.get(part) ?? new Set()).add(title));
  }
  return [...titles].map(
    ([part, names]) =>
      `NOT RUN, no ${part} here: ${[...names].join('; ')}. To run them: ${PARTS[part].install}`,
  );
}
