import { ProblemSchema } from '#src/plugins/problem.ts';

/** The problems that a route's own rules answer with, for its response schema. Those of its form need not be named. */
export const problems = <const Status extends number>(...statuses: Status[]) =>
  Object.fromEntries(statuses.map((status) => [status, ProblemSchema])) as Record<
    Status,
    typeof ProblemSchema
  >;
