import { GraphError } from './errors.ts';

/** One entry of a `fields` parameter: `comments.filter(stream).limit(0){id,parent{id}}`. */
export interface Field {
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
  readonly fields?: readonly Field[];
}

/** Reads a `fields` parameter; a malformed one is error 2500, as at the platform. */
export function parseFields(text: string): Field[] {
  const reader = new Reader(text);
  const fields = reader.list();
  if (!reader.done()) throw syntax(text);
  return fields;
}

class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  done(): boolean {
    return this.#at >= this.#text.length;
  }

  list(): Field[] {
    const fields: Field[] = [];
    do fields.push(this.#field());
    while (this.#take(','));
    return fields;
  }

  #field(): Field {
    const name = this.#word();
    const args: Record<string, string> = {};
    while (this.#take('.')) {
      const argument = this.#word();
      this.#expect('(');
      const end = this.#text.indexOf(')', this.#at);
      if (end < 0) throw syntax(this.#text);
      args[argument] = this.#text.slice(this.#at, end);
      this.#at = end + 1;
    }
    if (!this.#take('{')) return { name, args };
    const fields = this.list();
    this.#expect('}');
    return { name, args, fields };
  }

  #word(): string {
    const word = /^\s*(\w+)\s*/.exec(this.#text.slice(this.#at));
    if (!word?.[1]) throw syntax(this.#text);
    this.#at += word[0].length;
    return word[1];
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw syntax(this.#text);
  }
}

function syntax(text: string): GraphError {
  return new GraphError(2500, undefined, `Syntax error "Expected name." at character ${text.length}`);
}
