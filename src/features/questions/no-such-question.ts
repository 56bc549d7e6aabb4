import { notFound } from '#src/plugins/problem.ts';

/** Answers alike where there is no such question and where it is hidden: nobody learns of a draft. */
export const noSuchQuestion = () => notFound('There is no such question.');
