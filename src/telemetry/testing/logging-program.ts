// A program that writes 3,000 lines of 200 bytes to its standard output, more than a pipe or a socket holds, and then ends as it is told.
import { LogOutput } from '../log-output.ts';

const output = new LogOutput(process.stdout.fd);
const ends: Record<string, () => void> = {
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('the end');
  },
  // A message that the parent gets while it reads nothing; then the program goes on until it has written everything.
  tell: () => process.send?.('still here', () => process.disconnect()),
  // More lines than may wait.
  flood: () => {
    for (let at = 3010; at < 60_000; at++) output.writeSoon(line(at));
    ends.tell?.();
  },
};

process.stderr.on('error', () => {});
const line = (at: number) => `${String(at).padStart(5, '0')} ${'x'.repeat(193)}\n`;
for (let at = 0; at < 3000; at++) {
  if (at % 1000 === 999) output.write(line(at));
  else output.writeSoon(line(at));
}
setImmediate(() => {
  for (let at = 3000; at < 3010; at++) output.writeSoon(line(at));
  ends[process.argv[2] ?? '']?.();
});
