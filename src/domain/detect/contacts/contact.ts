import type { Owner } from '../../comment.ts';
import type { Span } from '../../verdict.ts';

/** Everything a rule's `contact:` condition can name. */
export const CONTACT_KINDS = [
  'phone',
  'email',
  'url',
  'domain',
  'shortener',
  'chat-link',
  'bank-account',
  'national-id',
  'plate',
  'address',
] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** One way to reach, pay or find somebody, as it stands in a comment. */
export interface Contact {
  readonly kind: ContactKind;
  /** [start, end) in UTF-16 units of the comment's text: what a reader would underline. */
  readonly span: Span;
  /**
   * What was meant, in one writing: phones E.164 (`+84912345678`; hotlines and short codes as dialled), e-mail and
   * host names in lower case, links without scheme, digits only for accounts and identity numbers, plates as
   * `43A-12345`, chat invitations as the app's name, addresses as typed.
   */
  readonly value: string;
  /** A hint, never proof. Numbers of hotlines and institutions are `page` or `unknown`, never `third-party`. */
  readonly owner: Owner;
  /** Set for a landline, a 1800/1900 number or a short code: numbers of offices, never personal data. */
  readonly hotline?: true;
}

/** A contact before anybody asked whose it is. */
export type Found = Omit<Contact, 'owner'>;
