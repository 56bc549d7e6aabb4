import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { s3Client } from '../stack/bucket.ts';
import type { Stack } from '../stack/start-stack.ts';

export interface Sample {
  metric: Record<string, string>;
  value: [time: number, value: string];
}

export interface FoundTrace {
  traceID: string;
  rootTraceName: string;
  durationMs: number;
}

interface Span {
  name: string;
  links?: { traceId: string }[];
}

/** What a test or the demo asks the stores of a stack. */
export class Backends {
  readonly #stack: Stack;

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  /** The answer to an instant PromQL query. */
  async promql(query: string): Promise<Sample[]> {
    const body = await json(`${this.#stack.urls.prometheus}/api/v1/query?${new URLSearchParams({ query })}`);
    return (body as { data: { result: Sample[] } }).data.result;
  }

  /** Traces that a TraceQL query finds, the newest first. */
  async traceql(q: string, limit = 5): Promise<FoundTrace[]> {
    const parameters = new URLSearchParams({ q, limit: String(limit) });
    const body = await json(`${this.#stack.urls.traces}/api/search?${parameters}`);
    const { traces = [] } = body as { traces?: FoundTrace[] };
    // Tempo leaves out zeros at the start of an id.
    return traces.map((trace) => ({ ...trace, traceID: trace.traceID.padStart(32, '0') }));
  }

  /** The spans of a trace, empty where the store has none; ids of links in hexadecimal. */
  async spans(traceId: string): Promise<Span[]> {
    const text = await (await fetch(`${this.#stack.urls.traces}/api/v2/traces/${traceId}`)).text();
    const found = (text ? JSON.parse(text) : {}) as {
      trace?: { resourceSpans?: { scopeSpans: { spans: Span[] }[] }[] };
    };
    const spans =
      found.trace?.resourceSpans?.flatMap((batch) => batch.scopeSpans.flatMap((scope) => scope.spans)) ?? [];
    return spans.map((span) => ({
      ...span,
      links: (span.links ?? []).map((link) => ({ traceId: hex(link.traceId) })),
    }));
  }

  /** How many streams of logs a LogQL query finds in the last hour. Only a full stack has Loki. */
  async logStreams(query: string): Promise<number> {
    const body = await json(
      `${this.#stack.urls.loki}/loki/api/v1/query_range?${new URLSearchParams({ query })}`,
    );
    return (body as { data: { result: unknown[] } }).data.result.length;
  }

  /** Whether logs are kept in Loki, or only counted by the Collector. */
  get keepsLogs(): boolean {
    return this.#stack.urls.loki !== undefined;
  }

  /** Names of the alerts that are firing at Alertmanager. */
  async alerts(): Promise<string[]> {
    const alerts = (await json(`${this.#stack.urls.alertmanager}/api/v2/alerts`)) as {
      labels: { alertname: string };
    }[];
    return alerts.map(({ labels }) => labels.alertname);
  }

  /** Keys of the objects in the stack's bucket below a prefix. */
  async objects(prefix: string): Promise<string[]> {
    const client = s3Client(this.#stack.s3.endpoint, this.#stack.s3);
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket: this.#stack.s3.bucket, Prefix: prefix }),
    );
    return Contents.map(({ Key }) => Key ?? '');
  }
}

async function json(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

function hex(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}
