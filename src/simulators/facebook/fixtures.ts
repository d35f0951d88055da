import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { NewComment, NewPost } from './things.ts';

const fixture = z.strictObject({
  name: z.string(),
  text: z.string(),
  form: z.enum(['NFC', 'NFD', 'mixed']).optional(),
  attachment: z
    .object({ type: z.string(), url: z.string().optional(), title: z.string().optional() })
    .optional(),
  tags: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        type: z.enum(['user', 'page', 'group']),
        offset: z.number(),
        length: z.number(),
      }),
    )
    .optional(),
  live: z.boolean().default(false),
  lowQuality: z.boolean().default(false),
  anonymous: z.boolean().default(false),
  repeat: z.number().default(1),
});

interface Ground {
  addPost(post: NewPost): string;
  addComment(comment: NewComment): string;
}

const AUTHOR = { id: '77000000000000077', name: 'Người thử' };

/**
 * Plants Vietnamese comments as keyboards, phones and spammers really produce them: composed and decomposed, with
 * zero-width characters, without accents, numbers in disguise, stickers, photos, tags, on a live video. Returns the
 * ids and exact texts by name.
 */
export function plantFixtures(ground: Ground): Map<string, { readonly id: string; readonly text: string }> {
  const post = ground.addPost({ text: 'Các kiểu gõ' });
  const live = ground.addPost({ kind: 'live', text: 'Đang phát trực tiếp' });
  const planted = new Map<string, { id: string; text: string }>();
  const path = new URL('./fixtures.json', import.meta.url);
  for (const each of z.array(fixture).parse(JSON.parse(readFileSync(path, 'utf8')))) {
    const text = formed(each.text, each.form).repeat(each.repeat);
    const id = ground.addComment({
      post: each.live ? live : post,
      text,
      by: each.anonymous ? undefined : AUTHOR,
      attachment: each.attachment,
      tags: each.tags,
      lowQuality: each.lowQuality,
    });
    planted.set(each.name, { id, text });
  }
  return planted;
}

function formed(text: string, form: 'NFC' | 'NFD' | 'mixed' | undefined): string {
  if (form !== 'mixed') return form === undefined ? text : text.normalize(form);
  const half = Math.floor(text.length / 2);
  return text.slice(0, half).normalize('NFC') + text.slice(half).normalize('NFD');
}
