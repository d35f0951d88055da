import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { Position } from './lines.ts';

/** How far a growing file was read, and how to know it again. Holds no text. */
export const Place = z.object({
  /** Device and inode. */
  file: z.string(),
  line: z.number(),
  byte: z.number(),
  /** Fingerprint of the first `headBytes` bytes: tells a file that was rewritten in place. */
  head: z.string(),
  headBytes: z.number(),
  /** Size at which an unfinished last line was met, and whether it was taken in as it stood. */
  tail: z.object({ size: z.number(), taken: z.boolean() }).nullable(),
});
export type Place = z.infer<typeof Place>;

/** A file opened at the place to go on from. */
export interface Opened {
  readonly handle: FileHandle;
  readonly file: string;
  readonly size: number;
  readonly from: Position;
  readonly tail: Place['tail'];
  /** The writer has moved on to another file: its last line is complete as it stands. */
  readonly ended: boolean;
}

const HEAD = 1024;

/**
 * Opens what there is to read, oldest first: after a rotation by renaming the rest of the old file (found beside
 * the new one by its inode), then the new one from its start; after truncation or rewriting in place the file from
 * its start. The caller closes the handles.
 * @throws PlatformFailure `retry` when there is no file at the moment, `stop-source` when it cannot be read
 */
export async function* openAt(filePath: string, place: Place | undefined): AsyncGenerator<Opened> {
  const handle = await openFile(filePath);
  try {
    const { key, size } = await identify(handle);
    if (place === undefined || key === place.file) {
      const goOn = place !== undefined && (await sameHead(handle, size, place));
      yield goOn
        ? { handle, file: key, size, from: place, tail: place.tail, ended: false }
        : { handle, file: key, size, from: { line: 1, byte: 0 }, tail: null, ended: false };
      return;
    }
    yield* openRotated(filePath, place);
    yield { handle, file: key, size, from: { line: 1, byte: 0 }, tail: null, ended: false };
  } finally {
    await handle.close();
  }
}

/** The rest of the file that used to be here, if it still lies in the same folder. */
async function* openRotated(filePath: string, place: Place): AsyncGenerator<Opened> {
  const folder = path.dirname(filePath);
  for (const name of await readdir(folder).catch(() => [])) {
    const handle = await open(path.join(folder, name), 'r').catch(() => undefined);
    if (handle === undefined) {
      continue;
    }
    try {
      const { key, size } = await identify(handle);
      if (key === place.file && (await sameHead(handle, size, place))) {
        yield { handle, file: key, size, from: place, tail: place.tail, ended: true };
        return;
      }
    } finally {
      await handle.close();
    }
  }
}

async function openFile(filePath: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(filePath, 'r');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    // Between renaming the old file and making the new one there is a moment without any.
    if (code === 'ENOENT') {
      throw new PlatformFailure('retry', 'file.missing');
    }
    throw new PlatformFailure('stop-source', code === 'EISDIR' ? 'file.no-file' : 'file.denied');
  }
  if (!(await handle.stat()).isFile()) {
    await handle.close();
    throw new PlatformFailure('stop-source', 'file.no-file');
  }
  return handle;
}

async function identify(handle: FileHandle): Promise<{ key: string; size: number }> {
  const { dev, ino, size } = await handle.stat();
  return { key: `${dev}:${ino}`, size };
}

async function sameHead(handle: FileHandle, size: number, place: Place): Promise<boolean> {
  return size >= place.byte && (await fingerprint(handle, place.headBytes)) === place.head;
}

const CHUNK = 64 * 1024;

/** The bytes of an open file from `from` up to `to`; what is written after that is left for the next time. */
export async function* readBytes(handle: FileHandle, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; ) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(CHUNK), 0, Math.min(CHUNK, to - at), at);
    if (bytesRead === 0) {
      return;
    }
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** The fingerprint of what has been read, for the place after reading up to `byte`. */
export async function headOf(handle: FileHandle, byte: number): Promise<{ head: string; headBytes: number }> {
  const headBytes = Math.min(HEAD, byte);
  return { head: await fingerprint(handle, headBytes), headBytes };
}

async function fingerprint(handle: FileHandle, bytes: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
  return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('base64url').slice(0, 22);
}
