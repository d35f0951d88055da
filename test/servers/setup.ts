import { makeTestFolder } from './folder.ts';

/** Servers are started by the first test that asks for one (freshDatabase, freshRedis); here is only their place. */
export default function setup(): void {
  process.env['TEST_FOLDER'] = makeTestFolder();
}
