import { Command } from 'commander';
import { withDatabase } from '#src/commands/with-database.ts';
import { auditTable } from '#src/features/audit/audit-table.ts';
import { auditVotes } from '#src/features/audit/audit-votes.ts';
import { parseDuration } from '#src/features/audit/parse-duration.ts';
import { counted } from '#src/ui/counted.ts';

async function audit({ since, csv }: { since: string; csv?: true }): Promise<void> {
  const seconds = parseDuration(since);
  await withDatabase(async ({ config, secrets, database }) => {
    const parts = { config, secrets, sequelize: database.sequelize };
    const lines = await auditVotes(parts, { seconds, files: csv ?? false });
    process.stdout.write(`${auditTable(lines, since)}\n`);
    const wrong = lines.filter(({ differences }) => differences.length > 0).length;
    if (wrong > 0)
      throw new Error(
        `${wrong} of ${counted(lines.length, 'question')} ${wrong === 1 ? 'differs' : 'differ'}`,
      );
  });
}

/** `tallyscope audit`: ledger, tally, counter and files side by side; fails where they differ. */
export const auditCommand = () =>
  new Command('audit')
    .description(
      'hold tallies, exported files and, where PROMETHEUS_URL is set, Prometheus against the ledger; exit 1 where they differ',
    )
    .option('--since <duration>', 'window of the counter, such as 90s, 30m, 4h or 7d', '4h')
    .option('--csv', 'also count the lines of the newest exported file of each question')
    .action(audit);
