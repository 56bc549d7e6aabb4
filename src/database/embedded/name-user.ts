import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the container image keeps nss_wrapper: a container may run as any uid, and initdb asks for a name. */
const LIBRARY = '/usr/lib/libnss_wrapper.so';

/** Whether programs can be told a name for a uid that /etc/passwd does not know. */
export const canNameUser = () => existsSync(LIBRARY);

/** The environment in which programs find a name for this process's user, kept in a file of `directory`. */
export async function nameUser(directory: string): Promise<NodeJS.ProcessEnv> {
  const passwd = join(directory, 'passwd');
  await writeFile(
    passwd,
    `tallyscope:x:${process.getuid?.()}:${process.getgid?.()}::${directory}:/sbin/nologin\n`,
  );
  return { LD_PRELOAD: LIBRARY, NSS_WRAPPER_PASSWD: passwd, NSS_WRAPPER_GROUP: '/dev/null' };
}
