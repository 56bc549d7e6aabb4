/** One numbered step of the schema: SQL that takes it forward and back. */
export interface Migration {
  name: string;
  up: string;
  down: string;
  /** SQL of ids: `up` then runs for each, in a transaction of its own, with it in the place of `:id`. */
  each?: string;
}
