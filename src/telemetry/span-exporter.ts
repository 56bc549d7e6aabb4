import type { MeterProvider } from '@opentelemetry/api';
import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from '@opentelemetry/otlp-exporter-base/node-http';
import { ProtobufTraceSerializer, TraceExporterMetricsHelper } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { encodeSpans } from './encode-spans.ts';

/**
 * The SDK's exporter of spans over OTLP/HTTP with its environment variables, retries, timeouts and metrics of itself,
 * but with our encoding: its own costs more than the rest of a span.
 */
export function spanExporter(selfObsMeterProvider: MeterProvider): SpanExporter {
  return new OTLPExporterBase<ReadableSpan[]>(
    createOtlpHttpExportDelegate(
      convertLegacyHttpOptions({}, 'TRACES', 'v1/traces', { 'Content-Type': 'application/x-protobuf' }),
      { ...ProtobufTraceSerializer, serializeRequest: encodeSpans },
      'otlp_http_span_exporter',
      TraceExporterMetricsHelper,
      selfObsMeterProvider,
    ),
  );
}
