import type { Contact, ContactKind } from '../../domain/detect/contacts/contact.ts';
import { FINDING } from '../../domain/detect/contacts/gate.ts';
import { NO, YES, type Condition } from './condition.ts';

export interface ContactTest {
  /** Kinds asked for; empty means any. */
  readonly kinds: readonly ContactKind[];
  readonly owners: readonly string[];
  readonly domains: ReadonlySet<string> | undefined;
  readonly notDomains: ReadonlySet<string> | undefined;
  readonly atLeast: number;
}

/** To whoever writes a rule a link is a link, with or without https://, shortened or not. */
const LINKS = ['url', 'domain', 'shortener'] as const;

/** Phone numbers, links, accounts … found in the comment. */
export function contact(says: string, test: ContactTest): Condition {
  const kinds = test.kinds.flatMap((kind) => (kind === 'url' ? LINKS : [kind]));
  const asked = { ...test, kinds };
  const finding = kinds.length === 0 ? ~0 : kinds.reduce((bits, kind) => bits | FINDING[kind], 0);
  return {
    kind: 'contact',
    says,
    needs: { question: ({ contactNeeds }) => (contactNeeds & finding) !== 0 },
    triggers: (kinds.length > 0 ? kinds : ['any']).map((kind) => ({ contact: kind })),
    test(reading, found) {
      if (reading.contacts.length < test.atLeast) return NO;
      const fitting = reading.contacts.filter((one) => fits(one, asked));
      if (new Set(fitting.map((one) => one.value)).size < test.atLeast) return NO;
      for (const { span } of fitting) {
        found.push({ start: span[0], end: span[1], first: -1, last: -1, steps: 0 });
      }
      return YES;
    },
  };
}

function fits(one: Contact, { kinds, owners, domains, notDomains }: ContactTest): boolean {
  if (kinds.length > 0 && !kinds.includes(one.kind)) return false;
  if (owners.length > 0 && !owners.includes(one.owner)) return false;
  if (!domains && !notDomains) return true;
  const names = domainsOf(one);
  if (names.length === 0) return false;
  if (domains && !names.some((name) => domains.has(name))) return false;
  return !notDomains || !names.some((name) => notDomains.has(name));
}

/** The host of a link or mail and every domain above it: `a.shop.vn`, `shop.vn`, `vn`. */
function domainsOf({ value }: Contact): string[] {
  const host = (value.split('@').at(-1) ?? '').split(/[/?#:]/, 1)[0]!.toLowerCase();
  if (!host.includes('.')) return [];
  const labels = host.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}
