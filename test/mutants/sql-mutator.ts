/** What is read of a node of Babel's syntax tree that holds a text. */
export interface TextNode {
  type: string;
  value?: string;
  quasis?: { value: { raw: string } }[];
}

/** A change of SQL: wherever the pattern matches, and what stands there instead. */
type Change = [pattern: RegExp, instead: string | ((found: string) => string)];

const swapped = (one: string, other: string): Change[] => [
  [new RegExp(`(?<=\\s)${RegExp.escape(one)}(?=\\s)`, 'g'), other],
  [new RegExp(`(?<=\\s)${RegExp.escape(other)}(?=\\s)`, 'g'), one],
];

const COLUMN = '(?:\\w+\\.)?\\w+';

/** Each leaves a statement that PostgreSQL takes, nearly everywhere; what it does not take, any test notices. */
const changes: Change[] = [
  [/(?<!BETWEEN \S+ )\bAND\b/g, 'OR'],
  [/\bOR\b/g, 'AND'],
  [/\bNOT EXISTS\b/g, 'EXISTS'],
  [/(?<!NOT )\bEXISTS\b/g, 'NOT EXISTS'],
  ...swapped('IS NOT NULL', 'IS NULL'),
  ...swapped('IS NOT DISTINCT FROM', 'IS DISTINCT FROM'),
  [/\bIS NOT TRUE\b/g, 'IS TRUE'],
  ...swapped('<', '<='),
  ...swapped('>', '>='),
  [/(?<!SET \w+ )(?<=\s)=(?=\s)/g, '<>'],
  [/(?<=\s)<>(?=\s)/g, '='],
  ...swapped('+', '-'),
  [new RegExp(`\\bORDER BY ${COLUMN}(, ${COLUMN})*( DESC)?`, 'g'), ''],
  [/\bDESC\b/g, 'ASC'],
  [/\bLIMIT \d+/g, ''],
  [/\bON CONFLICT( \([^)]*\))? DO NOTHING/g, ''],
  [/\bFOR (NO KEY |KEY )?(SHARE|UPDATE)( OF \w+)?( SKIP LOCKED)?/g, ''],
  [/\bSKIP LOCKED\b/g, ''],
  [/(?<!IS |IS NOT )\bDISTINCT\b/g, ''],
  [/\bLEFT JOIN\b/g, 'JOIN'],
  [/\bUNION ALL\b/g, 'UNION'],
  [/\bbool_or\b/g, 'bool_and'],
  [/\bgreatest\b/g, 'least'],
  [/\bleast\b/g, 'greatest'],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
  // Parameters, casts and types have their numbers in their names.
  [/(?<![\w.$'])\d+(?![\w.'])/g, (number) => String(Number(number) + 1)],
];

const SQL = /\b(SELECT|FROM|WHERE|JOIN|EXISTS|CASE|UNION|ON CONFLICT|ORDER BY|UPDATE|cardinality)\b/;

/** The text with each single change, which is told in a comment of SQL beside it. */
export function* changedSql(text: string): Iterable<string> {
  for (const [pattern, instead] of changes)
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const put = typeof instead === 'string' ? instead : instead(found);
      yield `${text.slice(0, index)}${put} /* was ${found} */ ${text.slice(index + found.length)}`;
    }
}

function* changedTexts(node: TextNode): Iterable<TextNode> {
  const { type, value = '', quasis = [] } = node;
  if (type === 'StringLiteral' && SQL.test(value))
    for (const changed of changedSql(value)) yield { type, value: changed };
  if (type !== 'TemplateLiteral' || !quasis.some(({ value: { raw } }) => SQL.test(raw))) return;
  for (const [at, { value: part }] of quasis.entries())
    for (const raw of changedSql(part.raw)) {
      const changed = structuredClone(node);
      changed.quasis?.splice(at, 1, { ...quasis[at], value: { raw } });
      yield changed;
    }
}

/** Changes statements of SQL within texts, of which Stryker itself knows but to leave them out. */
export const sqlMutator = {
  name: 'Sql',
  mutate: ({ node }: { node: TextNode }) => changedTexts(node),
};

/** Has Stryker use it. It offers no way in for mutators, so this is the list that its instrumenter goes by. */
export async function addSqlMutator(): Promise<void> {
  const list = new URL(
    'dist/src/mutators/mutate.js',
    import.meta.resolve('@stryker-mutator/instrumenter/package.json'),
  );
  const { allMutators } = (await import(list.href)) as { allMutators: (typeof sqlMutator)[] };
  allMutators.push(sqlMutator);
}
