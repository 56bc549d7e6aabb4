// A small development stand-in for Tempo, for machines that have none: `node main.ts <query port> <otlp port>`.
import { otlpServer, queryServer } from './server.ts';
import { TraceStore } from './trace-store.ts';

const [queryPort, otlpPort] = process.argv.slice(2).map(Number);
const store = new TraceStore(200_000);
otlpServer(store).listen(otlpPort, '127.0.0.1');
queryServer(store).listen(queryPort, '127.0.0.1');
