/** Labels of the question in the cases. */
export const question = { question: 'best-editor', question_id: '7' };

/** Its counter in one process. */
export const counter = (instance: string) =>
  `votes_total{question="best-editor",question_id="7",instance="${instance}"}`;

/** Its votes in the ledger, as a worker reports them. */
export const ledger = 'votes_recorded{question="best-editor",question_id="7",instance="worker"}';
