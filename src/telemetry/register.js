import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';

// Before anything else is loaded: stripping types and compiling are half the processor time of a start (ADR 41). Where the
// directory cannot be written, as in an image, what was put there before is read.
// This file is JavaScript because the cache does not have it: its types would load what strips types, 13 MB that stay.
enableCompileCache({
  directory: join(import.meta.dirname, '../../node_modules/.cache/compiled'),
  portable: true,
});

// What `imports` of package.json says of `#src/*`: Node would look for that file, and read it, for each of 1,450 imports.
const source = new URL('../', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('#src/')
      ? { url: source + specifier.slice(5), format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});

// A first import of node:http reads what it exports, and these load the client of fetch, 3 MB. `require` still has them.
for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent'])
  Object.defineProperty(process.getBuiltinModule('node:http'), name, { enumerable: false });

// Loaded before the program by `--import`, because a library can only be instrumented before its first use.
const { register } = await import('./register-telemetry.ts');
await register();
