import type { Lang } from '../../../domain/lang.ts';
import { en } from './en.ts';
import { type Texts, vi } from './vi.ts';

export const TEXTS: Readonly<Record<Lang, Texts>> = { vi, en };
export type { Texts };
