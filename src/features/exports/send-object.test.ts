import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { FastifyReply } from 'fastify';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { sendObject } from '#src/features/exports/send-object.ts';

test('a reader who leaves before the first row lets go of the file that others share', async () => {
  const stored = { slug: 'a', key: 'votes_1.csv', state: 'succeeded', bytes: 8, firstByte: 0, bucket: 'b' };
  const body = Readable.from([Buffer.from('a,Yes,1\n')]);
  const service = {
    sequelize: { query: async () => [stored] },
    target: { bucket: 'b', client: { send: async () => ({ Body: body }) } },
  } as unknown as ExportService;
  const sent: Readable[] = [];
  const reply = { header: () => reply, type: () => reply, send: (stream: Readable) => sent.push(stream) };
  const wanted = { id: 'x', position: 1, part: 'objects' } as const;
  await sendObject(service, reply as unknown as FastifyReply, wanted, undefined);
  const [stream] = sent;
  assert.ok(stream);
  stream.destroy();
  await once(stream, 'close');
  assert.ok(body.destroyed);
});
