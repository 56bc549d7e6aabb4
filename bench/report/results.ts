import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { barChart } from './bar-chart.ts';
import { type KeptResult, markdown } from './markdown.ts';

const directory = join(import.meta.dirname, '../results');

async function readResults(order: readonly string[]): Promise<KeptResult[]> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const results = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(directory, name), 'utf8')) as KeptResult),
  );
  return results.toSorted((a, b) => order.indexOf(a.part) - order.indexOf(b.part));
}

/** Keeps a result in place of the last one of its part, with a plot, and writes the table of all parts anew. */
export async function keepResult(result: KeptResult, order: readonly string[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${result.part}.json`), `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(join(directory, `${result.part}.svg`), barChart(result));
  await writeFile(join(directory, 'README.md'), markdown(await readResults(order)));
}
