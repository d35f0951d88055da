/**
 * The paging parameters of a `next` link. The link itself carries the token and another host: it is taken apart and
 * built anew, and no cursor outlives the walk.
 */
export function nextQuery(next: string | undefined): Readonly<Record<string, string>> | undefined {
  if (next === undefined || !URL.canParse(next)) return undefined;
  const { searchParams } = new URL(next);
  for (const own of ['access_token', 'appsecret_proof', 'fields', 'limit', 'filter', 'order', 'summary']) {
    searchParams.delete(own);
  }
  return Object.fromEntries(searchParams);
}
