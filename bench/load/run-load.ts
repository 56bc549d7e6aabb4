import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadJob, LoadResult } from './load-job.ts';

/** Makes load in a process of its own. @throws where that ends without a result; it has told why. */
export async function runLoad(job: LoadJob): Promise<LoadResult> {
  const child = fork(join(import.meta.dirname, 'load-process.ts'), { serialization: 'advanced' });
  const ended = once(child, 'close').then(([code]) => {
    throw new Error(`the load ended with ${code}`);
  });
  const answered = once(child, 'message').then(([result]) => result as LoadResult);
  child.send(job);
  const result = await Promise.race([answered, ended]);
  await ended.catch(() => undefined);
  return result;
}
