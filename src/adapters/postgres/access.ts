import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Lang } from '../../domain/lang.ts';
import type { AccessStore, Member, UserRole } from '../../pipeline/ports/access.ts';
import type { By } from '../../pipeline/ports/audit.ts';
import { hashPassword } from '../secrets/passwords.ts';
import { actorOf } from './audit.ts';

interface MemberRow {
  id: string;
  email: string;
  name: string;
  role: UserRole;
  lang: Lang;
  sources: string[] | null;
}

interface TeamRow extends MemberRow {
  disabled: boolean;
  has_password: boolean;
  teams: string[];
  senior_of: string[];
  open: number;
  seen_at: Date | null;
}

/** Operators and admins see every source, moderators those of their teams. */
const MEMBER = `m.id, m.email, m.name, m.role, m.lang,
  case when m.role = 'moderator' then coalesce(
    (select array_agg(t.source_id) from teams t where t.moderator_id = m.id), '{}') end as sources`;

/** People, sessions and links over Postgres. */
export function createAccessStore(pool: pg.Pool): AccessStore {
  const note = async (what: string, by: By, after: unknown): Promise<void> => {
    await pool.query(
      'insert into audit (actor, moderator_id, why, what, after) values ($1, $2, $3, $4, $5)',
      [...actorOf(by), what, JSON.stringify(after)],
    );
  };
  /** Ends a member's sessions and voids the links nobody has signed in by; `keep` is the secret of a session that stays. */
  const shutOut = async (memberId: number, keep?: string): Promise<number> => {
    const { rows } = await pool.query<{ ended: number }>(
      `with voided as (
         delete from links where moderator_id = $1 and purpose = 'sign-in' and used_at is null
       ), ended as (
         delete from sessions where moderator_id = $1 and id is distinct from $2 returning 1
       )
       select count(*)::int as ended from ended`,
      [memberId, keep === undefined ? null : digest(keep)],
    );
    return rows[0]?.ended ?? 0;
  };
  return {
    async addMember(member, by) {
      const password = member.password === undefined ? null : await hashPassword(member.password);
      const { rows } = await pool.query<{ id: string; role: UserRole }>(
        `insert into moderators (email, name, role, password) values ($1, $2, coalesce($3, 'moderator'), $4)
         on conflict (lower(email)) do update set name = excluded.name, role = coalesce($3, moderators.role),
           password = coalesce(excluded.password, moderators.password), disabled_at = null
         returning id, role`,
        [member.email.trim(), member.name, member.role ?? null, password],
      );
      const id = Number(rows[0]?.id);
      await note('member.added', by, { member: id, role: rows[0]?.role });
      return id;
    },

    async setPassword(memberId, password, by) {
      await pool.query('update moderators set password = $2 where id = $1', [
        memberId,
        await hashPassword(password),
      ]);
      await shutOut(memberId);
      await note('member.password', by, { member: memberId });
    },

    async setLang(memberId, lang) {
      await pool.query('update moderators set lang = $2 where id = $1', [memberId, lang]);
    },

    async setRole(memberId, role, by) {
      await pool.query('update moderators set role = $2 where id = $1', [memberId, role]);
      await note('member.role', by, { member: memberId, role });
    },

    async disable(memberId, by) {
      await pool.query('update moderators set disabled_at = sang_now() where id = $1', [memberId]);
      await shutOut(memberId);
      await note('member.disabled', by, { member: memberId });
    },

    async enable(memberId, by) {
      await pool.query('update moderators set disabled_at = null where id = $1', [memberId]);
      await note('member.enabled', by, { member: memberId });
    },

    async setTeam(memberId, sources, by) {
      await pool.query(
        `with gone as (delete from teams where moderator_id = $1 and not (source_id = any($2::bigint[])))
         insert into teams (moderator_id, source_id, senior)
         select $1, s.id, s.senior from unnest($2::bigint[], $3::boolean[]) as s(id, senior)
         on conflict (source_id, moderator_id) do update set senior = excluded.senior`,
        [memberId, sources.map((entry) => entry.sourceId), sources.map((entry) => entry.senior)],
      );
      await note('member.team', by, { member: memberId, sources });
    },

    async members() {
      const { rows } = await pool.query<TeamRow>(
        `select ${MEMBER}, m.disabled_at is not null as disabled, m.password is not null as has_password,
           array(select t.source_id from teams t where t.moderator_id = m.id order by 1) as teams,
           array(select t.source_id from teams t where t.moderator_id = m.id and t.senior order by 1) as senior_of,
           (select count(*)::int from sessions e where e.moderator_id = m.id and e.expires_at > sang_now()) as open,
           (select max(seen_at) from sessions e where e.moderator_id = m.id) as seen_at
         from moderators m order by m.disabled_at is not null, m.id`,
      );
      return rows.map((row) => ({
        ...memberFrom(row),
        disabled: row.disabled,
        hasPassword: row.has_password,
        teams: row.teams.map(Number),
        seniorOf: row.senior_of.map(Number),
        sessions: row.open,
        ...(row.seen_at === null ? {} : { seenAt: row.seen_at }),
      }));
    },

    async credentials(email) {
      const { rows } = await pool.query<MemberRow & { password: string | null }>(
        `select ${MEMBER}, m.password from moderators m
         where lower(m.email) = lower($1) and m.disabled_at is null`,
        [email.trim()],
      );
      const row = rows[0];
      if (row === undefined) return undefined;
      return { member: memberFrom(row), ...(row.password === null ? {} : { password: row.password }) };
    },

    async openSession(memberId, agent, hours, byLink = false) {
      const secret = randomBytes(32).toString('base64url');
      await pool.query(
        `insert into sessions (id, moderator_id, expires_at, agent, by_link)
         values ($1, $2, sang_now() + make_interval(hours => $3), $4, $5)`,
        [digest(secret), memberId, hours, agent?.slice(0, 200) ?? null, byLink],
      );
      return secret;
    },

    async session(secret) {
      const { rows } = await pool.query<MemberRow & { by_link: boolean }>(
        `with found as (
           update sessions s set seen_at = sang_now() where s.id = $1 and s.expires_at > sang_now()
             and s.seen_at < sang_now() - interval '1 minute' returning 1
         )
         select ${MEMBER}, s.by_link from sessions s join moderators m on m.id = s.moderator_id
         where s.id = $1 and s.expires_at > sang_now() and m.disabled_at is null`,
        [digest(secret)],
      );
      const [row] = rows;
      return row === undefined ? undefined : { member: memberFrom(row), byLink: row.by_link };
    },

    async endSession(secret) {
      await pool.query('delete from sessions where id = $1', [digest(secret)]);
    },

    async sessions(memberId, currentSecret) {
      const { rows } = await pool.query<{
        id: Buffer;
        created_at: Date;
        seen_at: Date;
        agent: string | null;
      }>(
        `select id, created_at, seen_at, agent from sessions
         where moderator_id = $1 and expires_at > sang_now() order by seen_at desc`,
        [memberId],
      );
      const current = digest(currentSecret);
      return rows.map((row) => ({
        mark: markOf(row.id),
        createdAt: row.created_at,
        seenAt: row.seen_at,
        current: row.id.equals(current),
        ...(row.agent === null ? {} : { agent: row.agent }),
      }));
    },

    async revoke(memberId, mark, currentSecret) {
      if (mark === undefined) return shutOut(memberId, currentSecret);
      const { rowCount } = await pool.query(
        `delete from sessions where moderator_id = $1 and encode(substring(id from 1 for 6), 'hex') = $2`,
        [memberId, mark],
      );
      return rowCount ?? 0;
    },

    async endSessions(memberId, by) {
      await shutOut(memberId);
      await note('member.sessions-ended', by, { member: memberId });
    },

    async makeLink(memberId, purpose, minutes, by) {
      const secret = randomBytes(32).toString('base64url');
      await pool.query(
        `insert into links (id, moderator_id, purpose, expires_at)
         values ($1, $2, $3, sang_now() + make_interval(mins => $4))`,
        [digest(secret), memberId, purpose, minutes],
      );
      if (by !== undefined) await note('member.link', by, { member: memberId, minutes });
      return secret;
    },

    async useLink(secret, purpose) {
      const { rows } = await pool.query<MemberRow>(
        `with used as (
           update links set used_at = sang_now()
           where id = $1 and purpose = $2 and used_at is null and expires_at > sang_now()
           returning moderator_id
         )
         select ${MEMBER} from used u join moderators m on m.id = u.moderator_id where m.disabled_at is null`,
        [digest(secret), purpose],
      );
      return rows[0] === undefined ? undefined : memberFrom(rows[0]);
    },
  };
}

function memberFrom(row: MemberRow): Member {
  return {
    id: Number(row.id),
    email: row.email,
    name: row.name,
    role: row.role,
    lang: row.lang,
    ...(row.sources === null ? {} : { sources: row.sources.map(Number) }),
  };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function markOf(id: Buffer): string {
  return id.subarray(0, 6).toString('hex');
}
