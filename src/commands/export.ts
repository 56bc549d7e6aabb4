import { Command } from 'commander';
import { withDatabase } from '#src/commands/with-database.ts';
import { runExportNow } from '#src/features/exports/run-export-now.ts';
import { shutdownTelemetry } from '#src/telemetry/state.ts';

interface Options {
  prefix: string;
  all?: true;
  question?: string[];
  together?: true;
}

async function exportVotes({ prefix, all, question, together }: Options): Promise<void> {
  if (all ? question : !question) throw new Error('Give either --all or --question with one slug or more.');
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  try {
    await withDatabase(async (parts) => {
      const layout = together ? ('together' as const) : ('each' as const);
      const request = { prefix, layout, questions: all ? ('all' as const) : (question ?? []) };
      const tell = (line: string) => void process.stdout.write(`${line}\n`);
      await runExportNow(parts, request, { tell, abort: abort.signal });
    });
  } finally {
    await shutdownTelemetry();
  }
}

/** `tallyscope export`: writes votes into the bucket in this process, without a worker. */
export const exportCommand = () =>
  new Command('export')
    .description('write votes as CSV into the S3 bucket, one object per question unless --together')
    .requiredOption('--prefix <path>', 'path in the bucket, "" for its top')
    .option('--all', 'every question but drafts')
    .option('--question <slug...>', 'these questions')
    .option('--together', 'few objects of many questions, with a column that says which')
    .action(exportVotes);
