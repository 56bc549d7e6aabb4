// Loaded before the program by `--import`: writes the packages that were loaded, as one JSON line, when the process ends.
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

const packages = new Set<string>();

registerHooks({
  load(url, context, nextLoad) {
    const found = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
    if (found?.[1]) packages.add(found[1]);
    return nextLoad(url, context);
  },
});
process.once('exit', () => writeSync(1, `${JSON.stringify([...packages].sort())}\n`));
