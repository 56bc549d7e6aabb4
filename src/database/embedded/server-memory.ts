import { existsSync, readdirSync, statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';

const MEGABYTE = 2 ** 20;
const GIGABYTE = 2 ** 30;

/** Bytes of memory that this process may use: the machine's, or what its container is held to. */
const usableMemory = () => Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

/** Bytes of tables and indexes below a data directory. */
export function storedBytes(dataDirectory: string): number {
  const base = join(dataDirectory, 'base');
  // The server itself says best what is wrong with a directory like that.
  if (!existsSync(base)) return 0;
  return readdirSync(base, { withFileTypes: true })
    .filter((database) => database.isDirectory())
    .flatMap(({ name }) => readdirSync(join(base, name)).map((file) => join(base, name, file)))
    .reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/**
 * The server's `shared_buffers`: room for all that is stored, half a gigabyte at least and 8 at most, within a quarter of
 * the memory there is. Ids of ballots are random, so each vote writes to other pages of the ledger's indexes, and those
 * that are not held are read and written for it. More than is needed makes a start take longer.
 */
export function sharedBuffers(stored: number, memory = usableMemory()): string {
  const wanted = Math.min(Math.max(stored, GIGABYTE / 2), 8 * GIGABYTE);
  // No server starts with much less.
  const megabytes = Math.max(Math.floor(Math.min(wanted, memory / 4) / MEGABYTE), 64);
  return `${megabytes}MB`;
}

/**
 * The server's `max_wal_size`: half of what is stored, within 1 and 2 GB. Random ids touch most pages of an index between two
 * checkpoints, and the log takes each page whole the first time: the larger the ledger, the longer a checkpoint has to wait
 * until fewer are new to it. After a crash half as much log is read again at most, which is what keeps it from being more.
 */
export function largestLog(stored: number): string {
  return `${Math.floor(Math.min(Math.max(stored / 2, GIGABYTE), 2 * GIGABYTE) / MEGABYTE)}MB`;
}
