/** Milliseconds by which the database's clock is ahead of this process's, as far as is known. */
let ahead = 0;

/**
 * The time by the database's clock, which votes are counted by: so a process whose own clock is wrong shows as open and closed
 * what takes votes and what does not.
 */
export const databaseTime = (): Date => new Date(Date.now() + ahead);

/**
 * Takes note of what the database's clock `said` to who asked at `asked`, by the clock of the process. A difference that the way
 * there and back accounts for is none. Any other is taken so that nothing is open or closed too early: results may be hidden
 * until then.
 */
export function heardDatabaseTime(said: Date, asked: number): void {
  const answered = Date.now();
  const time = said.getTime();
  ahead = asked <= time && time <= answered ? 0 : time - answered;
}
