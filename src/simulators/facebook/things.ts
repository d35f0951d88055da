export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface Attachment {
  /** photo, sticker, video_inline, share, animated_image_share … */
  readonly type: string;
  readonly url?: string | undefined;
  readonly title?: string | undefined;
}

export interface Tag {
  readonly id: string;
  readonly name: string;
  readonly type: 'user' | 'page' | 'group';
  /** In Unicode code points, as the platform counts. */
  readonly offset: number;
  readonly length: number;
}

export interface SimComment {
  /** The digits after the last underscore. */
  readonly tail: string;
  readonly seq: number;
  readonly thread: Thread;
  readonly parent: SimComment | undefined;
  readonly by: Person | undefined;
  readonly byPage: boolean;
  readonly createdAt: Date;
  message: string;
  attachment: Attachment | undefined;
  tags: readonly Tag[];
  hidden: boolean;
  /** By the page's admins or the page itself: cannot be hidden. */
  readonly canHide: boolean;
  readonly lowQuality: boolean;
  liked: boolean;
  privateReplied: boolean;
}

/** The comments under an object; a post and its photo or video may share one. */
export interface Thread {
  /** The objects that show it. */
  readonly posts: SimPost[];
  readonly comments: SimComment[];
  /** Counted by `total_count` and never listed (privacy, filters). */
  unlisted: number;
}

export type PostKind = 'post' | 'visitor' | 'ad' | 'photo' | 'video' | 'reel' | 'live';

export interface SimPost {
  /** `{page}_{post}`; reels, videos, lives and photos have a bare id. */
  readonly id: string;
  readonly page: SimPage;
  readonly kind: PostKind;
  readonly by: Person;
  readonly createdAt: Date;
  /** Whether `/feed` lists it (the platform ranks, and leaves some out). */
  inFeed: boolean;
  readonly published: boolean;
  readonly thread: Thread;
  message: string;
  updatedAt: Date;
  hidden: boolean;
  live: 'LIVE' | 'VOD' | undefined;
  liveModeration: string;
}

export interface SimPage {
  readonly id: string;
  readonly name: string;
  readonly posts: SimPost[];
  readonly blocked: Set<string>;
  readonly settings: Map<string, string>;
  subscribed: readonly string[];
}

export interface NewPost {
  /** Id of the page it stands on; default the first. */
  readonly page?: string | undefined;
  readonly text?: string | undefined;
  readonly kind?: PostKind | undefined;
  readonly by?: Person | undefined;
  readonly createdAt?: Date | undefined;
  /** Whether `/feed` lists it; default true for posts of page and visitors. */
  readonly inFeed?: boolean | undefined;
  /** Another object that shows the same comments (a photo and its post). */
  readonly sharesCommentsOf?: string | undefined;
  /** Comments counted and never listed. */
  readonly unlisted?: number | undefined;
}

export interface NewComment {
  readonly post: string;
  readonly text: string;
  /** The comment it answers. */
  readonly parent?: string | undefined;
  /** Absent: an author the platform does not show. */
  readonly by?: Person | undefined;
  readonly byPage?: boolean | undefined;
  readonly createdAt?: Date | undefined;
  readonly attachment?: Attachment | undefined;
  readonly tags?: readonly Tag[] | undefined;
  /** Hidden on arrival by the platform's own filter. */
  readonly hidden?: boolean | undefined;
  readonly canHide?: boolean | undefined;
  /** Left out on live videos unless `live_filter=no_filter`. */
  readonly lowQuality?: boolean | undefined;
}

/** What a webhook would report. */
export interface Change {
  readonly page: SimPage;
  readonly post: SimPost;
  readonly comment: SimComment;
  readonly verb: 'add' | 'edited' | 'remove' | 'hide' | 'unhide';
}
