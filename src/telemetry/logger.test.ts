import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import { before, describe, it } from 'node:test';
import { setInterval } from 'node:timers/promises';
import Fastify from 'fastify';
import { pino } from 'pino';
import { eventually } from '../../test/support/eventually.ts';
import { httpTelemetry } from './http.ts';
import { loggerOptions } from './logger.ts';
import { RequestLog } from './request-log.ts';
import { startMemoryTelemetry } from './testing/memory-telemetry.ts';

function memoryLogger() {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  return { lines, logger: pino(loggerOptions('info'), stream) };
}

describe('loggerOptions', () => {
  it('takes the refused row out of a database error', () => {
    const { lines, logger } = memoryLogger();
    const refused = Object.assign(new Error('invalid input syntax for type uuid: "canary"'), {
      code: '22P02',
      detail: 'Key (voter)=(canary) already exists.',
      parameters: ['canary'],
    });
    logger.error({ err: new Error('vote failed', { cause: refused }) }, 'no vote');
    const [line] = lines;
    assert.ok(!JSON.stringify(line).includes('canary'), JSON.stringify(line));
    assert.equal((line as { err: { cause: { code: string } } }).err.cause.code, '22P02');
  });

  it('says what went wrong elsewhere', () => {
    const { lines, logger } = memoryLogger();
    logger.error(new Error('no bucket "votes"'));
    const { message, stack } = (lines[0] as { err: { message: string; stack: string } }).err;
    assert.equal(message, 'no bucket "votes"');
    assert.match(stack, /logger\.test\.ts/);
  });

  it('takes the copies of errors that pg-boss gives, and what is no error at all', () => {
    const { lines, logger } = memoryLogger();
    const refused = Object.assign(new Error('relation "canary" does not exist'), { code: '42P01' });
    logger.error({ err: { ...refused, message: refused.message, stack: refused.stack } }, 'export queue');
    logger.error({ err: undefined }, 'nothing');
    logger.error({ err: 'gone' }, 'text');
    const [copy, , text] = lines as [{ err: Record<string, string> }, unknown, { err: string }];
    const { type, message, code } = copy.err;
    assert.deepEqual(
      { type, message, code },
      { type: 'Error', message: 'relation "…" does not exist', code: '42P01' },
    );
    assert.equal(text.err, 'gone');
  });

  it('redacts secrets', () => {
    const { lines, logger } = memoryLogger();
    logger.info({ password: 'canary', form: { token: 'canary' }, req: { headers: { cookie: 'canary' } } });
    for (const name of ['Authorization', 'Cookie', 'Set-Cookie', 'password', 'token', 'credential', 'secret'])
      logger.info({ request: { headers: { [name]: 'canary' } } });
    assert.ok(!JSON.stringify(lines).includes('canary'), JSON.stringify(lines));
  });
});

describe('RequestLog', () => {
  before(() => startMemoryTelemetry());

  it('writes one line a request, without address, path and query', async () => {
    const { lines, logger } = memoryLogger();
    const app = Fastify({ loggerInstance: logger, logController: new RequestLog() });
    await app.register(httpTelemetry);
    app.get('/questions/:slug', async () => 'ok');
    await app.inject('/questions/canary?canary=1');
    await app.inject('/canary');
    await app.close();
    assert.deepEqual(
      lines.map((line) => [line.msg, line['http.route'], line['http.response.status_code']]),
      [
        ['request', '/questions/{slug}', 200],
        ['request', undefined, 404],
      ],
    );
    assert.ok(!JSON.stringify(lines).includes('canary'));
    assert.ok(!JSON.stringify(lines).includes('127.0.0.1'));
  });

  it('writes one line also where who asked leaves in the middle of the answer', async () => {
    const { lines, logger } = memoryLogger();
    const app = Fastify({ loggerInstance: logger, logController: new RequestLog() });
    await app.register(httpTelemetry);
    app.get('/votes.csv', (_, reply) => reply.send(Readable.from(setInterval(1, 'a vote\n'))));
    const leaving = new AbortController();
    const response = await fetch(`${await app.listen({ host: '127.0.0.1', port: 0 })}/votes.csv`, {
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    leaving.abort();
    await eventually(() => assert.ok(lines.some(({ msg }) => msg === 'request')));
    await app.close();
    assert.deepEqual(
      lines.map(({ msg }) => msg).filter((msg) => !String(msg).startsWith('Server listening')),
      ['request'],
    );
  });
});
