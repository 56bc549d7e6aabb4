import { askBackend } from '#src/features/observatory/backend.ts';
import { type Span, spansOf, TempoTrace } from '#src/features/observatory/span.ts';
import { Type } from '#src/schema/type.ts';

const Found = Type.Object({
  traces: Type.Optional(
    Type.Array(
      Type.Object({
        traceID: Type.String({ pattern: '^[0-9a-fA-F]{1,32}$' }),
        durationMs: Type.Optional(Type.Integer()),
      }),
    ),
  ),
});

const TRACE_ID = /^[0-9a-f]{32}$/;
/** Linked traces that are drawn with a trace: a batch can have hundreds. */
const DRAWN_LINKS = 3;

/** Whether this is a trace id as W3C Trace Context writes it. */
export const isTraceId = (text: string): boolean => TRACE_ID.test(text);

/** Ids of the slowest traces of requests that began within the hour before `now`. */
export async function slowestTraces(base: string, now: Date, count: number): Promise<string[]> {
  const end = Math.ceil(now.getTime() / 1000);
  // A search gives the newest that match, so the slow are asked for apart. Looking at the observatory is not the news.
  const answers = await Promise.all(
    ['1s', '100ms', '0ms'].map((least) =>
      askBackend(
        base,
        '/api/search',
        {
          q: `{ resource.service.name =~ "tallyscope.*" && kind = server && name != "GET /observatory" && name != "GET /observatory/traces/{id}" && traceDuration >= ${least} }`,
          start: String(end - 3600),
          end: String(end),
          limit: '50',
        },
        Found,
      ),
    ),
  );
  const durations = new Map(
    answers
      .flatMap((answer) => answer?.traces ?? [])
      .map(({ traceID, durationMs = 0 }) => [traceID.toLowerCase().padStart(32, '0'), durationMs] as const),
  );
  const slowest = [...durations].sort(([, one], [, other]) => other - one);
  return slowest.slice(0, count).map(([id]) => id);
}

async function fetchSpans(base: string, id: string): Promise<Span[]> {
  const found = await askBackend(base, `/api/v2/traces/${id}`, {}, TempoTrace);
  return found ? spansOf(found) : [];
}

/** A trace and, drawn with it, the traces it is linked with. */
export interface Story {
  id: string;
  spans: Span[];
  /** Linked traces that are not among the spans. */
  others: string[];
}

/** Reads a trace with some of those it links to; undefined where the store has none of that id. */
export async function readStory(base: string, id: string): Promise<Story | undefined> {
  const own = await fetchSpans(base, id);
  if (own.length === 0) return undefined;
  const ids = new Set(own.flatMap(({ links }) => links.map(({ trace }) => trace)));
  ids.delete(id);
  const linked = await Promise.all(
    [...ids]
      .filter(isTraceId)
      .slice(0, DRAWN_LINKS)
      .map((other) => fetchSpans(base, other)),
  );
  const spans = [...own, ...linked.flat()];
  const drawn = new Set(spans.map(({ trace }) => trace));
  return { id, spans, others: [...ids].filter((other) => !drawn.has(other)) };
}
