import type { IncomingMessage, ServerResponse } from 'node:http';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { MetricData, MetricProducer } from '@opentelemetry/sdk-metrics';
import { DataPointType } from '@opentelemetry/sdk-metrics';

const suffixes: Record<string, string> = { s: 'seconds', ms: 'milliseconds', By: 'bytes' };

/**
 * Resource attributes that every series has as labels. A restarted container keeps the address that it is scraped at: the instance
 * id makes its counters new series, so that none ever falls, as with OTLP. The others are those that Prometheus promotes there.
 */
const labels = /^(service\.(instance\.id|version)|deployment\.environment\.name)$/;

/** Milliseconds for which one reading answers all scrapes: it takes tens of milliseconds of the thread that takes votes. */
const SHARED_FOR = 1000;

/** The name with its unit, as Prometheus itself makes it of OTLP; the exporter of the SDK leaves the unit out. */
function withUnit(metric: MetricData): MetricData {
  const { name, unit } = metric.descriptor;
  const ratio = unit === '1' && metric.dataPointType === DataPointType.GAUGE ? 'ratio' : undefined;
  const suffix = suffixes[unit] ?? ratio;
  return suffix === undefined
    ? metric
    : { ...metric, descriptor: { ...metric.descriptor, name: `${name}_${suffix}` } };
}

/** A reader to be given to the meter provider, and what answers a scrape with the names that OTLP gives too. */
export function prometheusEndpoint(metricProducers: MetricProducer[]): {
  reader: PrometheusExporter;
  handler: (request: IncomingMessage, response: ServerResponse) => void;
} {
  const reader = new PrometheusExporter({ preventServerStart: true, metricProducers });
  const serializer = new PrometheusSerializer(undefined, false, labels, false, true);
  const read = async () => {
    const { resourceMetrics } = await reader.collect();
    const scopeMetrics = resourceMetrics.scopeMetrics.map(({ scope, metrics }) => ({
      scope,
      metrics: metrics.map(withUnit),
    }));
    return Buffer.from(serializer.serialize({ resource: resourceMetrics.resource, scopeMetrics }));
  };
  let last: { text: Promise<Buffer>; at: number } | undefined;
  const answer = async (response: ServerResponse) => {
    const now = performance.now();
    if (!last || now - last.at >= SHARED_FOR) last = { text: read(), at: now };
    const text = await last.text;
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    response.end(text);
  };
  return {
    reader,
    handler: (_request, response) => {
      answer(response).catch(() => response.writeHead(500).end());
    },
  };
}
