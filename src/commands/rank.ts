import { Command } from 'commander';
import { withDatabase } from '#src/commands/with-database.ts';
import { moveRankingDay } from '#src/features/ranking/move-ranking-day.ts';
import { counted } from '#src/ui/counted.ts';

async function rank(): Promise<void> {
  const { day, aged } = await withDatabase(({ database }) => moveRankingDay(database.sequelize));
  const what = counted(aged, 'question is', 'questions are');
  process.stdout.write(`ranks are of ${day} (UTC); ${what} no longer new\n`);
}

/** `tallyscope rank`: takes back the points of questions that were new yesterday. */
export const rankCommand = () =>
  new Command('rank')
    .description(
      'take back the points of questions that were new yesterday; a worker does it after midnight UTC',
    )
    .action(rank);
