import type { ProtectedGroup } from '../categories.ts';

/** Who or what a hit is aimed at. */
export type Target = 'person' | 'group' | 'thing' | 'situation' | 'self' | 'institution' | 'none';

export interface Aim {
  /**
   * `person`: one addressee or another person. `group`: several people, or a protected group. `self`: the writer or
   * the writer's own family. `institution`: an office, office-holder, company, page or press, of whatever wording:
   * never harm. `none`: nothing in the words says.
   */
  readonly target: Target;
  /** The protected group named, whether as a group ("bọn …") or in a word for one person. */
  readonly group?: ProtectedGroup;
  /** Tokens [first, last] that say so; absent for `none`. */
  readonly evidence?: readonly [first: number, last: number];
}
