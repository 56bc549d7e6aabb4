import type { Agent } from 'node:http';
import type { ExportResult } from '@opentelemetry/core';
import type { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';

type HttpOptions = ReturnType<typeof convertLegacyHttpOptions>;
type HttpAgentFactory = HttpOptions['agentFactory'];

interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
}

/** The same kind of error, which metrics are told by, with where it was to go: each signal may have an endpoint of its own. */
function placed(url: string, { name, message, code }: Error & { code?: unknown }): Error {
  const { origin, pathname } = new URL(url);
  return Object.assign(new Error(`${origin}${pathname}: ${message || code}`), { name });
}

/**
 * An exporter whose exports end in its time: the SDK's own limit is one of silence, and an answer that comes byte by byte
 * would hold up what waits behind it for good. `make` gets the agent to use, whose connections are cut.
 */
export function inTime<Items, Kind extends Exporter<Items>>(
  { agentFactory, timeoutMillis, url }: HttpOptions,
  make: (agentFactory: HttpAgentFactory) => Kind & Exporter<Items>,
): Kind {
  let agent: Agent | undefined;
  const exporter = make(async (protocol) => {
    agent = await agentFactory(protocol);
    return agent;
  });
  const send = exporter.export.bind(exporter);
  return Object.assign(exporter, {
    export(items: Items, done: (result: ExportResult) => void) {
      let late: Error | undefined;
      // Again and again: a request may have been tried anew just then.
      const timer = setInterval(() => {
        late = new Error(`no whole answer in ${timeoutMillis / 1000} s`);
        agent?.destroy();
      }, timeoutMillis).unref();
      send(items, ({ code, error }) => {
        clearInterval(timer);
        done({ code, ...(error && { error: placed(url, late ?? error) }) });
      });
    },
  });
}
