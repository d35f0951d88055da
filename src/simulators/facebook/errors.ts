/** An error envelope as the Graph API prints it. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: number;
  readonly subcode: number | undefined;
  readonly type: string;
  readonly transient: boolean;

  constructor(code: number, subcode?: number, message?: string, status?: number) {
    const known = KNOWN[`${code}/${subcode ?? ''}`] ?? KNOWN[`${code}/`];
    super(message ?? known?.message ?? `(#${code}) An error occurred`);
    this.status = status ?? known?.status ?? 400;
    this.code = code;
    this.subcode = subcode;
    this.type = known?.type ?? 'OAuthException';
    this.transient = code === 1 || code === 2;
  }

  envelope(trace: string): object {
    return {
      error: {
        message: this.message,
        type: this.type,
        code: this.code,
        ...(this.subcode !== undefined && { error_subcode: this.subcode }),
        ...(this.transient && { is_transient: true }),
        fbtrace_id: trace,
      },
    };
  }
}

interface Known {
  readonly message: string;
  readonly status?: number;
  readonly type?: string;
}

/** Wordings as documented or seen in the field; the status is 400 where none is given. */
const KNOWN: Readonly<Record<string, Known>> = {
  '1/': { message: 'An unknown error occurred', status: 500 },
  '1/2446079': {
    message: "Please reduce the amount of data you're asking for, then retry your request",
    status: 500,
  },
  '2/': { message: 'An unexpected error has occurred. Please retry your request later.', status: 500 },
  '3/': { message: '(#3) Application does not have the capability to make this API call.' },
  '4/': { message: '(#4) Application request limit reached', status: 403 },
  '10/': { message: '(#10) Application does not have permission for this action', status: 403 },
  '17/': { message: '(#17) User request limit reached' },
  '32/': { message: '(#32) Page request limit reached', status: 403 },
  '100/33': {
    message:
      "Unsupported get request. Object with ID 'X' does not exist, cannot be loaded due to missing permissions, " +
      'or does not support this operation',
    type: 'GraphMethodException',
  },
  '102/': { message: 'Session key invalid or no longer valid', status: 401 },
  '104/': { message: 'An access token is required to request this resource.', status: 401 },
  '190/': { message: 'Invalid OAuth access token - Cannot parse access token', status: 401 },
  '190/458': {
    message: 'Error validating access token: The user has not authorized application.',
    status: 401,
  },
  '190/459': {
    message: 'Error validating access token: The user is enrolled in a blocking checkpoint.',
    status: 401,
  },
  '190/460': {
    message:
      'Error validating access token: The session has been invalidated because the user changed their password.',
    status: 401,
  },
  '190/463': { message: 'Error validating access token: Session has expired.', status: 401 },
  '190/464': {
    message: 'Error validating access token: Sessions for the user are not allowed.',
    status: 401,
  },
  '190/467': { message: 'Error validating access token: The session is invalid.', status: 401 },
  '190/492': {
    message: 'Error validating access token: The user does not have a role on the page.',
    status: 401,
  },
  '200/': { message: '(#200) Permissions error', status: 403 },
  '210/': { message: '(#210) User not visible', status: 403 },
  '283/': { message: '(#283) Requires extended permission: pages_read_user_content', status: 403 },
  '341/': { message: '(#341) Feed action request limit reached' },
  '368/': { message: 'The action attempted has been deemed abusive or is otherwise disallowed', status: 403 },
  '506/': { message: '(#506) Duplicate status message' },
  '613/': { message: '(#613) Calls to this api have exceeded the rate limit.' },
  '613/1996': { message: '(#613) We detected suspicious spikes in your request volume.' },
  '1705/': { message: '(#1705) There was an error posting to this wall' },
  '2500/': { message: 'Syntax error "Unexpected end of string." at character 1', status: 400 },
  '80001/': {
    message: '(#80001) There have been too many calls to this Page account. Wait a bit and try again.',
    status: 403,
  },
  '1609005/': { message: '(#1609005) There was a problem scraping data from the provided link.' },
};

/** 100/33: gone, forbidden or the wrong kind of object; the platform does not tell which. */
export function unsupported(method: string, id: string): GraphError {
  return new GraphError(
    100,
    33,
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to ` +
      'missing permissions, or does not support this operation. Please read the Graph API documentation at ' +
      'https://developers.facebook.com/docs/graph-api',
  );
}
