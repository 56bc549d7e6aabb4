import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Before anything else is loaded: stripping types and compiling are half the processor time of a start (ADR 41). Where the
// directory cannot be written, as in an image, what was put there before is read.
// This file is JavaScript because the cache does not have it: its types would load what strips types, 13 MB that stay.
enableCompileCache({
  directory: join(import.meta.dirname, '../../node_modules/.cache/compiled'),
  portable: true,
});

// Loaded before the program by `--import`, because a library can only be instrumented before its first use.
const { register } = await import('./register-telemetry.ts');
await register();
