// A program that is started with `--import register.js`, makes more spans at once than the queue holds and scrapes itself.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import { metricsHandler, shutdownTelemetry } from '../state.ts';

for (let made = 0; made < 20_000; made++) trace.getTracer('flood').startSpan('drop').end();
const server = createServer(metricsHandler());
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
process.stdout.write(`${JSON.stringify({ scrape: await answer.text() })}\n`);
server.closeAllConnections();
server.close();
await shutdownTelemetry();
