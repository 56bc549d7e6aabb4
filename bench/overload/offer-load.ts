import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { percentile } from '../statistics.ts';

/** What came of requests that were sent at a rate, whether answers came or not. */
export interface Offered {
  /** Votes acknowledged a second. */
  goodput: number;
  refused: number;
  /** Requests without an answer, or one that is neither an acknowledgement nor a refusal. */
  other: number;
  /** 99th percentiles in milliseconds. */
  acknowledgedP99: number;
  refusedP99: number;
  /** Refusals that did not say when to come again. */
  withoutRetryAfter: number;
}

const TICK_MS = 5;

/** Offers votes at `rate` a second for `seconds` on up to `connections`; what finds none free is not sent. */
export async function offerVotes(
  { port, slug, choice }: { port: number; slug: string; choice: number },
  { rate, seconds, connections }: { rate: number; seconds: number; connections: number },
): Promise<Offered> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const body = JSON.stringify({ choices: [choice] });
  const acknowledged: number[] = [];
  const refused: number[] = [];
  let [other, withoutRetryAfter, underWay, sent] = [0, 0, 0, 0];
  const send = () =>
    new Promise<void>((resolve) => {
      const from = performance.now();
      const call = request({
        ...{ host: '127.0.0.1', port, agent, method: 'POST', path: `/api/v1/questions/${slug}/votes` },
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        timeout: 20_000,
      });
      call.once('response', (response) => {
        const took = performance.now() - from;
        if (response.statusCode === 201) acknowledged.push(took);
        else if (response.statusCode === 503) {
          refused.push(took);
          if (response.headers['retry-after'] === undefined) withoutRetryAfter += 1;
        } else other += 1;
        response.resume().once('close', resolve);
      });
      call.once('timeout', () => call.destroy());
      call.once('error', () => {
        other += 1;
        resolve();
      });
      call.end(body);
    }).finally(() => {
      underWay -= 1;
    });
  const from = performance.now();
  const all: Promise<void>[] = [];
  while (performance.now() - from < seconds * 1000) {
    const wanted = ((performance.now() - from) / 1000) * rate;
    for (; sent < wanted; sent += 1) {
      if (underWay >= connections) continue;
      underWay += 1;
      all.push(send());
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  // What waits when the load ends was offered within it.
  const inTime = acknowledged.length;
  await Promise.all(all);
  agent.destroy();
  return {
    goodput: inTime / seconds,
    refused: refused.length,
    other,
    acknowledgedP99: percentile(acknowledged, 0.99),
    refusedP99: percentile(refused, 0.99),
    withoutRetryAfter,
  };
}
