/** Talks to the console as a browser without script would: keeps its cookie, follows nothing by itself. */
export class Caller {
  cookie = '';
  /** The last `set-cookie`, with its attributes. */
  cookieLine = '';
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  get(path: string): Promise<Response> {
    return this.request('get', path);
  }

  /** Posts a form with a token of this session. */
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    return this.request('post', path, fields);
  }

  async request(
    method: 'get' | 'post',
    path: string,
    fields?: Readonly<Record<string, string>>,
    options: { readonly csrf?: boolean; readonly origin?: string } = {},
  ): Promise<Response> {
    const body = fields === undefined ? undefined : new URLSearchParams(fields);
    if (body !== undefined && options.csrf !== false) body.set('csrf', await this.token());
    const answer = await fetch(new URL(path, this.#url), {
      method: method.toUpperCase(),
      redirect: 'manual',
      headers: {
        cookie: this.cookie,
        'accept-language': 'vi',
        origin: options.origin ?? new URL(this.#url).origin,
      },
      ...(body === undefined ? {} : { body }),
    });
    const line = answer.headers.get('set-cookie');
    if (line !== null) {
      this.cookieLine = line;
      this.cookie = line.split(';')[0] ?? '';
    }
    return answer;
  }

  /** A form token of this session, as any page carries it. */
  async token(): Promise<string> {
    const page = await (await this.request('get', '/me')).text();
    return /name="csrf" value="([^"]+)"/u.exec(page)?.[1] ?? '';
  }

  async useLink(link: string): Promise<void> {
    const secret = new URL(link).searchParams.get('s') ?? '';
    const answer = await this.request('post', '/link', { secret }, { csrf: false });
    if (answer.status !== 303) throw new Error(`the link was not accepted: ${answer.status}`);
  }
}
