import { startWorkers } from '../../workers/main.ts';
import { openRuntime } from '../../src/cli/runtime.ts';

// A worker process as `sang start` runs it, acting and sweeping only, to be killed.
const runtime = await openRuntime({ roles: ['act', 'sweep'] });
await startWorkers(runtime.service, ['act', 'sweep']);
process.stdout.write('working\n');
