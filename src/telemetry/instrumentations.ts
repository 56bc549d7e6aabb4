import type { Span } from '@opentelemetry/api';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import { hideLiterals, hidePreparedLiterals } from './sql-text.ts';

const pg = {
  ignoreConnectSpans: true,
  requestHook(span: Span, { query: { name, text } }: { query: { name?: string; text: string } }) {
    if (!span.isRecording()) return;
    const shown = name === undefined ? hideLiterals(text) : hidePreparedLiterals(name, text);
    span.setAttribute('db.query.text', shown);
  },
};
const awsSdk = { suppressInternalInstrumentation: true };

/** Those for what this program uses: PostgreSQL, S3, fetch, pino and the runtime. */
async function ours(): Promise<Instrumentation[]> {
  const [aws, postgres, pino, runtime, undici] = await Promise.all([
    import('@opentelemetry/instrumentation-aws-sdk'),
    import('@opentelemetry/instrumentation-pg'),
    import('@opentelemetry/instrumentation-pino'),
    import('@opentelemetry/instrumentation-runtime-node'),
    import('@opentelemetry/instrumentation-undici'),
  ]);
  return [
    new aws.AwsInstrumentation(awsSdk),
    new postgres.PgInstrumentation(pg),
    new pino.PinoInstrumentation(),
    new runtime.RuntimeNodeInstrumentation(),
    new undici.UndiciInstrumentation(),
  ];
}

/** The parts of the bundle that `OTEL_NODE_ENABLED_INSTRUMENTATIONS` lists. */
async function chosenOnes(): Promise<Instrumentation[]> {
  const { getNodeAutoInstrumentations } = await import('@opentelemetry/auto-instrumentations-node');
  return getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-aws-sdk': awsSdk,
    '@opentelemetry/instrumentation-pg': pg,
  });
}

/**
 * Starts the instrumentations with the providers that are registered by then. Those that this program needs are imported one by
 * one, since the bundle `auto-instrumentations-node` loads forty more (ADR 41); it is used where the environment has `chosen`
 * others. There is no loader hook: all packages are CommonJS inside, where patching `require` suffices, and a hook would wrap
 * them twice. There is no instrumentation of http: `http.ts` covers requests, and below an S3 call it would only repeat the span.
 */
export async function startInstrumentations(chosen: boolean): Promise<void> {
  registerInstrumentations({ instrumentations: await (chosen ? chosenOnes() : ours()) });
}
