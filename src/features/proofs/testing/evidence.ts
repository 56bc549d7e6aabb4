import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDatabase } from '#src/database/database.ts';
import { copyOut } from '#src/features/exports/csv/copy-out.ts';
import { votesAsCsv } from '#src/features/exports/csv/votes-as-csv.ts';
import { bundleText } from '#src/features/proofs/bundle.ts';
import { LogReader } from '#src/features/proofs/log-reader.ts';
import type { Cleanup } from '../../../../test/support/cleanup.ts';
import { makeScratchDirectory } from '../../../../test/support/scratch-directory.ts';
import { withClient } from '../../../../test/support/with-client.ts';

const csvOf = (url: string): Promise<Buffer> =>
  withClient(url, async (client) =>
    Buffer.concat(await Array.fromAsync(copyOut(client, votesAsCsv(1)), ({ bytes }) => bytes)),
  );

async function bundleOf(url: string): Promise<Buffer> {
  const database = connectDatabase(url, { poolSize: 1 });
  try {
    const [head] = await new LogReader(database.sequelize).heads(1);
    if (!head) throw new Error('there is no head');
    return Buffer.from((await Array.fromAsync(bundleText(database.sequelize, 1, head))).join(''));
  } finally {
    await database.close();
  }
}

/** Exported votes and proof bundle of a ledger's question, as they are, and a way to files that differ. */
export async function gatherEvidence(t: Cleanup, url: string) {
  const directory = await makeScratchDirectory();
  t.after(() => rm(directory, { recursive: true, force: true }));
  const [csv, bundle] = await Promise.all([csvOf(url), bundleOf(url)]);

  /** A file with these bytes, to be read before the next is written. */
  async function file(name: 'votes.csv' | 'proof.ndjson', bytes: Buffer | string): Promise<string> {
    const path = join(directory, name);
    await writeFile(path, bytes);
    return path;
  }

  return { csv, bundle, file };
}
