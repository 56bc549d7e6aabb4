import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aim, type OpenApi } from './aim.ts';
import type { AuthState, FuzzService } from './fuzz-service.ts';
import { type Fuzzer, schemathesis } from './schemathesis.ts';

export type Phase = 'examples' | 'coverage' | 'fuzzing' | 'stateful';

/** What one run of the fuzzer does: who it is, what it tries and how hard. */
export interface FuzzRun {
  as: AuthState | 'leaving';
  phases: Phase[];
  /** Requests that each phase makes for an operation, at most. */
  examples: number;
  seed: number;
  /** It ends after this long, and goes on until then: what chance decides is tried again and again. Without it, once. */
  seconds?: number;
}

/** What one run of the fuzzer did. */
export interface Fuzzed {
  /** What the service did wrong, in the fuzzer's words; undefined where there is nothing. */
  wrong: string | undefined;
  /** Operations of the API that the run was to ask, and those of them that it got to. */
  operations: { selected: number; tested: number };
  /** Requests that were made up and sent. */
  cases: number;
}

/** The part of the fuzzer's report that says what it covered. */
interface Report {
  operations: Fuzzed['operations'];
  test_cases: { generated: number };
}

/** Operations that end the session that asks: they are left to a run whose session nobody else needs. */
const endsSession = ['closeSession', 'endSessions'];

async function run({ command, args, env }: Fuzzer, more: string[], cwd: string) {
  const child = spawn(command, [...args, ...more], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

/**
 * Sends requests that the OpenAPI document allows and ones that it does not, and holds every answer against it: no 5xx, no
 * status, content type, header or field that is not documented. Rejects where the fuzzer itself failed.
 */
export async function fuzzApi(
  service: FuzzService,
  { as, phases, examples, seed, seconds }: FuzzRun,
): Promise<Fuzzed> {
  const tool = await schemathesis();
  const directory = await mkdtemp(join(tmpdir(), 'tallyscope-fuzz-'));
  try {
    const document = (await (await fetch(`${service.origin}/api/v1/openapi.json`)).json()) as OpenApi;
    await writeFile(join(directory, 'openapi.json'), JSON.stringify(aim(document, service.known)));
    const authorization = as === 'leaving' ? await service.freshSession() : service.authorization[as];
    const choice = as === 'leaving' ? '--include-operation-id' : '--exclude-operation-id';
    const { code, output } = await run(
      tool,
      [
        `--config-file=${join(import.meta.dirname, 'schemathesis.toml')}`,
        'run',
        'openapi.json',
        `--url=${service.origin}`,
        `--phases=${phases.join(',')}`,
        `--max-examples=${examples}`,
        `--seed=${seed}`,
        ...(seconds === undefined ? [] : [`--max-time=${Math.max(1, Math.round(seconds))}`]),
        '--report-json-path=report.json',
        '--continue-on-failure',
        '--warnings=off',
        // They are about how fast this machine makes up requests.
        '--suppress-health-check=all',
        ...endsSession.flatMap((operation) => [choice, operation]),
        ...(authorization ? ['--header', `Authorization: ${authorization}`] : []),
      ],
      directory,
    );
    const report = await readFile(join(directory, 'report.json'), 'utf8').catch(() => {
      throw new Error(`the fuzzer wrote no report:\n${output}`);
    });
    const { operations, test_cases } = JSON.parse(report) as Report;
    const { selected, tested } = operations;
    const wrong =
      code === 0 ? undefined : output.slice(Math.max(0, output.search(/^=+ (?:ERRORS|FAILURES)/m)));
    return { wrong, operations: { selected, tested }, cases: test_cases.generated };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
