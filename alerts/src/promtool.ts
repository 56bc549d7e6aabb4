import { spawn } from 'node:child_process';
import { toolPath } from '../../tools/tool-path.ts';

/** Runs promtool in a folder; gives what it printed, with whether it was content. */
export async function promtool(args: string[], cwd: string): Promise<{ ok: boolean; output: string }> {
  // It lives for seconds, a quarter of which would go into collecting garbage.
  const env = { GOGC: '400', ...process.env };
  const child = spawn(toolPath('promtool'), args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { ok: code === 0, output };
}
