import { randomUUID } from 'node:crypto';
import { Connection } from '../load/connection.ts';
import { percentile } from '../statistics.ts';

/** Votes on one question, at a rate whether answers come or not; without one each connection votes without a pause. */
export interface Offer {
  port: number;
  slug: string;
  choice: number;
  connections: number;
  seconds: number;
  rate?: number;
}

/** What came of them. */
export interface Offered {
  /** Votes sent a second. */
  sent: number;
  /** Votes acknowledged a second. */
  goodput: number;
  refused: number;
  /** Answers that are neither, and connections that ended with a vote under way. */
  other: number;
  /** 99th percentiles in milliseconds. */
  acknowledgedP99: number;
  refusedP99: number;
  /** Refusals that did not say when to come again. */
  withoutRetryAfter: number;
}

const TICK_MS = 2;
const RETRY_AFTER = /\r\nretry-after: \d/i;

interface Lane {
  connection: Connection;
  /** When the vote under way was sent. */
  from: number | undefined;
}

/** Offers votes. What finds no free connection is not sent: `sent` says how many were. */
export async function offerVotes({
  port,
  slug,
  choice,
  connections,
  seconds,
  rate,
}: Offer): Promise<Offered> {
  const body = JSON.stringify({ choices: [choice] });
  const head = `POST /api/v1/questions/${slug}/votes HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nidempotency-key: `;
  const acknowledged: number[] = [];
  const refused: number[] = [];
  // In turn, so that none is left without a request for so long that the service closes it.
  const free: Lane[] = [];
  let [other, withoutRetryAfter, underWay, sent, lost] = [0, 0, 0, 0, 0];
  const started = performance.now();
  const until = started + seconds * 1000;
  const send = (lane: Lane) => {
    lane.from = performance.now();
    sent += 1;
    underWay += 1;
    lane.connection.send(`${head}${randomUUID()}\r\n\r\n${body}`);
  };
  const goOn = (lane: Lane) => {
    if (rate === undefined && performance.now() < until) send(lane);
    else free.push(lane);
  };
  const answered = (lane: Lane, status: number, answer: Buffer) => {
    const now = performance.now();
    const took = now - (lane.from ?? now);
    lane.from = undefined;
    underWay -= 1;
    if (status === 201 && now < until) acknowledged.push(took);
    else if (status === 503) {
      refused.push(took);
      if (!RETRY_AFTER.test(answer.toString('latin1'))) withoutRetryAfter += 1;
    } else if (status !== 201) other += 1;
    goOn(lane);
  };
  const lanes = Array.from({ length: connections }, () => {
    const lane: Lane = {
      from: undefined,
      connection: new Connection(port, {
        onOpen: () => goOn(lane),
        onAnswer: (status, answer) => answered(lane, status, answer),
        onError: () => {
          lost += 1;
          if (lane.from === undefined) return;
          other += 1;
          underWay -= 1;
        },
      }),
    };
    return lane;
  });
  while (performance.now() < until || underWay > 0) {
    const due = Math.min(performance.now(), until) - started;
    for (let wanting = ((rate ?? 0) * due) / 1000 - sent; wanting >= 1 && free.length > 0; wanting -= 1)
      send(free.shift() as Lane);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    if (lost === connections) throw new Error('the service closed every connection');
  }
  for (const { connection } of lanes) connection.close();
  return {
    sent: sent / seconds,
    goodput: acknowledged.length / seconds,
    refused: refused.length,
    other,
    acknowledgedP99: percentile(acknowledged, 0.99),
    refusedP99: percentile(refused, 0.99),
    withoutRetryAfter,
  };
}
