import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { QueryTypes } from 'sequelize';
import { loadConfig } from '#src/config/load-config.ts';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { findExport } from '#src/features/exports/export-reader.ts';
import { type ExportRecord, isFinished } from '#src/features/exports/export-record.ts';
import type { ExportLog } from '#src/features/exports/export-worker.ts';
import { type Exports, openExports } from '#src/features/exports/open-exports.ts';
import type { S3Target } from '#src/features/exports/s3/s3-target.ts';
import { type Environment, startS3, targetOf } from '#src/features/exports/testing/start-s3.ts';
import { type Cleanup, undoInReverse } from '../../../../test/support/cleanup.ts';
import { createTestDatabase } from '../../../../test/support/database.ts';
import type { Part } from '../../../../tools/stack/part.ts';

/** No waiting but for what is tested: the least that the queue takes. */
export const QUICK_PACE = { supervise: 1, poll: 0.5, retryDelay: 1 };

/** A database and a real S3 server with a bucket, both for one test. */
export interface TestBed {
  database: Database;
  s3: Part;
  target: S3Target;
  /** Environment of a service that uses both. */
  env: Environment;
  /** Exports as a process with this environment runs them; stopped when the test ends. */
  exports(env?: Environment, log?: ExportLog): Exports;
}

/** Makes one, and undoes all of it when the test ends. */
export async function createTestBed(t: Cleanup): Promise<TestBed> {
  const undo = undoInReverse(t);
  const url = await createTestDatabase(undo);
  const database = connectDatabase(url, { poolSize: 4 });
  undo.after(() => database.close());
  const { s3, env: s3Env } = await startS3(undo);
  const env = { DATABASE_URL: url, ...s3Env };
  const target = targetOf(env);
  const exports = (changed: Environment = {}, log: ExportLog = { error() {} }) => {
    const opened = openExports(loadConfig({ ...env, ...changed }), database, log, QUICK_PACE);
    undo.after(() => opened.stop());
    return opened;
  };
  return { database, s3, target, env, exports };
}

/** As many bytes as a choice may have, so that large files take few votes: 17,000 are more than one part. */
export const LONG_CHOICES = ['Yes', 'No'].map((choice) => choice.padEnd(200, '…'));

/** Publishes a question and casts `votes` votes, going around its choices. Gives its id. */
export async function publishQuestion(
  { sequelize }: Database,
  slug: string,
  choices: string[],
  votes: number,
): Promise<number> {
  const [question] = await sequelize.query<{ id: number }>(
    `INSERT INTO questions (slug, text, policy, state, opens_at) VALUES ($1, $1, 'open', 'open', now()) RETURNING id`,
    { bind: [slug], type: QueryTypes.SELECT },
  );
  const id = question?.id ?? 0;
  await sequelize.query(
    `INSERT INTO choices (question_id, position, text) SELECT $1, n, text FROM unnest($2::text[]) WITH ORDINALITY c (text, n)`,
    { bind: [id, choices], type: QueryTypes.SELECT },
  );
  await sequelize.query(
    `INSERT INTO ballots (id, question_id, choices, cast_at)
    SELECT gen_random_uuid(), $1, ids[n % cardinality(ids) + 1 : n % cardinality(ids) + 1],
      timestamptz '2026-11-21 10:04:23.123456+00' + n * interval '1 ms'
    FROM generate_series(0, $2 - 1) n, (SELECT array_agg(id ORDER BY position) AS ids FROM choices WHERE question_id = $1) c`,
    { bind: [id, votes], type: QueryTypes.SELECT },
  );
  return id;
}

/** Waits until nothing about the export will change any more. */
export async function finished({ sequelize }: Database, id: string, seconds = 120): Promise<ExportRecord> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await findExport(sequelize, id);
    if (found && isFinished(found)) return found;
    if (Date.now() > deadline) throw new Error(`After ${seconds} s the export is ${JSON.stringify(found)}.`);
    await sleep(50);
  }
}

/** The content of an object as text. */
export async function readObject({ client, bucket }: S3Target, key: string): Promise<string> {
  const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await object.Body?.transformToString()) ?? '';
}

/** Number of multipart uploads that were begun and neither completed nor aborted. */
export async function openUploads({ client, bucket }: S3Target): Promise<number> {
  const found = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return found.Uploads?.length ?? 0;
}

/** Keys of all objects there are. */
export async function keysIn({ client, bucket }: S3Target): Promise<string[]> {
  const found = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  return (found.Contents ?? []).map(({ Key = '' }) => Key);
}
