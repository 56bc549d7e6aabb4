import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './config-dir.ts';

/** What Node is given for a script of the program at `root`, without the command's own name. */
function argumentsOf(script: 'start' | 'tallyscope', root = PROJECT): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return scripts[script].split(' ').slice(1);
}

/** What Node is given to serve from a tree of its own, such as that of another release. */
export const serveFrom = (root: string): string[] => argumentsOf('start', root);
/** What Node is given for a command of the program, as `npm run tallyscope` has it. */
export const PROGRAM = argumentsOf('tallyscope');
/** What Node is given to serve, as `npm start` has it. */
export const SERVE = argumentsOf('start');
/** Of that, the flags for Node itself. */
export const NODE_FLAGS = SERVE.slice(0, SERVE.indexOf('--import'));
