/** What the database answers, unless it takes longer than so many milliseconds. It goes on with its work; nobody waits for it. */
export async function answerWithin<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database did not answer in time')), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
