import { randomUUID } from 'node:crypto';
import type { Ballotbox, LoadJob } from './load-job.ts';

function vote({ slug, choices }: Ballotbox, at: number): string {
  const body = `{"choices":[${choices[at % choices.length]}]}`;
  return `POST /api/v1/questions/${slug}/votes HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\nidempotency-key: ${randomUUID()}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** What makes the requests of a job, one after the other. */
export function requestsOf({ send }: Pick<LoadJob, 'send'>): () => string {
  if ('page' in send) {
    const accept = send.accept ? `accept-encoding: ${send.accept}\r\n` : '';
    const request = `GET ${send.page} HTTP/1.1\r\nhost: bench\r\naccept: text/html\r\n${accept}\r\n`;
    return () => request;
  }
  const { votes } = send;
  let sent = 0;
  return () => {
    const at = sent++;
    return vote(votes[at % votes.length] as Ballotbox, Math.floor(at / votes.length));
  };
}

const BALLOT = Buffer.from('{"ballot":"');

/** The ballot an acknowledged vote is told of. */
export function ballotOf(answer: Buffer): string {
  const at = answer.indexOf(BALLOT) + BALLOT.length;
  return answer.toString('latin1', at, at + 36);
}
