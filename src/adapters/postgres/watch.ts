import type { Socket } from 'node:net';
import { Client, type Pool } from 'pg';

/** Looks are counted, not time: a process that stood still itself has missed no answer. Milliseconds between two. */
const LOOK = 500;
/** After so many looks without a byte of an owed answer the server is asked what became of it. */
const SILENT = 6;
/** A session that is held and neither asks nor hears anything (LISTEN) is spoken to after so many looks. */
const QUIET = 20;
/** How long the server may take to tell, in milliseconds. */
const TELLING = 3_000;

/**
 * Of these sessions, those which work on nothing: the question never arrived, or the answer never will. They are ended
 * at the server too, where they may hold locks. Behind a pooler, whose numbers mean nothing here, none.
 */
const LOST = `
  select asked.pid, case when a.pid is not null then pg_terminate_backend(a.pid) end as ended
  from unnest($1::int[]) as asked(pid) left join pg_stat_activity a using (pid)
  where pg_backend_pid() = $2 and (a.pid is null or (a.usename = current_user and a.state like 'idle%'
    and a.state_change < clock_timestamp() - interval '2 seconds'))`;

/** What pg keeps of a connection and does not put into its types. */
type Inner = Client & {
  /** False from a question until the end of its answer. */
  readonly readyForQuery: boolean;
  /** The session's number at the server. */
  readonly processID: number;
};

interface Seen {
  owing: boolean;
  read: number;
  /** Looks since anything changed. */
  looks: number;
}

export interface WatchOptions {
  /** Told once whenever connections went silent. */
  readonly onLost?: (error: Error) => void;
  /** An answer may take so long, in milliseconds, however busy the server says it is; absent: any time. */
  readonly longest?: number;
}

/**
 * Ends connections whose other side has gone without a word (a lost route, a firewall that forgot them): TCP notices
 * that after a quarter of an hour. Where an answer is owed and nothing comes, the server is asked over a new connection; one
 * that still works on it is left alone. While the server itself is away nothing is ended before `longest`.
 */
export class Watch {
  readonly #url: string;
  readonly #options: WatchOptions;
  readonly #seen = new Map<Inner, Seen>();
  /** Of a pool: what somebody has taken out of it. */
  readonly #held = new Set<Client>();
  #timer: NodeJS.Timeout | undefined;
  #asking = false;

  constructor(url: string, options: WatchOptions = {}) {
    this.#url = url;
    this.#options = options;
  }

  /** Watches a connected client until it ends. */
  add(client: Client): void {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- see Inner
    const inner = client as Inner;
    this.#seen.set(inner, { owing: false, read: 0, looks: 0 });
    this.#timer ??= setInterval(() => this.#look(), LOOK).unref();
    client.once('end', () => {
      this.#seen.delete(inner);
      this.#held.delete(client);
      if (this.#seen.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
  }

  /** Watches whatever the pool opens. */
  addAll(pool: Pool): void {
    pool.on('connect', (client) => this.add(client));
    pool.on('acquire', (client) => this.#held.add(client));
    pool.on('release', (_error, client) => this.#held.delete(client));
  }

  #look(): void {
    const { longest = Infinity } = this.#options;
    let silent = false;
    for (const [client, seen] of this.#seen) {
      const owing = !client.readyForQuery;
      const read = bytesRead(client);
      if (owing !== seen.owing || read !== seen.read) Object.assign(seen, { owing, read, looks: 0 });
      else seen.looks += 1;
      if (owing && seen.looks * LOOK >= longest) end(client);
      else if (owing && seen.looks >= SILENT && seen.looks % SILENT === 0) silent = true;
      else if (seen.looks >= QUIET && this.#idlesInHand(client))
        client.query('select 1').catch(() => undefined);
    }
    if (silent && !this.#asking) {
      this.#asking = true;
      this.#ask()
        // Not even a client could be made: the process is on its way out.
        .catch(() => undefined)
        .finally(() => {
          this.#asking = false;
        });
    }
  }

  #idlesInHand(client: Inner): boolean {
    return client.readyForQuery && this.#held.has(client) && client.getTransactionStatus() === 'I';
  }

  /** Connections that owe an answer and have been silent up to this moment. */
  #silent(): Inner[] {
    return [...this.#seen]
      .filter(([client, { owing, read, looks }]) => {
        const still = !client.readyForQuery && bytesRead(client) === read;
        return owing && still && looks >= SILENT;
      })
      .map(([client]) => client);
  }

  async #ask(): Promise<void> {
    const server = new Client({
      connectionString: this.#url,
      application_name: 'sang watch',
      connectionTimeoutMillis: TELLING,
      query_timeout: TELLING,
    });
    server.on('error', () => undefined);
    try {
      await server.connect();
      // What had arrived and was not read yet has been read by now.
      const asked = this.#silent().map(({ processID }) => processID);
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- see Inner
      const { rows } = await server.query<{ pid: number }>(LOST, [asked, (server as Inner).processID]);
      const lost = new Set(rows.map(({ pid }) => pid));
      if (lost.size === 0) return;
      this.#options.onLost?.(silence());
      for (const client of this.#seen.keys()) {
        // What lies in the pool went the same way; to find out one by one would take as many times as long.
        if (lost.has(client.processID) || (client.readyForQuery && !this.#held.has(client))) end(client);
      }
    } catch {
      // Nobody tells: the server is away altogether, and what is owed may still come.
    } finally {
      server.connection.stream.destroy();
    }
  }
}

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- a socket, in TLS or not
const bytesRead = (client: Client): number => (client.connection.stream as Socket).bytesRead;

/** Whoever waits for an answer of it is told at once. */
const end = (client: Client): void => void client.connection.stream.destroy(silence());

const silence = (): Error =>
  Object.assign(new Error('the connection to the database went silent'), { code: 'ETIMEDOUT' });
