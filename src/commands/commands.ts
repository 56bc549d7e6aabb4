import type { Command } from 'commander';

/** Every command by its name, in the order of the help. Only what runs is loaded: most know little of the service. */
export const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('#src/commands/serve.ts')).serveCommand(),
  export: async () => (await import('#src/commands/export.ts')).exportCommand(),
  audit: async () => (await import('#src/commands/audit.ts')).auditCommand(),
  migrate: async () => (await import('#src/commands/migrate.ts')).migrateCommand(),
  backup: async () => (await import('#src/commands/backup.ts')).backupCommand(),
  restore: async () => (await import('#src/commands/restore.ts')).restoreCommand(),
  rank: async () => (await import('#src/commands/rank.ts')).rankCommand(),
  seed: async () => (await import('#src/commands/seed.ts')).seedCommand(),
  user: async () => (await import('#src/commands/user.ts')).userCommand(),
  verify: async () => (await import('#src/commands/verify.ts')).verifyCommand(),
};
