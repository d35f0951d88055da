export const USER_ROLES = ['moderator', 'operator', 'admin'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** A person of the team, as the console knows them. */
export interface Member {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  readonly lang: 'vi' | 'en';
  /** Sources this person may see; absent = all (operators and admins). */
  readonly sources?: readonly number[];
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
  addMember(
    member: { email: string; name: string; role: UserRole; password?: string },
    by: string,
  ): Promise<number>;
  setPassword(memberId: number, password: string, by: string): Promise<void>;
  setLang(memberId: number, lang: 'vi' | 'en'): Promise<void>;
  setRole(memberId: number, role: UserRole, by: string): Promise<void>;
  disable(memberId: number, by: string): Promise<void>;
  setTeam(
    memberId: number,
    sources: readonly { sourceId: number; senior: boolean }[],
    by: string,
  ): Promise<void>;
  members(): Promise<readonly (Member & { disabled: boolean; seniorOf: readonly number[] })[]>;
  /** The member with this address and its password hash; for signing in. */
  credentials(email: string): Promise<{ member: Member; password?: string } | undefined>;
  /** Opens a session and returns its secret, which only the cookie carries. */
  openSession(memberId: number, agent: string | undefined, hours: number): Promise<string>;
  /** The member behind a session's secret, unless it has expired, was revoked or the member was disabled. */
  session(secret: string): Promise<Member | undefined>;
  endSession(secret: string): Promise<void>;
  sessions(memberId: number, currentSecret: string): Promise<readonly SessionView[]>;
  /** Revokes sessions of a member by mark, or all but the present one. */
  revoke(memberId: number, mark: string | undefined, currentSecret: string): Promise<number>;
  /** Makes a link's secret for one use. */
  makeLink(memberId: number, purpose: 'sign-in' | 'unsubscribe', minutes: number): Promise<string>;
  /** Uses a link up; undefined when it is unknown, used, expired or for something else. */
  useLink(secret: string, purpose: 'sign-in' | 'unsubscribe'): Promise<Member | undefined>;
}
