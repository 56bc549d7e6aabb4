import { OF_SERVICE } from './own-jobs.ts';

/** What every process of the service tells for as long as it runs. */
export const heartbeat = `nodejs_eventloop_utilization_ratio{${OF_SERVICE}}`;

/**
 * The processes of the service that report. Not target_info: with the span metrics of the service the Collector renews that for
 * an hour after a process is gone; and not the last sample alone, which is found for five minutes.
 */
export const reporting = `last_over_time(${heartbeat}[1m])`;
