import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { queryServer } from '../../tools/trace-store/server.ts';
import { TraceStore } from '../../tools/trace-store/trace-store.ts';
import type { Cleanup } from '../support/cleanup.ts';

const VOTE = '0af7651916cd43dd8448eb211c80319c';
const BATCH = '4bf92f3577b34da6a3ce929d0e0e4736';
const id = (number: number) => String(number).padStart(16, '0');

interface Drawn {
  trace: string;
  name: string;
  kind: 'internal' | 'server' | 'client';
  parent?: number;
  /** Milliseconds. */
  from: number;
  until: number;
  links?: { traceId: string; spanId: string }[];
}

/** A vote on its way from the request into the batch and its statements; each is the parent that others name by its place. */
const journey: Drawn[] = [
  { trace: VOTE, name: 'POST /questions/{slug}/votes', kind: 'server', from: 0, until: 41 },
  {
    trace: VOTE,
    name: 'vote.cast',
    kind: 'internal',
    parent: 0,
    from: 4,
    until: 38,
    links: [{ traceId: BATCH, spanId: id(3) }],
  },
  {
    trace: BATCH,
    name: 'vote.batch',
    kind: 'internal',
    from: 9,
    until: 37,
    links: [{ traceId: VOTE, spanId: id(2) }],
  },
  ...['BEGIN', 'record-votes', 'COMMIT'].map((statement, index) => ({
    trace: BATCH,
    name: `pg.query:${statement}`,
    kind: 'client' as const,
    parent: 2,
    from: 10 + 9 * index,
    until: 18 + 9 * index,
  })),
];

/** The journey as OTLP, a minute ago. */
function asOtlp() {
  const start = Date.now() - 60_000;
  const nanos = (time: number) => String(BigInt(start + time) * 1_000_000n);
  const kinds = { internal: 1, server: 2, client: 3 };
  const spans = journey.map(({ trace, name, kind, parent, from, until, links = [] }, index) => ({
    traceId: trace,
    spanId: id(index + 1),
    ...(parent !== undefined && { parentSpanId: id(parent + 1) }),
    name,
    kind: kinds[kind],
    startTimeUnixNano: nanos(from),
    endTimeUnixNano: nanos(until),
    links,
  }));
  const attributes = [{ key: 'service.name', value: { stringValue: 'tallyscope' } }];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 'site' }, spans }] }] };
}

/** A store that knows the trace of one vote; gives its address and the trace's id. */
export async function storeOfOneVote(t: Cleanup): Promise<{ url: string; trace: string }> {
  const store = new TraceStore(10);
  store.add(asOtlp());
  const server = queryServer(store);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, trace: VOTE };
}
