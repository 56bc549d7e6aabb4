import type { Agent } from 'node:http';
import type { ExportResult } from '@opentelemetry/core';
import type { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';

type HttpOptions = ReturnType<typeof convertLegacyHttpOptions>;
type HttpAgentFactory = HttpOptions['agentFactory'];

interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
}

/** The error with the address of the endpoint, which may differ by signal; its name stays, as metrics are counted by it. */
function placed(url: string, { name, message, code }: Error & { code?: unknown }): Error {
  const { origin, pathname } = new URL(url);
  return Object.assign(new Error(`${origin}${pathname}: ${message || code}`), { name });
}

/**
 * An exporter whose exports end within its timeout. The SDK's own timeout only limits silence: an answer that comes byte by byte
 * would hold up all exports behind it. `make` gets the agent to use, whose connections are cut at the timeout.
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
      // More than once: the export may have been retried just before.
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
