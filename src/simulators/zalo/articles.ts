import { ApiError, invalid } from './errors.ts';
import { type Args, numberArg, textArg } from './request.ts';
import type { Article, World } from './world.ts';

const LIMITS = { title: 150, author: 50, description: 300 };

/** Asynchronous jobs of create and update: what to do once `verify` stops saying "being processed". */
export class ArticleDesk {
  readonly #jobs = new Map<string, { busy: number; finish: () => string }>();
  #published = 0;

  /** `POST /v2.0/article/create`. */
  readonly create = (args: Args, world: World): unknown => {
    check(args);
    this.#eatQuota(world);
    return this.#start(world, () => {
      const now = world.clock.now();
      const type = args['type'] === 'video' ? ('video' as const) : ('normal' as const);
      const article: Article = {
        id: world.nextHex(32),
        type,
        created: now,
        updated: now,
        fields: { ...args },
      };
      world.articles.set(article.id, article);
      world.write({ verb: 'article-create', target: article.id });
      return article.id;
    });
  };

  /** `POST /v2.0/article/update`: the whole article; whatever is not sent is lost. */
  readonly update = (args: Args, world: World): unknown => {
    const article = articleOf(args, world);
    check(args);
    if (world.modes.updateEatsQuota) {
      this.#eatQuota(world);
    }
    return this.#start(world, () => {
      const { id, ...fields } = args;
      article.fields = fields;
      article.updated = world.clock.now();
      world.write({ verb: 'article-update', target: String(id), text: String(fields['comment']) });
      return article.id;
    });
  };

  /** `POST /v2.0/article/verify`. */
  readonly verify = (args: Args, _world: World): unknown => {
    const token = textArg(args, 'token');
    const job = this.#jobs.get(token);
    if (job === undefined) {
      throw invalid('token');
    }
    if (job.busy > 0) {
      job.busy--;
      throw new ApiError(-214);
    }
    return { id: job.finish() };
  };

  #start(world: World, finish: () => string): unknown {
    const token = world.nextHex(24);
    let done: string | undefined;
    this.#jobs.set(token, { busy: world.modes.verifyBusy, finish: () => (done ??= finish()) });
    return { token };
  }

  #eatQuota(world: World): void {
    if (this.#published >= world.articleQuota) {
      throw new ApiError(-223, 'Your OA has reach the limit quota create article');
    }
    this.#published++;
  }
}

/** `GET /v2.0/article/getslice`. */
export function listArticles(args: Args, world: World): unknown {
  const offset = numberArg(args, 'offset', 0);
  const limit = numberArg(args, 'limit', 10);
  const type = args['type'];
  if (type !== 'normal' && type !== 'video') {
    throw new ApiError(-201, 'type accept only 2 value normal and video');
  }
  if (limit > 10) {
    throw new ApiError(-210);
  }
  const all = [...world.articles.values()].filter((article) => article.type === type).reverse();
  return {
    medias: all.slice(offset, offset + limit).map((article) => ({
      id: article.id,
      type: article.type,
      title: article.fields['title'],
      status: article.fields['status'] ?? 'show',
      total_view: 10,
      total_share: 0,
      create_date: article.created,
      update_date: article.updated,
      thumb: 'https://thumb.example/1',
      link_view: `https://officialaccount.me/d?id=${article.id}&pageId=${world.oa.id}`,
    })),
    total: all.length,
  };
}

/** `GET /v2.0/article/getdetail`. */
export function articleDetail(args: Args, world: World): unknown {
  const article = articleOf(args, world);
  return { id: article.id, type: article.type, ...article.fields };
}

/** `POST /v2.0/article/remove`. */
export function removeArticle(args: Args, world: World): unknown {
  const article = articleOf(args, world);
  world.articles.delete(article.id);
  world.write({ verb: 'article-remove', target: article.id });
  return undefined;
}

function articleOf(args: Args, world: World): Article {
  const article = world.articles.get(textArg(args, 'id'));
  if (article === undefined) {
    throw invalid('id');
  }
  return article;
}

function check(args: Args): void {
  for (const [field, most] of Object.entries(LIMITS)) {
    const value = args[field];
    if (
      field === 'title'
        ? typeof value !== 'string' || value === ''
        : value !== undefined && typeof value !== 'string'
    ) {
      throw invalid(field);
    }
    if (typeof value === 'string' && value.length > most) {
      throw new ApiError(-210);
    }
  }
  if (args['comment'] !== undefined && args['comment'] !== 'show' && args['comment'] !== 'hide') {
    throw invalid('comment');
  }
}
