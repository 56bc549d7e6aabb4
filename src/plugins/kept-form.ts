import type { FastifyRequest } from 'fastify';
import { type Problem, STALE_FORM } from '#src/plugins/problem.ts';

/** A form that was not taken: where it goes, and its fields as they were sent. */
export interface KeptForm {
  action: string;
  fields: [name: string, value: string][];
}

/** Names of fields that are not to stand in any page. */
const PASSWORDS = new Set(['password', 'current', 'new']);

const maySucceedLater = ({ type, statusCode }: Problem) =>
  type === STALE_FORM || statusCode === 401 || statusCode === 503;

/**
 * The form that an error page offers to send again, where the error has nothing to do with the form: its sender was logged
 * out, the page was too old, or the database was away. Only a form that, as the browser says, one of our own pages sent: no
 * other site may fill in what our page then offers to send.
 */
export function keptForm(request: FastifyRequest, problem: Problem): KeptForm | undefined {
  const { method, url, headers, body } = request;
  if (method !== 'POST' || headers['sec-fetch-site'] !== 'same-origin' || !maySucceedLater(problem))
    return undefined;
  const fields = Object.entries(body ?? {})
    .filter(([name]) => name !== '_csrf')
    .flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]));
  if (fields.length === 0 || fields.some(([name]) => PASSWORDS.has(name))) return undefined;
  return { action: url, fields };
}
