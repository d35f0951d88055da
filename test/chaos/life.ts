import type { Decide } from '../../src/pipeline/review.ts';
import { review } from '../../src/pipeline/review.ts';
import type { Random } from '../../bench/random.ts';
import type { House } from './house.ts';
import { type Kind, TEXTS } from './rules.ts';

const POSTS = 6;
const PEOPLE = 80;
const ZALO_PEOPLE = 12;

/** People who write, edit and delete, and moderators who decide, all from one seed. */
export class Life {
  /** Comments and messages written so far. */
  written = 0;
  /** Decisions that moderators took. */
  decided = 0;
  readonly #house: House;
  readonly #random: Random;
  readonly #posts: string[];
  readonly #comments: string[] = [];
  readonly #zalo: ReturnType<House['zalo']['addUser']>[];

  constructor(house: House, random: Random) {
    this.#house = house;
    this.#random = random;
    this.#posts = Array.from({ length: POSTS }, (_, n) => house.facebook.addPost({ text: `Bài số ${n}` }));
    this.#zalo = Array.from({ length: ZALO_PEOPLE }, (_, n) => house.zalo.addUser(`Khách ${n}`));
  }

  /** A burst of people; about one in 30 writes what is hidden by itself, below the share that brakes a rule. */
  speak(count: number): void {
    for (let spoken = 0; spoken < count; spoken += 1) {
      if (this.#random.chance(0.2)) this.#message();
      else this.#comment(this.#random.chance(0.034) ? 'hide' : this.#random.chance(0.12) ? 'reply' : 'none');
      if (this.#random.chance(0.06)) this.#edit();
      if (this.#random.chance(0.03)) this.#remove();
    }
  }

  /** A few open cases are decided: hidden, kept, answered, or taken back. Trouble is a page that did not load. */
  async moderate(most: number): Promise<void> {
    const { pool, console, moderators } = this.#house;
    try {
      const { rows } = await pool.query<{
        id: string;
        state: string;
        decision: string;
        number: number;
        revision: string;
      }>(
        `select k.id, k.state, k.decision, k.decision_number as number, v.revision_id as revision
         from cases k join verdicts v on v.id = k.verdict_id where k.state in ('open', 'hidden', 'kept') order by md5(k.id::text || $2) limit $1`,
        [most, String(this.#random.below(1_000_000))],
      );
      for (const row of rows) {
        const wish = this.#wish(row);
        if (wish === undefined) continue;
        const decided = await review(console.service.reviewing, {
          caseId: Number(row.id),
          seen: { number: row.number, revision: Number(row.revision) },
          actor: { kind: 'person', moderatorId: this.#random.of(moderators) },
          ...wish,
        });
        if (decided.kind === 'done') this.decided += 1;
      }
    } catch {
      // The database is away: the moderator sees an error and comes back later.
    }
  }

  #wish(row: { state: string; decision: string }): Pick<Decide, 'event' | 'category' | 'reply'> | undefined {
    if (row.state !== 'open') return this.#random.chance(0.3) ? { event: 'undo' } : undefined;
    if (row.decision === 'reply') {
      this.#replies += 1;
      return { event: 'reply', reply: `Dạ trang đã nhắn tin, câu trả lời số ${this.#replies} ạ` };
    }
    return this.#random.chance(0.9) ? { event: 'hide', category: 'sexual' } : { event: 'keep' };
  }
  #replies = 0;

  #text(kind: Kind): string {
    this.written += 1;
    return `${TEXTS[kind]}, lần ${this.written}`;
  }

  #comment(kind: Kind): void {
    this.#comments.push(
      this.#house.facebook.addComment({
        post: this.#random.of(this.#posts),
        text: this.#text(kind),
        by: { id: `7700112233${this.#random.below(PEOPLE)}`, name: 'Người đọc' },
      }),
    );
  }

  #message(): void {
    const kind = this.#random.chance(0.2) ? 'reply' : 'none';
    this.#house.zalo.say(this.#random.of(this.#zalo), this.#text(kind));
  }

  #edit(): void {
    const comment = this.#standing();
    if (comment === undefined) return;
    this.#house.facebook.edit(comment, this.#text(this.#random.chance(0.1) ? 'reply' : 'none'));
  }

  #remove(): void {
    const comment = this.#standing();
    if (comment !== undefined) this.#house.facebook.remove(comment);
  }

  #standing(): string | undefined {
    const recent = this.#comments.slice(-60);
    if (recent.length === 0) return undefined;
    const comment = this.#random.of(recent);
    const tail = comment.slice(comment.lastIndexOf('_') + 1);
    return this.#house.facebook.world.comments.has(tail) ? comment : undefined;
  }
}
