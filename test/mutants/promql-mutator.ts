/** A change of PromQL: wherever the pattern matches, and what stands there instead. */
type Change = [pattern: RegExp, instead: string | ((found: string) => string)];

const word = (from: string, to: string): Change => [new RegExp(`\\b${from}\\b`, 'g'), to];
const operator = (from: string, to: string): Change => [
  new RegExp(`(?<=\\s)${RegExp.escape(from)}(?=\\s)`, 'g'),
  to,
];

/** Each leaves an expression that Prometheus takes, nearly everywhere; the others are left out. */
const changes: Change[] = [
  word('and', 'or'),
  word('or', 'and'),
  word('unless', 'and'),
  operator('>=', '>'),
  operator('>', '>='),
  operator('==', '!='),
  operator('+', '-'),
  operator('-', '+'),
  operator('*', '/'),
  operator('/', '*'),
  word('max', 'min'),
  word('min', 'max'),
  word('max_over_time', 'min_over_time'),
  word('min_over_time', 'max_over_time'),
  word('abs', ''),
  word('count', 'sum'),
  [/ offset \w+/g, ''],
  // A selector of labels, and all of them; a label that says by which questions or processes it is told.
  [/(?<=\{|,)\w+(=~|!~|!=|=)"[^"]*",?/g, ''],
  [/ by \([^)]*\)/g, ''],
  // A range twice as long; other ends of it than whole minutes are not looked at by cases of a sample a minute.
  [/(?<=\[)\d+(?=[smhd])/g, (number) => String(2 * Number(number))],
  // A bound; not 0 of what grew, for what is extrapolated from one is more than one.
  [
    /(?<!increase\([^>]*> )(?<![\w.:"[])\d+(\.\d+)?(?![\w.:"])/g,
    (number) => (number === '0' ? '1' : String(1.1 * Number(number))),
  ],
];

/** The expression with each single change, and what was changed. */
export function* changedPromql(expr: string): Iterable<{ expr: string; change: string }> {
  for (const [pattern, instead] of changes)
    for (const { 0: found, index } of expr.matchAll(pattern)) {
      const put = typeof instead === 'string' ? instead : instead(found);
      const before = expr.slice(0, index);
      yield {
        expr: before + put + expr.slice(index + found.length),
        change: `${found} → ${put} after ${before.slice(-60)}`,
      };
    }
}
