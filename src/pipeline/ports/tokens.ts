/** A platform's credentials for one source. Encrypted at rest; in memory only as long as a call needs them. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** When the access token dies; absent = does not expire. */
  readonly expiresAt?: Date;
  /** When to renew, well before `expiresAt`. */
  readonly renewAt?: Date;
}

/** Where tokens live. One implementation over Postgres; the environment may supply a fixed one. */
export interface TokenVault {
  read(sourceId: number): Promise<TokenPair | undefined>;
  /**
   * Renews a pair, one process at a time: takes the source's lock, re-reads, and returns the stored pair without
   * calling `renew` when another process has already replaced `stale`. The new pair is committed before this
   * resolves, so it is never used unsaved; a database that is away meanwhile is waited for. When `renew` is refused, a
   * pair that was stored in the meantime is returned.
   * @throws PlatformFailure `retry` when another process has been renewing for long; what `renew` throws
   */
  renew(
    sourceId: number,
    stale: TokenPair,
    renew: (current: TokenPair) => Promise<TokenPair>,
  ): Promise<TokenPair>;
  write(sourceId: number, pair: TokenPair): Promise<void>;
}
