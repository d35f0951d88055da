import { z } from 'zod';

/** Ids are strings; where the platform sends a number, long ones already arrive as digits. */
const id = z.union([z.string(), z.number()]).transform(String);
const text = z.string().nullish().catch(undefined);
const count = z.coerce.number().catch(0);

/**
 * An error code as a number, as digits in quotes, or (OAuth) as a word. Anything else becomes `http.unreadable`: codes go
 * into logs and queues, and must not carry what somebody else wrote.
 */
const ErrorCode = z
  .union([z.number(), z.string()])
  .transform((code) =>
    /^(?:-?\d{1,9}|[a-z][a-z_]{0,39})$/u.test(String(code)) ? String(code) : 'http.unreadable',
  );

/** The envelope of every answer. */
export const Envelope = z.looseObject({
  error: ErrorCode,
  message: text,
  data: z.unknown().optional(),
});

export const Row = z.looseObject({
  message_id: id.refine((given) => given !== ''),
  src: z.coerce.number().nullish().catch(undefined),
  /** Milliseconds, up to the year 9999. */
  time: z.coerce.number().min(0).max(253_402_300_799_999),
  type: z.string().catch('text'),
  message: text,
  from_id: id,
  to_id: id.nullish().catch(undefined),
  from_display_name: text,
  group_id: id.nullish().catch(undefined),
  description: text,
  links: z
    .array(z.looseObject({ title: text, description: text, url: text }))
    .nullish()
    .catch(undefined),
});
export type Row = z.infer<typeof Row>;

export const Oa = z
  .looseObject({ oaid: id.optional(), oa_id: id.optional(), name: text, package_name: text })
  .transform((oa) => ({ id: oa.oaid ?? oa.oa_id, name: oa.name, package: oa.package_name }));

export const UserList = z.looseObject({
  total: count,
  users: z.array(z.looseObject({ user_id: id })).catch([]),
});

export const GroupList = z.looseObject({
  total: count,
  groups: z.array(z.looseObject({ group_id: id, name: text, group_link: text, status: text })).catch([]),
});

export const MemberList = z.looseObject({
  total: count,
  members: z.array(z.looseObject({ user_id: id.nullish() })).catch([]),
});

export const ArticleSlice = z.looseObject({
  total: count,
  medias: z
    .array(
      z.looseObject({
        id,
        type: text,
        title: text,
        create_date: z.coerce.number().nullish().catch(undefined),
        update_date: z.coerce.number().nullish().catch(undefined),
        link_view: text,
      }),
    )
    .catch([]),
});

export const Sent = z.looseObject({ message_id: id.nullish() });

export const Quota = z.looseObject({
  last_interaction: z.coerce.number().nullish().catch(undefined),
  cs_reply: z.looseObject({ remain: count, total: count }).nullish().catch(undefined),
});

export const Tokens = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  /** Seconds; more than a year is no sense. */
  expires_in: z.coerce
    .number()
    .positive()
    .max(366 * 86_400)
    .catch(90_000),
});

export const OauthRefusal = z.looseObject({ error: ErrorCode });
