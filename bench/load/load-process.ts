import type { LoadJob } from './load-job.ts';
import { makeLoad } from './make-load.ts';

// Load comes from a process of its own, so that nothing else is in its way.
process.once('message', async (job) => {
  process.send?.(await makeLoad(job as LoadJob), () => process.disconnect());
});
