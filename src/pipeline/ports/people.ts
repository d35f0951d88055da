/** A platform's person, made unrecognisable: see `secrets` among the adapters. */
export interface People {
  /** Keyed hash of (source, platform user id) under the installation's present secret. */
  key(sourceId: number, platformId: string): Buffer;
  /** The same under the secret before the last rotation, while texts under it are left. */
  readonly previousKey?: (sourceId: number, platformId: string) => Buffer;
  /** Names a person's conversation with an account may go by: under the present secret and under the one before. */
  conversations(personId: string, accountId: string): readonly string[];
  /** Which secret `key` uses; stored beside every key. */
  readonly version: number;
  /**
   * Makes a hash of a forgotten text useless to whoever does not hold the secret; equal in, equal out, also after the
   * secret has changed. The first one is to be stored, any of them may have been.
   */
  blinds(hash: Buffer): readonly Buffer[];
  /** What was forgotten before was so under a secret that is lost: whether such a text has changed cannot be told. */
  readonly lostBefore?: Date;
  /** Encrypts the platform's id of a person, where answering needs it. */
  seal(platformId: string): Buffer;
  /** Opens what `seal` made. Throws `secret.unreadable` when the secret has changed. */
  open(sealed: Buffer): string;
}

/** Every key one person's comments on a page may be stored under: of the present secret and of the former one. */
export function keysOf(
  people: Pick<People, 'key' | 'previousKey'>,
  sourceId: number,
  platformId: string,
): readonly Buffer[] {
  const { key, previousKey } = people;
  return [
    key(sourceId, platformId),
    ...(previousKey === undefined ? [] : [previousKey(sourceId, platformId)]),
  ];
}
