/** The languages the service speaks to its operators and moderators. Vietnamese is the original. */
export type Lang = 'vi' | 'en';

/** The same in both. */
export type Told = Readonly<Record<Lang, string>>;
