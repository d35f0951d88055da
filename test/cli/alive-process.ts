// Beats as `sang start` does, with seconds for minutes. Argument: what becomes of it.
import { startBeating } from '../../workers/alive.ts';

const [fate] = process.argv.slice(2);
let reason = fate === 'wrong' ? 'stuck: poll' : undefined;
const alive = async (): Promise<string | undefined> =>
  fate === 'silent' ? new Promise<never>(() => undefined) : reason;
const beating = startBeating(alive, { interval: 50, patience: 1_000 });
// What keeps a real one: its servers.
setInterval(() => undefined, 1_000);
console.log('beating');
if (fate === 'hangs') {
  setTimeout(() => {
    for (;;);
  }, 200);
}
if (fate === 'recovers') {
  setInterval(() => {
    reason = reason === undefined ? 'database: error.ECONNREFUSED' : undefined;
  }, 500);
}
if (fate === 'ending') setTimeout(() => beating.stop(), 200);
const lost = await beating.lost;
console.log(`lost ${lost}`);
process.exit(1);
