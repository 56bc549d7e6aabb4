/** Milliseconds by which the database's clock is ahead of this process's, as far as is known. */
let ahead = 0;

/**
 * The time by the database's clock, which decides whether a question takes votes: so a process whose own clock is wrong still shows
 * the right questions as open and closed.
 */
export const databaseTime = (): Date => new Date(Date.now() + ahead);

/**
 * Notes the time that the database's clock `said` when it was asked at `asked`, by the clock of the process. A difference that the
 * round trip explains counts as none. Any other is rounded so that nothing opens or closes too early, since results may be
 * hidden until then.
 */
export function heardDatabaseTime(said: Date, asked: number): void {
  const answered = Date.now();
  const time = said.getTime();
  ahead = asked <= time && time <= answered ? 0 : time - answered;
}
