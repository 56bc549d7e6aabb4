/** Milliseconds after which a request is answered that the change may not be made; proxies and browsers wait not much longer. */
export const ANSWER_MS = 30_000;

/** The database works on it for longer than that. */
export class LateAnswer extends Error {
  override name = 'LateAnswer';
}

/** The database's answer; rejects with {@link LateAnswer} after so many milliseconds, while the database goes on with its work. */
export async function answerWithin<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateAnswer('the database did not answer in time')), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
