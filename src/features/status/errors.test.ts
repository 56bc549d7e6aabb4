import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { connectDatabase } from '#src/database/database.ts';
import { errors } from '#src/features/status/errors.ts';
import { VoteNotRecorded } from '#src/features/votes/failed-votes.ts';
import { loggerOptions } from '#src/telemetry/logger.ts';

const refusal = (message: string, code: string) => () =>
  Object.assign(new Error(message), { original: { code } });
const fullDisk = refusal('no space left', '53100');
const wraparound = refusal('not accepting commands to avoid wraparound data loss', '54000');
const lockedOut = refusal('canceling statement due to lock timeout', '55P03');
const noConnection = () =>
  Object.assign(new Error('in time'), { name: 'SequelizeConnectionAcquireTimeoutError' });

/** As while its name leads nowhere: what Sequelize makes of it, as it is. */
async function lookedUpInVain(): Promise<Error> {
  const { sequelize, close } = connectDatabase('postgres://nobody@no-such-host.invalid/none', {
    poolSize: 1,
  });
  const error = await sequelize.query('SELECT 1').catch((error: Error) => error);
  await close();
  return error as Error;
}

/** Asks three times for something that fails in this way; gives the answers' status and bodies, and what is written. */
async function failing(error: () => Error) {
  const lines: { level: number; msg: string; err: { message: string }; 'request.id': string }[] = [];
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const app = Fastify({ logger: { ...loggerOptions('warn'), stream } });
  await app.register(errors);
  app.get('/', () => Promise.reject(error()));
  const answers = [];
  for (let n = 0; n < 3; n += 1) answers.push(await app.inject('/'));
  await app.close();
  return {
    statuses: answers.map(({ statusCode }) => statusCode),
    bodies: answers.map(({ body }) => body),
    lines,
  };
}

describe('what fails on our side', () => {
  it('is written down each time it breaks, with the request, and told to nobody', async () => {
    const { statuses, bodies, lines } = await failing(() => new Error('a bug'));
    assert.deepEqual(statuses, [500, 500, 500]);
    for (const body of bodies) assert.doesNotMatch(body, /bug/);
    assert.deepEqual(
      lines.map(({ level, msg, err }) => [level, msg, err.message]),
      Array(3).fill([50, 'Something broke on our side', 'a bug']),
    );
    assert.equal(new Set(lines.map((line) => line['request.id'])).size, 3);
  });

  it('is written down once where many requests fail for one reason', async () => {
    const inVain = await lookedUpInVain();
    const noAddress = () => inVain;
    const noRoute = () =>
      Object.assign(new Error('EHOSTUNREACH'), { name: 'SequelizeHostNotReachableError' });
    for (const [error, title] of [
      [fullDisk, 'The database was lost on the way'],
      [wraparound, 'The database was lost on the way'],
      [lockedOut, 'The database was lost on the way'],
      [noConnection, 'The database cannot be reached'],
      [noAddress, 'The database cannot be reached'],
      [noRoute, 'The database cannot be reached'],
      [() => new VoteNotRecorded(), 'The database was lost before it confirmed the vote'],
    ] as const) {
      const { statuses, lines } = await failing(error);
      assert.deepEqual(statuses, [503, 503, 503]);
      assert.deepEqual(
        lines.map(({ msg }) => msg),
        [title],
      );
    }
  });

  it('is not written down where the client is at fault', async () => {
    const { statuses, lines } = await failing(() => Object.assign(new Error('no'), { statusCode: 400 }));
    assert.deepEqual([statuses, lines], [[400, 400, 400], []]);
  });
});
