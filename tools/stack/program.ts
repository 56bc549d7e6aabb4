import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './config-dir.ts';

const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  scripts: Record<'start' | 'tallyscope', string>;
};
const argumentsOf = (script: string): string[] => script.split(' ').slice(1);

/** What Node is given for a command of the program, as `npm run tallyscope` has it, without the command's own name. */
export const PROGRAM = argumentsOf(scripts.tallyscope);
/** What Node is given to serve, as `npm start` has it. */
export const SERVE = argumentsOf(scripts.start);
/** Of that, the flags for Node itself. */
export const NODE_FLAGS = SERVE.slice(0, SERVE.indexOf('--import'));
