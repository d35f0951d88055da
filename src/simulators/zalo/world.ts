import { createHash } from 'node:crypto';
import type { Clock } from './clock.ts';
import { DEFAULT_MODES, type Modes } from './modes.ts';

export interface User {
  readonly id: string;
  readonly idByApp: string;
  readonly name: string;
  follower: boolean;
  /** Milliseconds; undefined = never interacted. */
  lastInteraction?: number;
  /** Replies sent free since the last interaction. */
  freeUsed: number;
  readonly tags: Set<string>;
  /** Set when every message to this person is refused with this code (-213, -217, -218, -227, -244). */
  unreachable?: number;
}

/** The parts of a message beside its text, as the lists and the events show them. */
export interface Content {
  readonly type?:
    | 'text'
    | 'voice'
    | 'photo'
    | 'GIF'
    | 'link'
    | 'links'
    | 'sticker'
    | 'location'
    | 'file'
    | 'video';
  readonly text?: string;
  readonly description?: string;
  readonly url?: string;
  readonly thumb?: string;
  readonly links?: readonly { title?: string; description?: string; url?: string; thumb?: string }[];
  readonly location?: { latitude: string; longitude: string };
  readonly quote?: string;
}

export interface Message extends Content {
  readonly id: string;
  readonly time: number;
  readonly src: 0 | 1;
  readonly from: string;
  /** The person of a 1-1 conversation. */
  readonly user?: string;
  readonly group?: string;
}

export interface Group {
  readonly id: string;
  name: string;
  status: 'enabled' | 'disabled';
  /** False: a group the OA has not created; every call about it is -403. */
  readonly own: boolean;
  readonly members: Set<string>;
  readonly settings: Record<string, unknown>;
}

export interface Article {
  readonly id: string;
  readonly type: 'normal' | 'video';
  readonly created: number;
  updated: number;
  /** Everything the publisher sent: title, author, cover, description, body, comment, status, cite … */
  fields: Record<string, unknown>;
}

/** One write that took effect. */
export interface Write {
  readonly at: number;
  readonly verb: string;
  readonly target: string;
  readonly text?: string;
  readonly id?: string;
}

/** All that the platform knows. */
export class World {
  readonly clock: Clock;
  readonly modes: Modes;
  readonly app: { readonly id: string; readonly secret: string; readonly oaSecretKey: string };
  readonly oa: { readonly id: string; name: string };
  readonly users = new Map<string, User>();
  /** In order of arrival. */
  readonly messages: Message[] = [];
  readonly groups = new Map<string, Group>();
  readonly articles = new Map<string, Article>();
  readonly tags = new Set<string>();
  readonly writes: Write[] = [];
  readonly reactions = new Map<string, number>();
  /** Permission groups the OA's admin granted. */
  readonly scopes = new Set(['send', 'messages', 'oa', 'articles', 'groups']);
  articleQuota = 40;
  paidQuota = 500;
  #count = 0;

  constructor(
    clock: Clock,
    app: World['app'],
    oa: { readonly id: string; name: string },
    modes: Partial<Modes> = {},
  ) {
    this.clock = clock;
    this.app = app;
    this.oa = oa;
    this.modes = { ...DEFAULT_MODES, ...modes };
  }

  /** A numeric id beyond 2^53; neighbours are the same number once parsed as a double. */
  nextId(): string {
    return (3_120_036_654_733_951_000n + BigInt(++this.#count)).toString();
  }

  /** An id in the style of message ids and tokens. */
  nextHex(length = 20): string {
    return createHash('sha256')
      .update(`${this.oa.id}:${++this.#count}`)
      .digest('hex')
      .slice(0, length);
  }

  write(write: Omit<Write, 'at'>): void {
    this.writes.push({ at: this.clock.now(), ...write });
  }

  addMessage(message: Omit<Message, 'id' | 'time'>): Message {
    const added: Message = { id: this.nextHex(), time: this.clock.now(), ...message };
    this.messages.push(added);
    return added;
  }

  /** What opens the reply window: a message, a follow, a tapped button. */
  interact(user: User): void {
    user.lastInteraction = this.clock.now();
    user.freeUsed = 0;
  }
}
