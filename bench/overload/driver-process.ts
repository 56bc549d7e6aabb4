import { once } from 'node:events';
import { type Offer, offerVotes } from './offer-votes.ts';
import { type IdleJob, openIdle } from './open-idle.ts';

/** What a driver is told to do. */
export type DriverJob = { offer: Offer } | { idle: IdleJob };

// Load comes from processes of its own: what is in front of the database shares none with it.
process.once('message', async (message) => {
  const job = message as DriverJob;
  if ('offer' in job) process.send?.(await offerVotes(job.offer));
  else
    await openIdle(job.idle, { tell: (count) => process.send?.(count), resting: once(process, 'message') });
  process.disconnect();
});
