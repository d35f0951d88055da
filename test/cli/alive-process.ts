// Beats as `sang start` does, with seconds for minutes. Argument: what becomes of it.
import { startBeating } from '../../workers/alive.ts';

const [fate] = process.argv.slice(2);
let reason = fate === 'stuck' ? 'stuck: poll' : undefined;
const away = fate === 'away' ? 'queues: error.ECONNREFUSED' : undefined;
const alive = async (): Promise<string | undefined> =>
  fate === 'silent' ? new Promise<never>(() => undefined) : (away ?? reason);
const stuck = async (): Promise<string | undefined> => reason;
const beating = startBeating({ alive, stuck }, { interval: 50, patience: 1_000 });
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
    reason = reason === undefined ? 'stuck: poll' : undefined;
  }, 500);
}
if (fate === 'ending') setTimeout(() => beating.stop(), 200);
const lost = await beating.lost;
console.log(`lost ${lost}`);
process.exit(1);
