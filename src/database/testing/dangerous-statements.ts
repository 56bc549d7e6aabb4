/** Tables that organisers and operators make grow: what holds these is over in milliseconds. All others grow with votes. */
const SMALL = new Set([
  'accounts',
  'sessions',
  'access_tokens',
  'attempts',
  'questions',
  'choices',
  'turnouts',
  'exports',
  'export_objects',
  'ballot_logs',
  'signing_keys',
]);

/** What reads or rewrites a whole table under a lock that votes wait for, and what to do instead. */
const DANGERS: readonly { pattern: RegExp; advice: string }[] = [
  {
    pattern: /^create (?:unique )?index (?!concurrently)(?:if not exists )?\S+ on (?:only )?(?<table>\w+)/,
    advice: 'make the index on a new table, or CONCURRENTLY outside of a transaction',
  },
  {
    pattern:
      /^alter table (?<table>\w+)\b.*\badd (?:column )?(?!constraint|check|foreign|unique|primary)\w+ [^,]*\b(?:generated|serial|bigserial|default (?!true\b|false\b|null\b|now\(\)|-?\d|'))/,
    advice: 'add the column without a default that differs by row, and fill it in batches',
  },
  {
    pattern: /^alter table (?<table>\w+)\b.*\balter (?:column )?\w+ (?:set data )?type\b/,
    advice: 'add a column of the new type',
  },
  {
    pattern: /^alter table (?<table>\w+)\b.*\balter (?:column )?\w+ set not null/,
    advice: 'add CHECK (… IS NOT NULL) NOT VALID and validate it in a later step',
  },
  {
    pattern:
      /^alter table (?<table>\w+)\b.*\badd (?:constraint \w+ )?(?:check|foreign key)(?!.*\bnot valid\b)/,
    advice: 'add the constraint NOT VALID and validate it in a later step',
  },
  {
    pattern: /^alter table (?<table>\w+)\b.*\badd (?:constraint \w+ )?(?:unique|primary key)(?! using index)/,
    advice: 'make the index CONCURRENTLY first, and add the constraint USING INDEX',
  },
  {
    pattern: /^alter table (?<table>\w+)\b.*\bset (?:logged|unlogged|tablespace)/,
    advice: 'do not rewrite it',
  },
  {
    pattern: /^(?:update|delete from) (?:only )?(?<table>\w+)/,
    advice: 'change its rows in batches, in a command',
  },
  {
    pattern: /^(?:lock table|cluster|vacuum full|reindex table|truncate(?: table)?) (?<table>\w+)/,
    advice: 'do without',
  },
];

/** Statements of a migration without comments and bodies of functions, in one case and with single spaces. */
function statementsOf(sql: string): string[] {
  return sql
    .replace(/--.*$/gm, '')
    .replace(/\$(\w*)\$.*?\$\1\$/gs, "''")
    .toLowerCase()
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

const createdBy = (statements: readonly string[]) =>
  new Set(
    statements.flatMap((statement) => /^create table (?:if not exists )?(\w+)/.exec(statement)?.[1] ?? []),
  );

/** Tables whose rows an INSERT reads: that takes long, and what the step holds is held meanwhile. */
function slowReads(statements: readonly string[]): string[] {
  const holds = statements.some((statement) => statement.startsWith('alter table'));
  if (!holds) return [];
  return statements.flatMap((statement) => {
    const table = /^insert into .*\bfrom (\w+)/.exec(statement)?.[1];
    return table && !SMALL.has(table)
      ? [`reads ${table} while it holds a table: make it a step of its own`]
      : [];
  });
}

/** What in a migration's SQL would hold up votes for as long as a large table takes, one line each. */
export function dangerousStatements(sql: string): string[] {
  const statements = statementsOf(sql);
  const harmless = new Set([...SMALL, ...createdBy(statements)]);
  const dangers = statements.flatMap((statement) =>
    DANGERS.flatMap(({ pattern, advice }) => {
      const table = pattern.exec(statement)?.groups?.table;
      return table === undefined || harmless.has(table) ? [] : [`${statement.slice(0, 80)}: ${advice}`];
    }),
  );
  return [...dangers, ...slowReads(statements)];
}
