const keywords = new Set([
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
]);

/** Names of the metrics an expression reads, with those of `__name__` patterns that list whole names. */
export function usedMetrics(expr: string): string[] {
  const listed = [...expr.matchAll(/__name__=~"([\w|:]+)"/g)].flatMap(([, names = '']) => names.split('|'));
  const bare = expr
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring|group_left)\s*\([^)]*\)/g, ' ');
  const words = [...bare.matchAll(/(?<![\w:.])([a-zA-Z_:][\w:]*)(?!\s*\(|[\w:])/g)].map(
    ([, word = '']) => word,
  );
  return [...new Set([...listed, ...words.filter((word) => !keywords.has(word))])];
}

/** A metric with the labels it is selected by: `votes_total{question="x"}` → votes_total, question. */
export function usedLabels(expr: string): { metric: string; labels: string[] }[] {
  return [...expr.matchAll(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g)].map(([, metric = '', matchers = '']) => ({
    metric,
    labels: [...matchers.replaceAll(/"[^"]*"/g, '').matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
  }));
}
