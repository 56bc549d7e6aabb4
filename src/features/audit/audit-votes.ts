import type { Sequelize } from 'sequelize';
import type { Config, Secrets } from '#src/config/settings.ts';
import { countLines } from '#src/features/audit/count-lines.ts';
import { type AuditLine, holdAgainst, holdOthers } from '#src/features/audit/hold-against.ts';
import { readLedger } from '#src/features/audit/read-ledger.ts';
import { votesIncreased } from '#src/features/audit/votes-increased.ts';
import { s3Target } from '#src/features/exports/s3/s3-target.ts';
import { OTHER_QUESTION } from '#src/telemetry/question-labels.ts';

/** A question without a series has counted nothing. */
const NOTHING = { anchored: 0, plain: 0 };

/**
 * Reads ledger, tally, counter (where there is a Prometheus) and, with `files`, the newest exported files, and holds them
 * against each other for the last `seconds`. Votes of the last quarter of a minute may or may not have been counted yet. Where there are more
 * questions than labels, a last line holds what was counted under `other` against what the others lack.
 * @throws with one line where one of the sources cannot be read.
 */
export async function auditVotes(
  { config, secrets, sequelize }: { config: Config; secrets: Secrets; sequelize: Sequelize },
  { seconds, files }: { seconds: number; files: boolean },
): Promise<AuditLine[]> {
  const target = files ? s3Target(config, secrets) : undefined;
  if (files && !target) throw new Error('Set S3_BUCKET: without it there are no files to look at.');
  const to = new Date();
  const from = new Date(to.getTime() - seconds * 1000);
  const ledger = await readLedger(sequelize, { from, to });
  const increased = config.prometheusUrl
    ? await votesIncreased(config.prometheusUrl, seconds, to)
    : undefined;
  const others = increased?.get(OTHER_QUESTION);
  const lines: AuditLine[] = [];
  for (const line of ledger) {
    const file = line.file?.bucket === target?.bucket ? line.file : null;
    const records = target && file ? await countLines(target, file) : undefined;
    const increase = increased && (increased.get(String(line.id)) ?? NOTHING);
    lines.push(holdAgainst(line, { increase, lines: records, capReached: others !== undefined }));
  }
  if (others) lines.push(holdOthers(ledger, lines, others));
  target?.client.destroy();
  return lines;
}
