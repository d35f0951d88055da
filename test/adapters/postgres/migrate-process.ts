// Migrates the database named in the argument; several of these run at once.
import { migrate } from '../../../src/adapters/postgres/migrate.ts';

const { applied } = await migrate(process.argv[2] ?? '');
console.log(`applied ${applied}`);
