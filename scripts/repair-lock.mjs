// Adds to package-lock.json the optional platform packages that this registry does not serve, so `npm ci` accepts it.
import fs from 'node:fs';
const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const P = lock.packages;
let added = 0;
for (const [where, meta] of Object.entries(P)) {
  for (const [name, range] of Object.entries(meta.optionalDependencies ?? {})) {
    // resolve like node: walk up
    let base = where,
      found = false;
    for (;;) {
      const k = (base ? base + '/' : '') + 'node_modules/' + name;
      if (P[k]) {
        found = true;
        break;
      }
      if (!base) break;
      base = base.includes('/node_modules/') ? base.slice(0, base.lastIndexOf('/node_modules/')) : '';
    }
    if (found) continue;
    const version = range.replace(/^[\^~]/, '');
    if (!/^\d+\.\d+\.\d+/.test(version)) {
      console.log('skip', name, range);
      continue;
    }
    const os =
      [
        'android',
        'darwin',
        'win32',
        'linux',
        'freebsd',
        'aix',
        'openharmony',
        'netbsd',
        'openbsd',
        'sunos',
      ].find((o) => name.includes(o)) ?? (name.includes('windows') ? 'win32' : undefined);
    const cpu = [
      ['arm64', /arm64/],
      ['x64', /x64/],
      ['ia32', /ia32/],
      ['ppc64', /ppc64/],
      ['s390x', /s390x/],
      ['riscv64', /riscv64/],
      ['loong64', /loong64/],
      ['mips64el', /mips64el/],
      ['arm', /arm/],
      ['wasm32', /wasm32/],
    ].find(([, r]) => r.test(name))?.[0];
    P['node_modules/' + name] = {
      version,
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(meta.dev ? { dev: true } : {}),
      optional: true,
      ...(/musl/.test(name)
        ? { libc: ['musl'] }
        : /(linux).*(gnu|glibc)/.test(name)
          ? { libc: ['glibc'] }
          : {}),
      ...(os ? { os: [os] } : {}),
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(P).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
fs.writeFileSync('package-lock.json', JSON.stringify(lock, null, 2) + '\n');
console.log('added', added);
