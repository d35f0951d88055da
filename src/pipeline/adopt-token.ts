import type { CallBudget } from './ports/budget.ts';
import type { Check, Platform, PlatformName, SourceAccess } from './ports/platform.ts';
import type { TokenPair, TokenVault } from './ports/tokens.ts';

export interface AdoptDeps<S extends SourceAccess> {
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  readonly tokens: Pick<TokenVault, 'write'>;
  readonly budget: (source: S) => CallBudget;
}

/**
 * Takes in a token an operator pasted: turned into the source's own where the platform can, stored, checked.
 * Returns what the check found wrong, in words that say what to do; empty = all is well.
 *
 * @throws PlatformFailure when the platform cannot be reached; then nothing was stored
 */
export async function adoptToken<S extends SourceAccess>(
  deps: AdoptDeps<S>,
  source: S,
  pasted: TokenPair,
): Promise<readonly Check[]> {
  const platform = deps.platforms.get(source.platform);
  const pair = (await platform?.adopt?.(source, pasted, new Date())) ?? pasted;
  await deps.tokens.write(source.id, pair);
  if (platform === undefined) return [];
  const checks = await platform.check({ access: source, budget: deps.budget(source), now: () => new Date() });
  return checks.filter((check) => !check.ok);
}
