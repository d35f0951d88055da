import { announceFollow, announceGroup, announceMessage, announceWithdrawal } from './events.ts';
import type { Webhooks } from './webhooks.ts';
import type { Article, Content, Group, Message, User, World } from './world.ts';

export type Actors = ReturnType<typeof createActors>;

/** A colleague who answers in OA Manager. */
const ADMIN = '9000000000000000001';

/** What people do on Zalo, outside the API: write, follow, join, leave, withdraw. Each goes out as an event too. */
export function createActors(world: World, webhooks: Webhooks) {
  const oa = world.oa.id;
  const write = (message: Omit<Message, 'id' | 'time'>, adminId?: string): Message => {
    const written = world.addMessage(message);
    announceMessage(world, webhooks, written, adminId);
    return written;
  };

  return {
    addUser(name: string, { follower = true }: { follower?: boolean } = {}): User {
      const user: User = {
        id: world.nextId(),
        idByApp: world.nextId(),
        name,
        follower,
        freeUsed: 0,
        tags: new Set(),
      };
      world.users.set(user.id, user);
      return user;
    },

    addGroup(name: string, members: readonly User[] = [], { own = true }: { own?: boolean } = {}): Group {
      const group: Group = {
        id: world.nextId(),
        name,
        status: 'enabled',
        own,
        members: new Set(members.map((user) => user.id)),
        settings: { lock_send_msg: false, join_appr: true, enable_msg_history: true, enable_link_join: true },
      };
      world.groups.set(group.id, group);
      announceGroup(webhooks, 'create_group', group.id, [...group.members], oa);
      return group;
    },

    addArticle(title: string, fields: Readonly<Record<string, unknown>> = {}): Article {
      const now = world.clock.now();
      const standard = {
        title,
        author: world.oa.name,
        description: title,
        status: 'show',
        comment: 'show',
      };
      const article: Article = {
        id: world.nextHex(32),
        type: fields['type'] === 'video' ? 'video' : 'normal',
        created: now,
        updated: now,
        fields: { ...standard, ...fields },
      };
      world.articles.set(article.id, article);
      return article;
    },

    /** A person writes to the OA, which opens the window for answers. */
    say(user: User, content: string | Content): Message {
      world.interact(user);
      return write({ src: 1, from: user.id, user: user.id, ...contentOf(content) });
    },

    sayInGroup(group: Group, user: User, content: string | Content): Message {
      return write({ src: 1, from: user.id, group: group.id, ...contentOf(content) });
    },

    /** Somebody answers in OA Manager, past the API. */
    answerByHand(user: User, text: string): Message {
      return write({ src: 0, from: oa, user: user.id, text }, ADMIN);
    },

    follow(user: User, follower: boolean): void {
      user.follower = follower;
      if (follower) {
        world.interact(user);
      }
      announceFollow(webhooks, user, oa);
    },

    withdraw(user: User): void {
      announceWithdrawal(webhooks, user, oa);
    },

    joinGroup(group: Group, user: User): void {
      group.members.add(user.id);
      announceGroup(webhooks, 'user_join_group', group.id, [user.id], oa);
    },

    leaveGroup(group: Group, user: User): void {
      group.members.delete(user.id);
      announceGroup(webhooks, 'user_out_group', group.id, [user.id], oa);
    },
  };
}

function contentOf(content: string | Content): Content {
  return typeof content === 'string' ? { text: content } : content;
}
