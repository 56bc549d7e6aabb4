import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { parseDuration, parseQuery, parseTags } from './condition.ts';
import { asTempo } from './otlp.ts';
import type { TraceStore } from './trace-store.ts';

/** Takes traces by OTLP/HTTP in JSON (`encoding: json` of the Collector's exporter), gzip or not. */
export function otlpServer(store: TraceStore): Server {
  return createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/traces')
      return answer(response, 404, { message: 'POST /v1/traces only' });
    if (!request.headers['content-type']?.startsWith('application/json'))
      return answer(response, 415, {
        message: 'The stand-in reads OTLP in JSON only: set TEMPO_OTLP_ENCODING=json',
      });
    try {
      const body = await read(request);
      store.add(
        JSON.parse((request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()),
      );
      answer(response, 200, {});
    } catch (error) {
      answer(response, 400, { message: String(error) });
    }
  });
}

/** Answers the calls of Tempo's HTTP API that find a trace: by id (v1 and v2), and by a simple search. */
export function queryServer(store: TraceStore): Server {
  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, version, id] = /^\/api\/(v2\/)?traces\/([0-9a-fA-F]{1,32})$/.exec(url.pathname) ?? [];
    if (url.pathname === '/ready') return response.end('ready\n');
    if (url.pathname === '/api/echo') return response.end('echo');
    if (url.pathname === '/api/search') return search(store, url.searchParams, response);
    if (id === undefined)
      return answer(response, 404, { message: 'The stand-in for Tempo does not answer this call' });
    const batches = store.get(id)?.batches.map(asTempo);
    // Tempo's own difference: version 2 says "nothing" with an empty 200.
    if (version)
      return batches
        ? answer(response, 200, { trace: { resourceSpans: batches }, metrics: {} })
        : response.end();
    return batches
      ? answer(response, 200, { batches })
      : answer(response, 404, { message: 'trace not found' });
  });
}

function search(store: TraceStore, params: URLSearchParams, response: ServerResponse): void {
  try {
    const query = params.get('q');
    const traces = store.search({
      matches: query === null ? parseTags(params.get('tags') ?? '') : parseQuery(query),
      minDuration: parseDuration(params.get('minDuration') ?? ''),
      maxDuration: parseDuration(params.get('maxDuration') ?? ''),
      limit: Number(params.get('limit') ?? 20),
      spansPerSet: Number(params.get('spss') ?? 3),
    });
    answer(response, 200, { traces, metrics: {} });
  } catch (error) {
    answer(response, 400, { message: String(error) });
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
