import { percentile } from '../statistics.ts';
import { Connection } from './connection.ts';
import type { LoadJob, LoadResult } from './load-job.ts';
import { ballotOf, requestsOf } from './requests.ts';

const TICK_MS = 1;

/** Sends the requests of a job and takes their answers. @throws where an answer is not the one it should be. */
export async function makeLoad(job: LoadJob): Promise<LoadResult> {
  const next = requestsOf(job);
  const voting = 'votes' in job.send;
  const expected = voting ? 201 : 200;
  const latencies: number[] = [];
  const ballots: string[] = [];
  const idle: Lane[] = [];
  const due: number[] = [];
  const startedAt = performance.now();
  const measuredFrom = startedAt + job.warmUp * 1000;
  const until = measuredFrom + job.seconds * 1000;
  let opened = 0;
  let inFlight = 0;
  let failed: Error | undefined;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const fail = (error: Error) => {
    failed ??= error;
    finish();
  };

  const send = (lane: Lane, dueAt: number) => {
    lane.dueAt = dueAt;
    inFlight += 1;
    lane.connection.send(next());
  };
  const answered = (lane: Lane, status: number, answer: Buffer) => {
    const now = performance.now();
    inFlight -= 1;
    if (status !== expected) return fail(new Error(`a request was answered with ${status}`));
    if (voting) ballots.push(ballotOf(answer));
    if (now >= measuredFrom && now < until) latencies.push(now - lane.dueAt);
    if (now >= until) {
      if (inFlight === 0) finish();
    } else if (job.rate === undefined) send(lane, now);
    else {
      const waiting = due.shift();
      if (waiting === undefined) idle.push(lane);
      else send(lane, waiting);
    }
  };
  const tick = (sent: number) => {
    const now = performance.now();
    if (now >= until || failed) return inFlight === 0 ? finish() : undefined;
    const wanted = Math.floor(((now - startedAt) / 1000) * (job.rate ?? 0));
    for (let count = sent; count < wanted; count++) {
      // The one that has waited longest: a connection that asks for nothing is closed after a while.
      const lane = idle.shift();
      if (lane) send(lane, now);
      else due.push(now);
    }
    setTimeout(tick, TICK_MS, wanted);
  };

  const lanes = Array.from({ length: job.connections }, (_, index): Lane => {
    const lane: Lane = {
      dueAt: 0,
      connection: new Connection(job.ports[index % job.ports.length] as number, {
        onOpen: () => {
          if (job.rate === undefined) send(lane, performance.now());
          else {
            idle.push(lane);
            if (++opened === job.connections) tick(0);
          }
        },
        onAnswer: (status, answer) => answered(lane, status, answer),
        onError: fail,
      }),
    };
    return lane;
  });
  await finished;
  for (const { connection } of lanes) connection.close();
  if (failed) throw failed;
  if (latencies.length === 0)
    throw new Error(`no answer came within the ${job.seconds} s that were measured`);
  return {
    rate: latencies.length / job.seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    ballots,
  };
}

interface Lane {
  connection: Connection;
  dueAt: number;
}
