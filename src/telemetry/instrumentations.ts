import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { hideLiterals } from './sql-text.ts';

type Instrumentations = ReturnType<typeof getNodeAutoInstrumentations>;

/**
 * The libraries that are instrumented: PostgreSQL, S3, fetch, pino and the runtime, chosen by
 * `OTEL_NODE_ENABLED_INSTRUMENTATIONS`. No loader hook: all are CommonJS inside, where patching `require` suffices, and
 * a hook on every import would wrap them twice. Nor the one for http: requests are served by `http.ts`, and below an S3
 * call it would only repeat the span.
 */
export function instrumentations(): Instrumentations {
  return getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-aws-sdk': { suppressInternalInstrumentation: true },
    '@opentelemetry/instrumentation-pg': {
      ignoreConnectSpans: true,
      requestHook(span, { query }) {
        if (span.isRecording()) span.setAttribute('db.query.text', hideLiterals(query.text));
      },
    },
  });
}
