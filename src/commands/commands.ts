import { auditCommand } from '#src/commands/audit.ts';
import { exportCommand } from '#src/commands/export.ts';
import { migrateCommand } from '#src/commands/migrate.ts';
import { rankCommand } from '#src/commands/rank.ts';
import { seedCommand } from '#src/commands/seed.ts';
import { serveCommand } from '#src/commands/serve.ts';
import { userCommand } from '#src/commands/user.ts';
import { verifyCommand } from '#src/commands/verify.ts';

/** Every command, in the order of the help. */
export const commands = () => [
  serveCommand(),
  exportCommand(),
  auditCommand(),
  migrateCommand(),
  rankCommand(),
  seedCommand(),
  userCommand(),
  verifyCommand(),
];
