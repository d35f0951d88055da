import { BlockList } from 'node:net';
import { createGate } from '../../src/adapters/channels/address.ts';
import { readNetworks } from '../../src/config/networks.ts';
import { createMessenger } from '../../src/adapters/channels/messenger.ts';
import { createChannelStore } from '../../src/adapters/postgres/channels.ts';
import { createNoticeStore } from '../../src/adapters/postgres/notices.ts';
import { openPool } from '../../src/adapters/postgres/pool.ts';
import { createSealer } from '../../src/adapters/secrets/sealer.ts';
import { notify } from '../../src/pipeline/notify.ts';
import { QUIET } from './world.ts';

// A notify worker as a process of its own, to be killed.
const pool = openPool(process.argv[2] ?? '', { roles: ['test'], onError: () => undefined });
const gate = createGate(readNetworks('127.0.0.1') ?? new BlockList());
await notify(
  {
    store: createNoticeStore(pool),
    channels: createChannelStore(pool, createSealer('x'.repeat(32))),
    messenger: createMessenger(gate, undefined),
    log: QUIET,
  },
  new AbortController().signal,
);
await pool.end();
