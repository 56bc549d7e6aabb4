// A program that is started with `--import register.js` and uses every instrumented library the way the service does.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import Fastify from 'fastify';
import pg from 'pg';
import { QueryTypes, Sequelize } from 'sequelize';
import { httpTelemetry } from '../http.ts';
import { createLogger, serverLogger } from '../logger.ts';
import { RequestLog } from '../request-log.ts';
import { questionOpened } from '../signals.ts';
import { flushMetrics, metricsHandler, shutdownTelemetry } from '../state.ts';

const databaseUrl = process.argv[2] ?? '';
const store = createServer((_request, response) => {
  response
    .setHeader('content-type', 'application/xml')
    .end('<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>');
});
await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
const s3 = new S3Client({
  endpoint: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
  region: 'none',
  forcePathStyle: true,
  credentials: { accessKeyId: 'id', secretAccessKey: 'canary' },
});
const sequelize = new Sequelize(databaseUrl, { logging: false });
const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
const app = Fastify({ logger: serverLogger('info'), logController: new RequestLog() });
await app.register(httpTelemetry);
app.post('/questions/:slug/votes', async (request) => {
  await sequelize.query("SELECT 'canary' AS name, $1::int", { bind: [1], type: QueryTypes.SELECT });
  await pool.query('SELECT 2');
  await pool.query("SELECT 'canary'::uuid").catch(() => undefined);
  await s3.send(new ListObjectsV2Command({ Bucket: 'votes' }));
  request.log.info('inside');
  return {};
});
createLogger('info').info('starting');
await pool.query('SELECT 3');
for (const text of ['SELECT\n4', 'BEGIN;\nCOMMIT', '-- five\nSELECT 5']) await pool.query(text);
await app.listen({ port: 0, host: '127.0.0.1' });
questionOpened({ id: 1, slug: 'editor' });
await flushMetrics();
await app.inject({
  method: 'POST',
  url: '/questions/editor/votes?voter=canary',
  headers: { cookie: 'canary', 'user-agent': 'canary', 'content-type': 'application/json' },
  payload: '{"choices":["canary"]}',
});
const handler = metricsHandler();
if (handler) {
  const scraped = createServer(handler);
  await new Promise<void>((resolve) => scraped.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(scraped.address() as AddressInfo).port}/metrics`);
  process.stdout.write(`${JSON.stringify({ scrape: await answer.text() })}\n`);
  scraped.closeAllConnections();
  scraped.close();
}
await Promise.all([app.close(), sequelize.close(), pool.end()]);
store.closeAllConnections();
store.close();
await shutdownTelemetry();
