import { randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory } from '#src/config/make-directory.ts';
import { SHORTEST_SECRET } from '#src/config/settings.ts';
import { syncDirectory } from '#src/config/sync-directory.ts';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/**
 * The key for cookies and voter hashes: as configured, or kept in the data directory, where it is made on
 * first use and readable by the owner alone.
 * @throws where the stored one is too short.
 */
export async function sessionSecret(configured: string | undefined, dataDir: string): Promise<string> {
  if (configured) return configured;
  const file = join(dataDir, 'session-secret');
  await makeDirectory(dataDir);
  const secret = (await kept(file)) ?? (await make(file));
  // With an empty one, which a full disk leaves where a file is copied, anybody could make cookies and sign tallies.
  if (secret.length < SHORTEST_SECRET)
    throw new Error(
      `${file} is no secret, as it has less than ${SHORTEST_SECRET} characters: restore it, or remove it for a new one, by which all who voted are new voters`,
    );
  return secret;
}

function kept(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error) =>
    codeOf(error) === 'ENOENT' ? undefined : Promise.reject(error),
  );
}

/** Writes a draft and links it into place, so that the file appears whole and on disk, and only if no other process was first. */
async function make(file: string): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  try {
    const secret = randomBytes(48).toString('base64url');
    await writeFile(draft, secret, { flag: 'wx', mode: 0o600, flush: true });
    await link(draft, file);
    await syncDirectory(dirname(file));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, 'utf8');
}
