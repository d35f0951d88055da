import { type Command, InvalidArgumentError } from 'commander';
import { MODES, type Mode } from '../pipeline/ports/sources.ts';
import { words } from './language.ts';

interface Contacts {
  phone?: string[];
  link?: string[];
  alias?: string[];
}

export interface AddOptions extends Contacts {
  tokenStdin?: boolean;
  name?: string;
  tokenEnv?: string;
  poll?: number;
}

export interface SetOptions extends AddOptions {
  mode?: Mode;
  hotline?: string;
  hours?: string;
  answerHours?: boolean;
  appealWord?: string[];
}

/** What a page goes by, and how its token is handed over. */
export function withContacts(command: Command): Command {
  return command
    .option('--phone <numbers...>', 'số điện thoại của chính trang / the page’s own phones')
    .option('--link <links...>', 'tên miền hoặc liên kết của trang / the page’s own domains and links')
    .option('--alias <names...>', 'các tên gọi của trang / names the page goes by')
    .option(
      '--token-stdin',
      'đọc mã truy cập từ bàn phím, lưu ở dạng mã hoá / read the token from stdin, kept encrypted',
    );
}

/** Only what was given; the others stay. */
export function contactsOf(options: Contacts): { phones?: string[]; links?: string[]; names?: string[] } {
  return {
    ...(options.phone === undefined ? {} : { phones: options.phone }),
    ...(options.link === undefined ? {} : { links: options.link }),
    ...(options.alias === undefined ? {} : { names: options.alias }),
  };
}

/** Only what was given; the settings of the page that are not named stay. */
export function settingsOf(options: SetOptions): Record<string, unknown> {
  return {
    ...(options.hotline === undefined ? {} : { hotline: options.hotline }),
    ...(options.hours === undefined ? {} : { hours: options.hours }),
    ...(options.answerHours === undefined ? {} : { answerHours: options.answerHours }),
    ...(options.appealWord === undefined ? {} : { appealWords: options.appealWord }),
  };
}

export function mode(value: string): Mode {
  const found = MODES.find((known) => known === value);
  if (found === undefined)
    throw new InvalidArgumentError(words(`một trong: ${MODES.join(', ')}`, `one of ${MODES.join(', ')}`));
  return found;
}

export function onOff(value: string): boolean {
  if (value !== 'on' && value !== 'off') throw new InvalidArgumentError(words('on hoặc off', 'on or off'));
  return value === 'on';
}

export function seconds(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError(words('cần số giây nguyên', 'a whole number of seconds'));
  return number;
}
