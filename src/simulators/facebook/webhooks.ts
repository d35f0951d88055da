import { createHmac } from 'node:crypto';
import { graphTime } from './nodes.ts';
import type { Change } from './things.ts';
import type { World } from './world.ts';

export interface Delivery {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

interface Pending {
  readonly page: string;
  readonly value: object;
}

const MAX_UPDATES = 1000;

/** The webhook side: subscription with handshake, signed and escaped deliveries, batches, duplicates, retries. */
export class Webhooks {
  readonly #world: World;
  readonly #secret: string;
  #callback: string | undefined;
  #pending: Pending[] = [];
  #undelivered: Delivery[] = [];
  /** Status of every delivery attempt, oldest first; 0 = no answer. */
  readonly attempts: number[] = [];

  constructor(world: World, secret: string) {
    this.#world = world;
    this.#secret = secret;
    world.listeners.push((change) => {
      if (change.page.subscribed.includes('feed')) {
        this.#pending.push({ page: change.page.id, value: this.#valueOf(change) });
      }
    });
  }

  /** Subscribes a callback as the app dashboard does; throws when its answer to the handshake is wrong. */
  async subscribe(callback: string, verifyToken: string): Promise<void> {
    const challenge = '1158201444';
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': challenge,
      'hub.verify_token': verifyToken,
    });
    const answer = await fetch(`${callback}?${query.toString()}`);
    if (answer.status !== 200 || (await answer.text()) !== challenge) {
      throw new Error(`the callback did not return the challenge (status ${answer.status})`);
    }
    this.#callback = callback;
  }

  /** What waits to be reported, as signed bodies of up to 1,000 updates; taking it empties the list. */
  take(): Delivery[] {
    const deliveries: Delivery[] = [];
    while (this.#pending.length > 0)
      deliveries.push(this.sign(this.#bodyOf(this.#pending.splice(0, MAX_UPDATES))));
    return deliveries;
  }

  /** Reports what waits, undelivered bodies first; `twice` sends each body two times. Returns how many arrived. */
  async deliver(options: { readonly twice?: boolean } = {}): Promise<number> {
    const queue = [...this.#undelivered, ...this.take()];
    this.#undelivered = [];
    let arrived = 0;
    for (const delivery of queue) {
      for (let copy = 0; copy < (options.twice ? 2 : 1); copy += 1) {
        if ((await this.#send(delivery)) || (await this.#send(delivery))) arrived += 1;
        else if (copy === 0) this.#undelivered.push(delivery);
      }
    }
    return arrived;
  }

  /** Signs a body the platform's way: characters beyond ASCII are escaped before signing. */
  sign(payload: object): Delivery {
    const text = JSON.stringify(payload).replaceAll(
      /[\u0080-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const body = Buffer.from(text, 'utf8');
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'x-hub-signature': `sha1=${createHmac('sha1', this.#secret).update(body).digest('hex')}`,
        'x-hub-signature-256': `sha256=${createHmac('sha256', this.#secret).update(body).digest('hex')}`,
      },
    };
  }

  async #send(delivery: Delivery): Promise<boolean> {
    if (this.#callback === undefined) return false;
    const status = await fetch(this.#callback, {
      method: 'POST',
      headers: { ...delivery.headers },
      body: new Uint8Array(delivery.body),
    }).then(
      (answer) => answer.status,
      () => 0,
    );
    this.attempts.push(status);
    return status === 200;
  }

  #bodyOf(updates: readonly Pending[]): object {
    const time = Math.floor(this.#world.clock.now().getTime() / 1000);
    const pages = new Map<string, object[]>();
    for (const { page, value } of updates) {
      pages.set(page, [...(pages.get(page) ?? []), { field: 'feed', value }]);
    }
    return { object: 'page', entry: [...pages].map(([id, changes]) => ({ id, time, changes })) };
  }

  #valueOf({ post, comment, verb }: Change): object {
    const postId = post.id.includes('_') ? post.id : `${post.page.id}_${post.id}`;
    const told = verb === 'add' || verb === 'edited';
    return {
      item: 'comment',
      verb,
      comment_id: this.#world.commentId(comment, post),
      post_id: postId,
      parent_id: comment.parent ? this.#world.commentId(comment.parent, post) : postId,
      ...(comment.by && { from: comment.by }),
      ...(told && {
        message: comment.message,
        created_time: Math.floor(comment.createdAt.getTime() / 1000),
        post: {
          id: postId,
          permalink_url: `https://www.facebook.com/${postId}`,
          updated_time: graphTime(post.updatedAt),
        },
        ...(comment.attachment?.type === 'photo' && {
          photo: comment.attachment.url ?? 'https://scontent.example/p.jpg',
        }),
      }),
    };
  }
}
