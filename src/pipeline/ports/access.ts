import type { Lang } from '../../domain/lang.ts';
import type { By } from './audit.ts';

export const USER_ROLES = ['moderator', 'operator', 'admin'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** A person of the team, as the console knows them. */
export interface Member {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  readonly lang: Lang;
  /** Sources this person may see; absent = all (operators and admins). */
  readonly sources?: readonly number[];
}

/** A member as those who look after the team see them. */
export interface TeamMember extends Member {
  readonly disabled: boolean;
  readonly seniorOf: readonly number[];
  /** Sources of their teams, also of those whose role sees all. */
  readonly teams: readonly number[];
  readonly hasPassword: boolean;
  /** Sessions that are open now, and when one was last used. */
  readonly sessions: number;
  readonly seenAt?: Date;
}

export interface SessionView {
  /** First characters of the session's id, to tell sessions apart. */
  readonly mark: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly agent?: string;
  readonly current: boolean;
}

/** Storage of people, sessions and one-time links. Secrets are stored as hashes only. */
export interface AccessStore {
  /** Adds somebody, or changes whoever has the address; without a role they keep theirs, and a new one is a moderator. */
  addMember(
    member: { email: string; name: string; role?: UserRole | undefined; password?: string },
    by: By,
  ): Promise<number>;
  /** This, disabling and ending sessions also void the sign-in links made before. */
  setPassword(memberId: number, password: string, by: By): Promise<void>;
  setLang(memberId: number, lang: Lang): Promise<void>;
  setRole(memberId: number, role: UserRole, by: By): Promise<void>;
  disable(memberId: number, by: By): Promise<void>;
  enable(memberId: number, by: By): Promise<void>;
  setTeam(memberId: number, sources: readonly { sourceId: number; senior: boolean }[], by: By): Promise<void>;
  members(): Promise<readonly TeamMember[]>;
  /** The member with this address and its password hash; for signing in. */
  credentials(email: string): Promise<{ member: Member; password?: string } | undefined>;
  /** Opens a session and returns its secret, which only the cookie carries; `byLink` = with a one-time link. */
  openSession(memberId: number, agent: string | undefined, hours: number, byLink?: boolean): Promise<string>;
  /** The member behind a session's secret, unless it has expired, was revoked or the member was disabled. */
  session(secret: string): Promise<{ readonly member: Member; readonly byLink: boolean } | undefined>;
  endSession(secret: string): Promise<void>;
  sessions(memberId: number, currentSecret: string): Promise<readonly SessionView[]>;
  /** Revokes a session of a member by its mark, or all but the present one, with the sign-in links not used yet. */
  revoke(memberId: number, mark: string | undefined, currentSecret: string): Promise<number>;
  /** Ends every session of a member. */
  endSessions(memberId: number, by: By): Promise<void>;
  /** Makes a link's secret for one use; `by` where a person hands it to another one. */
  makeLink(memberId: number, purpose: 'sign-in' | 'unsubscribe', minutes: number, by?: By): Promise<string>;
  /** Uses a link up; undefined when it is unknown, used, expired or for something else. */
  useLink(secret: string, purpose: 'sign-in' | 'unsubscribe'): Promise<Member | undefined>;
}
