import type { z } from 'zod';
import { Refusal } from '../domain/failure.ts';
import type { Told } from '../domain/lang.ts';
import { nearest } from '../domain/text/nearest.ts';
import { type Variable, VARIABLES, type VariableName } from './variables.ts';

/** The environment as read: every variable of the table, checked. */
export type Environment = {
  readonly [Name in VariableName]: z.output<(typeof VARIABLES)[Name]['schema']>;
};

/** What is wrong with the environment; all of it at once. Never carries a value of a secret. */
export class ConfigFault extends Refusal {
  readonly faults: readonly Told[];

  constructor(faults: readonly Told[]) {
    const all = (lang: keyof Told): string => faults.map((fault) => fault[lang]).join('\n');
    super({ vi: all('vi'), en: all('en') });
    this.faults = faults;
  }
}

export interface ReadConfig {
  readonly environment: Environment;
  /** Variables that look like ours and are not. */
  readonly warnings: readonly Told[];
  /** Variables that differ from their default, secrets as `•••`; for the log at start. */
  readonly set: Readonly<Record<string, string>>;
}

/**
 * Reads the environment once. An empty variable counts as unset. Throws `ConfigFault` with every fault under the
 * variable's real name and a hint.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ReadConfig {
  const faults: Told[] = [];
  const set: Record<string, string> = {};
  const read: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries<Variable>(VARIABLES)) {
    const value = env[name];
    const given = value === undefined || value.trim() === '' ? undefined : value.trim();
    const parsed = variable.schema.safeParse(given);
    const secret = variable.secret === true;
    if (!parsed.success) {
      const shown = secret ? '' : ` “${given ?? ''}”`;
      faults.push({
        vi: `${name}:${shown} không dùng được; ${variable.hint.vi}`,
        en: `${name}:${shown} is not usable; ${variable.hint.en}`,
      });
      continue;
    }
    read[name] = parsed.data;
    if (given !== undefined) set[name] = secret ? '•••' : given;
  }
  if (read['SMTP_URL'] !== undefined && read['SANG_MAIL_FROM'] === undefined) {
    const { hint } = VARIABLES.SANG_MAIL_FROM;
    faults.push({
      vi: `SANG_MAIL_FROM: cần có khi đặt SMTP_URL; ${hint.vi}`,
      en: `SANG_MAIL_FROM: needed with SMTP_URL; ${hint.en}`,
    });
  }
  if (faults.length > 0) throw new ConfigFault(faults);
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- every entry was parsed by its own schema above
  return { environment: read as Environment, warnings: unknownVariables(env), set };
}

function unknownVariables(env: Readonly<Record<string, string | undefined>>): Told[] {
  const known = Object.keys(VARIABLES);
  return Object.keys(env)
    .filter((name) => name.startsWith('SANG_') && !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      return {
        vi: `${name}: không có biến này${near === undefined ? '' : `; có phải ý bạn là ${near}?`}`,
        en: `${name}: no such variable${near === undefined ? '' : `; did you mean ${near}?`}`,
      };
    });
}
