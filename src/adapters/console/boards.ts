import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Queue } from 'bullmq';
import { Hono } from 'hono';

export const BOARD_PATH = '/queues';

/** BullMQ's own board over the queues, for looking only. Its jobs carry ids and nothing else. */
export function createQueueBoard(
  queues: readonly Queue[],
): (request: Request) => Response | Promise<Response> {
  const server = new HonoAdapter(serveStatic);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'Sàng', hideRedisDetails: true } },
  });
  server.setBasePath(BOARD_PATH);
  const app = new Hono().route(BOARD_PATH, server.registerPlugin());
  return (request) => app.fetch(request);
}
