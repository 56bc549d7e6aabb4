const longest = 2_000;

/** A statement as it may appear in a span: text literals are replaced by `?`, since a model's `where` is written out. */
export function hideLiterals(sql: string): string {
  return sql
    .replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, '?')
    .replaceAll(/[eE]'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'/g, '?')
    .slice(0, longest);
}

const prepared = new Map<string, string>();

/** The same of a statement with a name, which is one text for good: it is read once. */
export function hidePreparedLiterals(name: string, sql: string): string {
  let shown = prepared.get(name);
  if (shown === undefined) {
    shown = hideLiterals(sql);
    prepared.set(name, shown);
  }
  return shown;
}
