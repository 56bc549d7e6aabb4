import { Command } from 'commander';
import { progressLine } from '#src/commands/progress-line.ts';
import { trustedKeys } from '#src/features/proofs/verify/trusted-keys.ts';
import { verifyFiles } from '#src/features/proofs/verify/verify-files.ts';

interface Options {
  bundle: string;
  csv?: string;
  receipt?: string;
  earlier?: string;
  key?: string;
}

const NOT_PROVED = `This does not prove that every ballot was cast by somebody who may vote, nor that every vote cast was sealed: voters see
to the second with their receipts. See docs/proofs.md.`;

async function verify({ bundle, csv, receipt, earlier, key }: Options): Promise<void> {
  const { heard, end } = progressLine(process.stderr);
  const startedAt = performance.now();
  const files = { bundle, csv, receipt, earlier, keys: await trustedKeys(key), heard };
  const { problems, verified } = await verifyFiles(files).finally(end);
  for (const problem of problems) process.stderr.write(`tallyscope: ${problem}\n`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (problems.length > 0) {
    process.exitCode = 1;
    return;
  }
  process.stdout.write(
    `Verified in ${seconds} s.\n${verified.map((line) => `  ${line}\n`).join('')}${NOT_PROVED}\n`,
  );
}

/** `tallyscope verify`: computes a tally again from files, offline; fails and names what does not fit. */
export const verifyCommand = () =>
  new Command('verify')
    .description(
      'compute a tally again from its proof bundle and exported CSV, offline; exit 1 where anything differs',
    )
    .requiredOption('--bundle <file>', 'proof bundle of the question')
    .option('--csv <file>', 'exported votes of the question')
    .option('--receipt <code>', 'code of a receipt, to see its ballot in the tally')
    .option(
      '--earlier <file>',
      'proof bundle of the question that you kept, or its first line, to see it continued',
    )
    .option('--key <id or file>', 'the signing key you trust: its id, or a file with public keys')
    .action(verify);
