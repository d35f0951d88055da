import { GraphError, unsupported } from './errors.ts';
import { need } from './edges.ts';
import type { Node, Scene } from './nodes.ts';
import type { WriteLog } from './log.ts';
import type { SimComment, SimPage, SimPost } from './things.ts';

type Params = ReadonlyMap<string, string>;
const WEEK_MS = 7 * 86_400_000;

/** Everything `POST` does to a node or an edge. */
export function post(scene: Scene, log: WriteLog, node: Node, edge: string, params: Params): object {
  if (node.type === 'Comment' && edge === '') return changeComment(scene, log, node.comment, params);
  if (node.type === 'Post' && edge === '') return changeLive(log, node.post, params);
  if (edge === 'comments' && (node.type === 'Comment' || node.type === 'Post')) {
    return reply(scene, log, node, params);
  }
  if (node.type === 'Comment' && edge === 'likes') return like(scene, log, node.comment, true);
  if (node.type === 'Page') return changePage(scene, log, node.page, edge, params);
  throw unsupported('post', edge);
}

/** Everything `DELETE` does. */
export function remove(scene: Scene, log: WriteLog, node: Node, edge: string, params: Params): object {
  if (node.type === 'Comment' && edge === 'likes') return like(scene, log, node.comment, false);
  if (node.type === 'Comment' && edge === '') {
    moderator(scene);
    need(scene, 'pages_read_user_content');
    log.write('delete', scene.world.commentId(node.comment));
    scene.world.remove(node.comment);
    return { success: true };
  }
  if (node.type === 'Post' && edge === '') {
    moderator(scene);
    log.write('delete', node.post.id);
    scene.world.removePost(node.post);
    return { success: true };
  }
  if (node.type === 'Page' && edge === 'blocked') {
    const user = userOf(params);
    node.page.blocked.delete(user);
    log.write('unblock', user);
    return { success: true };
  }
  throw unsupported('delete', edge);
}

function changeComment(scene: Scene, log: WriteLog, comment: SimComment, params: Params): object {
  moderator(scene);
  const id = scene.world.commentId(comment);
  const message = params.get('message');
  if (message !== undefined) {
    // The trap of the reference: this edits the comment, it does not answer it.
    log.write('edit', id, message);
    scene.world.edit(comment, message);
    return { success: true };
  }
  const hidden = params.get('is_hidden');
  if (hidden !== 'true' && hidden !== 'false')
    throw new GraphError(100, undefined, '(#100) Nothing to change');
  const wanted = hidden === 'true';
  if (wanted && !comment.canHide) {
    throw new GraphError(200, undefined, '(#200) This comment cannot be hidden');
  }
  if (comment.hidden === wanted && scene.modes.rehide === 'error') {
    throw new GraphError(100, undefined, '(#100) The comment is already in this state');
  }
  if (comment.hidden !== wanted) log.write(wanted ? 'hide' : 'unhide', id);
  scene.world.setHidden(comment, wanted);
  return { success: true };
}

function reply(
  scene: Scene,
  log: WriteLog,
  node: Extract<Node, { type: 'Comment' | 'Post' }>,
  params: Params,
): object {
  moderator(scene);
  const message = params.get('message') ?? '';
  const attachment = params.get('attachment_url') ?? params.get('attachment_share_url');
  if (message === '' && attachment === undefined) {
    throw new GraphError(100, undefined, '(#100) You must provide a message or an attachment');
  }
  const parent = node.type === 'Comment' ? (node.comment.parent ?? node.comment) : undefined;
  const twin = node.post.thread.comments.find(
    (other) => other.byPage && other.parent === parent && other.message === message,
  );
  if (twin && scene.modes.duplicates === 'refused') throw new GraphError(506);
  const made = scene.world.addComment(node.post, {
    message,
    byPage: true,
    ...(parent && { parent }),
    ...(attachment !== undefined && { attachment: { type: 'share', url: attachment } }),
  });
  const id = scene.world.commentId(made, node.post);
  log.write(
    'reply',
    node.type === 'Comment' ? scene.world.commentId(node.comment, node.post) : node.post.id,
    message,
    id,
  );
  return { id };
}

function like(scene: Scene, log: WriteLog, comment: SimComment, liked: boolean): object {
  moderator(scene);
  comment.liked = liked;
  log.write(liked ? 'like' : 'unlike', scene.world.commentId(comment));
  return { success: true };
}

function changeLive(log: WriteLog, live: SimPost, params: Params): object {
  const setting = params.get('live_comment_moderation_setting');
  if (live.kind !== 'live' || setting === undefined) throw unsupported('post', live.id);
  live.liveModeration = setting;
  log.write('live-moderation', live.id, setting);
  return { success: true };
}

function changePage(scene: Scene, log: WriteLog, page: SimPage, edge: string, params: Params): object {
  switch (edge) {
    case 'messages':
      return privateReply(scene, log, params);
    case 'blocked': {
      moderator(scene);
      const user = userOf(params);
      page.blocked.add(user);
      log.write('block', user);
      return { [user]: true };
    }
    case 'settings': {
      need(scene, 'pages_manage_metadata');
      const option: unknown = JSON.parse(params.get('option') ?? '{}');
      for (const [name, value] of Object.entries(option ?? {})) page.settings.set(name, String(value));
      log.write('settings', page.id);
      return { success: true };
    }
    case 'subscribed_apps':
      need(scene, 'pages_manage_metadata');
      page.subscribed = (params.get('subscribed_fields') ?? '').split(',').filter((field) => field !== '');
      log.write('subscribe', page.id);
      return { success: true };
    default:
      throw unsupported('post', `${page.id}/${edge}`);
  }
}

function privateReply(scene: Scene, log: WriteLog, params: Params): object {
  need(scene, 'pages_messaging');
  const target: unknown = JSON.parse(params.get('recipient') ?? '{}');
  const id =
    typeof target === 'object' && target !== null && 'comment_id' in target ? String(target.comment_id) : '';
  const comment = scene.world.findComment(id);
  if (!comment) throw unsupported('post', id);
  if (comment.privateReplied)
    throw new GraphError(10903, undefined, '(#10903) This comment was already replied to');
  if (scene.world.clock.now().getTime() - comment.createdAt.getTime() > WEEK_MS) {
    throw new GraphError(10900, undefined, '(#10900) The comment is older than seven days');
  }
  comment.privateReplied = true;
  log.write('private-reply', id);
  return { recipient_id: comment.by?.id ?? '0', message_id: `m_${comment.tail}` };
}

function moderator(scene: Scene): void {
  if (scene.token.kind !== 'page') {
    throw new GraphError(200, undefined, '(#200) A page access token is required for this action');
  }
  if (!scene.token.tasks.has('MODERATE')) {
    throw new GraphError(200, undefined, '(#200) The user does not have the MODERATE task on this Page');
  }
  need(scene, 'pages_manage_engagement');
}

function userOf(params: Params): string {
  const user = params.get('user') ?? params.get('psid') ?? params.get('asid') ?? params.get('uid');
  if (user === undefined) throw new GraphError(100, undefined, '(#100) param user must be non-empty');
  return user;
}
