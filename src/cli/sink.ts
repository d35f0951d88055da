import path from 'node:path';
import { writeDigest } from '../adapters/mail/folder.ts';
import type { Environment } from '../config/config.ts';
import type { DigestSink } from '../pipeline/digest.ts';
import type { Log } from '../pipeline/ports/log.ts';

/** Digests go to the folder. */
export function openSink(environment: Environment, log: Log): DigestSink {
  const folder = path.resolve(environment.SANG_DIGEST_DIR ?? path.join(environment.SANG_DATA, 'digests'));
  return {
    async write(name, files) {
      const written = await writeDigest(folder, name, files);
      log.info({ step: 'digest', path: written }, 'digest written');
      return written;
    },
  };
}
