import { en } from './en.ts';
import { type Texts, vi } from './vi.ts';

export const TEXTS: Readonly<Record<'vi' | 'en', Texts>> = { vi, en };
export type { Texts };
