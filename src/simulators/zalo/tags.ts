import { ApiError, invalid } from './errors.ts';
import { type Args, idArg, textArg } from './request.ts';
import type { User, World } from './world.ts';

/** `POST /v2.0/oa/tag/tagfollower`: makes the tag where it is missing. */
export function tagFollower(args: Args, world: World): unknown {
  const user = taggable(args, world);
  const tag = textArg(args, 'tag_name');
  world.tags.add(tag);
  user.tags.add(tag);
  world.write({ verb: 'tag', target: user.id, text: tag });
  return undefined;
}

/** `POST /v2.0/oa/tag/rmfollowerfromtag`. */
export function untagFollower(args: Args, world: World): unknown {
  const user = taggable(args, world);
  const tag = existing(args, world);
  user.tags.delete(tag);
  world.write({ verb: 'untag', target: user.id, text: tag });
  return undefined;
}

/** `POST /v2.0/oa/tag/rmtag`. */
export function removeTag(args: Args, world: World): unknown {
  const tag = existing(args, world);
  world.tags.delete(tag);
  for (const user of world.users.values()) {
    user.tags.delete(tag);
  }
  world.write({ verb: 'remove-tag', target: tag });
  return undefined;
}

/** `GET /v2.0/oa/tag/gettagsofoa`. */
export function listTags(_args: Args, world: World): unknown {
  return [...world.tags];
}

function taggable(args: Args, world: World): User {
  const user = world.users.get(idArg(args, 'user_id'));
  if (user === undefined) {
    throw invalid('user_id');
  }
  if (!user.follower && !world.modes.tagStrangers) {
    throw new ApiError(-213);
  }
  return user;
}

function existing(args: Args, world: World): string {
  const tag = textArg(args, 'tag_name');
  if (!world.tags.has(tag)) {
    throw invalid('tag_name');
  }
  return tag;
}
