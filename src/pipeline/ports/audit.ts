/** Who caused a change, for the audit: a person of the team, or the name of a command. */
export type By = string | { readonly moderatorId: number };

/** What the audit is narrowed down to. Authors of comments are not in it, so nobody can ask for one. */
export interface AuditFilter {
  /** An event, as `case.hide`. */
  readonly what?: string;
  readonly actor?: AuditEntry['actor'];
  readonly moderatorId?: number;
  readonly source?: number;
  readonly caseId?: number;
  readonly rule?: string;
}

export interface AuditEntry {
  readonly id: number;
  readonly at: Date;
  /** `author`: whoever wrote the comment, who appealed; who it is stands nowhere. */
  readonly actor: 'person' | 'rule' | 'sweep' | 'operator' | 'service' | 'author';
  /** Name of the person of the team. */
  readonly who?: string;
  readonly rule?: string;
  readonly source?: { readonly id: number; readonly name: string };
  readonly caseId?: number;
  readonly what: string;
  readonly why?: string;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** The append-only audit; read newest first, pages end at an id. Who changes something writes its entry along with it. */
export interface AuditStore {
  /** Writes down that a person looked at a case's personal data, which changes nothing else. */
  personalShown(memberId: number, caseId: number): Promise<void>;
  read(
    filter: AuditFilter,
    page: { readonly before?: number; readonly limit: number; readonly sources?: readonly number[] },
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly next?: number }>;
}
