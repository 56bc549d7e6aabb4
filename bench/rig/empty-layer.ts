import fastifyPlugin from 'fastify-plugin';

export const httpTelemetry = fastifyPlugin(async () => {}, { name: 'http-telemetry' });
export const traceIdOf = () => undefined;
export const streamStarted = () => {};
