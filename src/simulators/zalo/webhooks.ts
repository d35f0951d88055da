import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from './world.ts';

/** After a refused connection: 30 s, 5 min, 15 min, 30 min, 1 h. */
const RETRY_AFTER = [30_000, 300_000, 900_000, 1_800_000, 3_600_000];
const DEADLINE = 2_000;

/** How the signature header is written; `wrong` signs with another key. */
export type MacStyle = 'plain' | 'bare' | 'spaces' | 'upper' | 'wrong' | 'missing';

export interface Delivery {
  readonly event: string;
  /** `num_retry` of the last attempt. */
  retries: number;
  outcome: 'pending' | 'delivered' | 'late' | 'refused' | 'failed' | 'filtered' | 'dropped';
}

/**
 * The webhook sender: signs, waits two seconds for a 200, repeats on its schedule when the connection cannot be
 * opened, and switches itself off after the last attempt. What was answered late or with an error is not sent again.
 */
export class Webhooks {
  readonly #world: World;
  url: string | undefined;
  enabled = true;
  macStyle: MacStyle = 'plain';
  /** "Lọc cú pháp": only texts starting with # are delivered. */
  syntaxFilter = false;
  /** Each event goes out twice. */
  duplicates = false;
  /** Events wait until `release`, which sends them newest first. */
  outOfOrder = false;
  /** Divides all waiting of the retry schedule. */
  compress = 1;
  deadlineMs = DEADLINE;
  readonly deliveries: Delivery[] = [];
  readonly #held: Record<string, unknown>[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(world: World) {
    this.#world = world;
  }

  /** Sends an event of a moment; `app_id` and `timestamp` are added. */
  emit(event: Readonly<Record<string, unknown>>, at: number = this.#world.clock.now()): void {
    if (this.url === undefined) {
      return;
    }
    const body = { ...event, app_id: this.#world.app.id, timestamp: `${at}` };
    if (this.outOfOrder) {
      this.#held.push(body);
      return;
    }
    this.#run(body);
    if (this.duplicates) {
      this.#run(body);
    }
  }

  /** Sends what `outOfOrder` held back, newest first. */
  release(): void {
    for (const body of this.#held.splice(0).reverse()) {
      this.#run(body);
    }
  }

  /** Until every delivery under way has come to its end. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all(this.#running);
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.settled();
  }

  /** The signature of a body, as the platform makes it: SHA-256, no HMAC. */
  sign(body: string, timestamp: string, style: MacStyle = this.macStyle): string | undefined {
    const key = style === 'wrong' ? 'another key' : this.#world.app.oaSecretKey;
    const hex = createHash('sha256').update(`${this.#world.app.id}${body}${timestamp}${key}`).digest('hex');
    switch (style) {
      case 'bare':
        return hex;
      case 'spaces':
        return `mac = ${hex} `;
      case 'upper':
        return `mac=${hex.toUpperCase()}`;
      case 'missing':
        return undefined;
      case 'plain':
      case 'wrong':
      default:
        return `mac=${hex}`;
    }
  }

  #run(event: Record<string, unknown>): void {
    const delivery: Delivery = { event: String(event['event_name']), retries: 0, outcome: 'pending' };
    this.deliveries.push(delivery);
    const task = this.#deliver(event, delivery).finally(() => this.#running.delete(task));
    this.#running.add(task);
  }

  async #deliver(event: Record<string, unknown>, delivery: Delivery): Promise<void> {
    if (this.syntaxFilter && filtered(event)) {
      delivery.outcome = 'filtered';
      return;
    }
    const body = JSON.stringify(event);
    const mac = this.sign(body, String(event['timestamp']));
    for (let attempt = 0; this.enabled; attempt++) {
      delivery.retries = attempt;
      delivery.outcome = await this.#post(body, mac, attempt);
      if (delivery.outcome !== 'refused') {
        return;
      }
      const wait = RETRY_AFTER[attempt];
      if (wait === undefined) {
        this.enabled = false;
        return;
      }
      await sleep(wait / this.compress, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#stop.signal.aborted) {
        break;
      }
    }
    delivery.outcome = 'dropped';
  }

  async #post(body: string, mac: string | undefined, attempt: number): Promise<Delivery['outcome']> {
    try {
      const answer = await fetch(this.url ?? '', {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          ...(mac !== undefined && { 'X-ZEvent-Signature': mac }),
          ...(attempt > 0 && { num_retry: `${attempt}` }),
        },
        signal: AbortSignal.any([AbortSignal.timeout(this.deadlineMs), this.#stop.signal]),
      });
      await answer.arrayBuffer();
      return answer.status === 200 ? 'delivered' : 'failed';
    } catch (error) {
      return typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError'
        ? 'late'
        : 'refused';
    }
  }
}

function filtered(event: Record<string, unknown>): boolean {
  const message = event['message'];
  const text =
    typeof message === 'object' && message !== null && 'text' in message ? message.text : undefined;
  return event['event_name'] === 'user_send_text' && (typeof text !== 'string' || !text.startsWith('#'));
}
