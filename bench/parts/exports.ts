import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '#src/database/database.ts';
import type { ExportLayout } from '#src/features/exports/export-record.ts';
import { measureExport } from '#src/features/exports/testing/measure-export.ts';
import { startS3 } from '#src/features/exports/testing/start-s3.ts';
import { NODE_FLAGS } from '../../tools/stack/program.ts';
import { interleaved, Measurements, type Part } from '../part.ts';
import { fillQuestions } from '../rig/fill.ts';
import { runTool } from '../rig/pgbench.ts';
import { publishQuestions } from '../rig/questions.ts';

const rows = 1_000_000;
const mostQuestions = 10_000;
const memoryMiB = 256;
const many = `${mostQuestions.toLocaleString('en')} questions`;
const [together, each] = [`${many}, together`, `${many}, a file each`];

/** Seconds that psql takes to write the rows, as exports have them, to a file. */
async function copy({ url }: Database, directory: string): Promise<number> {
  const file = join(directory, 'copy.csv');
  const sql = `\\copy (SELECT c.text, to_char(b.cast_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') FROM ballots b JOIN choices c ON c.id = b.choices[1] ORDER BY b.cast_at, b.id) TO '${file}' CSV`;
  const startedAt = performance.now();
  await runTool('psql', [url, '-Xqc', sql]);
  const seconds = (performance.now() - startedAt) / 1000;
  const { size } = await stat(file);
  const lines = (await readFile(file)).reduce((count, byte) => count + Number(byte === 10), 0);
  await rm(file);
  if (lines !== rows || size === 0) throw new Error(`psql wrote ${lines} lines of ${rows}`);
  return seconds;
}

/** Exports to a real S3 server, beside `\copy` to a file. */
export const exports: Part = {
  name: 'exports',
  title: 'Exports of 1,000,000 votes to an S3 server',
  async run(rig, rounds) {
    const large = await rig.database('export_large');
    await publishQuestions(large, 'one', 1);
    await fillQuestions(large, 'one', rows);
    const small = await rig.database('export_small');
    await publishQuestions(small, 'many', mostQuestions);
    await fillQuestions(small, 'many', rows);
    const undo: (() => unknown)[] = [];
    const measured = new Measurements();
    try {
      const { env } = await startS3(
        { after: (step) => void undo.push(step as () => unknown) },
        join(rig.directory, 's3'),
      );
      const exported = async (name: string, { url }: Database, layout: ExportLayout = 'each') => {
        const bed = { env: { DATABASE_URL: url, ...env } };
        const [need] = await measureExport(bed, 1, NODE_FLAGS, layout);
        if (!need) throw new Error(`there was no export of ${name}`);
        measured.add(name, 's', need.seconds);
        measured.add(name, 'MiB at most', need.peakMiB);
      };
      await interleaved(rounds, [
        ['\\copy', async () => measured.add('psql \\copy to a file', 's', await copy(large, rig.directory))],
        ['one question', () => exported('one question', large)],
        [together, () => exported(together, small, 'together')],
        [each, () => exported(each, small)],
      ]);
    } finally {
      for (const step of undo.toReversed()) await step();
    }
    const goal = (text: string, name: string, against: string) =>
      measured.ratioGoal(text, [name, against], { unit: 's', relation: '≤', bound: 2 });
    const most = Math.max(
      ...['one question', together, each].flatMap((name) => measured.of(name, 'MiB at most')),
    );
    return {
      series: measured.all(),
      goals: [
        goal('1,000,000 votes, of \\copy', 'one question', 'psql \\copy to a file'),
        goal(`${together}, of one`, together, 'one question'),
        { text: 'memory of the process', measured: most, bound: memoryMiB, relation: '≤', unit: 'MiB' },
      ],
      notes: [
        'The S3 server is VersityGW on the same machine; each export is a process of its own, with its whole memory. What is in the files is tested beside the feature.',
        'The rows of `\\copy` have the same two columns in the same order.',
      ],
    };
  },
};
