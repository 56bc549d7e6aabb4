/** What Prometheus says a question gained: `anchored` at samples, so whole, and as `increase` extrapolates it. */
export interface Increase {
  anchored: number;
  plain: number;
}

interface Answer {
  data: { result: { metric: { question_id?: string }; value: [number, string] }[] };
}

async function ask(url: string, query: string, at: Date): Promise<Map<string, number>> {
  const parameters = new URLSearchParams({ query, time: String(at.getTime() / 1000) });
  const response = await fetch(`${url}/api/v1/query?${parameters}`, {
    signal: AbortSignal.timeout(30_000),
  }).catch((cause: unknown) => {
    throw new Error(`Prometheus does not answer at ${url}.`, { cause });
  });
  if (!response.ok) throw new Error(`Prometheus at ${url} answered ${response.status} to ${query}`);
  const { data } = (await response.json()) as Answer;
  return new Map(data.result.map(({ metric, value }) => [metric.question_id ?? '', Number(value[1])]));
}

/**
 * What `votes_total` gained by question id over the `seconds` before `at`. The `anchored` modifier needs Prometheus'
 * feature `promql-extended-range-selectors`.
 * @throws with one line where Prometheus does not answer.
 */
export async function votesIncreased(url: string, seconds: number, at: Date): Promise<Map<string, Increase>> {
  const query = (modifier: string) => `sum by (question_id) (increase(votes_total[${seconds}s]${modifier}))`;
  const [anchored, plain] = await Promise.all([ask(url, query(' anchored'), at), ask(url, query(''), at)]);
  return new Map([...anchored].map(([id, value]) => [id, { anchored: value, plain: plain.get(id) ?? 0 }]));
}
