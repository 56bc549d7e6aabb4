import { once } from 'node:events';
import { openViewers, slowest } from './viewers.ts';

// Viewers are in a process of their own; each message of the parent asks how long they wait for so many votes.
const [job] = (await once(process, 'message')) as [{ port: number; path: string; count: number }];
const viewers = await openViewers(job.port, job.path, job.count);
process.on('message', async ({ total, since }: { total: number; since: number }) => {
  // Clocks of processes differ in where they start, so times are those of the day.
  const delays = await viewers.seen(total, since - performance.timeOrigin);
  process.send?.({ p99: slowest(delays) });
});
process.once('disconnect', () => viewers.close());
process.send?.('open');
