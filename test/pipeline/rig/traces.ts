import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';

interface RawSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  links?: { traceId: string; spanId: string }[];
  events?: { name: string }[];
}

/** A span of a kept trace, its ids in hexadecimal. */
export interface KeptSpan {
  name: string;
  id: string;
  parent: string;
  links: { trace: string; span: string }[];
  events: string[];
}

const hex = (base64 = '') => Buffer.from(base64, 'base64').toString('hex');

/** The trace store of a stack through Tempo's HTTP API. */
export class Traces {
  readonly #url: string;

  constructor(stack: { urls: { traces: string } }) {
    this.#url = stack.urls.traces;
  }

  /** The spans of a trace; empty while the store has none. */
  async spans(traceId: string): Promise<KeptSpan[]> {
    const text = await (await fetch(`${this.#url}/api/v2/traces/${traceId}`)).text();
    const found = (text ? JSON.parse(text) : {}) as {
      trace?: { resourceSpans?: { scopeSpans: { spans: RawSpan[] }[] }[] };
    };
    const spans = (found.trace?.resourceSpans ?? []).flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    );
    return spans.map(({ name, spanId, parentSpanId, links = [], events = [] }) => ({
      name,
      id: hex(spanId),
      parent: hex(parentSpanId),
      links: links.map((link) => ({ trace: hex(link.traceId), span: hex(link.spanId) })),
      events: events.map((event) => event.name),
    }));
  }

  /** Waits until a trace holds a span of each name; gives its spans. */
  whole(traceId: string, names: readonly string[]): Promise<KeptSpan[]> {
    return eventually(
      async () => {
        const spans = await this.spans(traceId);
        const found = new Set(spans.map(({ name }) => name));
        const missing = names.filter((name) => !found.has(name));
        assert.deepEqual(missing, [], `trace ${traceId} has only ${[...found].join(', ')}`);
        return spans;
      },
      { withinMs: 60_000, everyMs: 300 },
    );
  }

  /** Ids of traces that a TraceQL query finds, the newest first. */
  async search(query: string): Promise<string[]> {
    const response = await fetch(`${this.#url}/api/search?${new URLSearchParams({ q: query, limit: '5' })}`);
    const { traces = [] } = (await response.json()) as { traces?: { traceID: string }[] };
    return traces.map(({ traceID }) => traceID);
  }
}

/** The only span of that name. */
export function one(spans: readonly KeptSpan[], name: string): KeptSpan {
  const [found, ...others] = spans.filter((span) => span.name === name);
  assert.ok(found && others.length === 0, `${1 + others.length} spans are called ${name}`);
  return found;
}
