// Health check of a container, whose service is process 1: exit 0 while it is alive.
import { isAlive } from './alive.ts';

process.exitCode = isAlive(Number(process.argv[2] ?? 1), Date.now()) ? 0 : 1;
