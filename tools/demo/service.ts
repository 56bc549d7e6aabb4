import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../stack/config-dir.ts';
import { Part } from '../stack/part.ts';
import { PROGRAM, SERVE } from '../stack/program.ts';
import type { Stack } from '../stack/start-stack.ts';

/** Tallyscope itself on top of a stack: its process, its commands and the password of all who may log in. */
export interface DemoService {
  part: Part;
  url: string;
  password: string;
  /** Runs a command of the program, such as `export`, beside the serving process. Rejects with what it complained about. */
  command(args: string[], input?: string): Promise<void>;
}

/** Who may log in, each with the demo's password. */
export const PEOPLE = ['administrator', 'organiser', 'user_1', 'user_2'] as const;
const [ADMINISTRATOR] = PEOPLE;

/**
 * Starts the service; the first time, it gets people and questions with votes. They are there before it starts: what it
 * finds it takes as given, what comes while it runs it counts.
 */
export async function startService(stack: Stack, dataDir: string): Promise<DemoService> {
  const url = `http://127.0.0.1:${stack.ports.service}`;
  const env = {
    ...stack.serviceEnv(),
    PORT: String(stack.ports.service),
    DATA_DIR: join(dataDir, 'service'),
    DEPLOYMENT_ENVIRONMENT: 'demo',
    OPERATOR_NAME: 'The demo on this machine',
  };
  const part = new Part({
    name: 'service',
    command: process.execPath,
    args: SERVE,
    env,
    cwd: PROJECT,
    readyUrl: `${url}/readyz`,
    logFile: join(stack.dataDir, 'logs', 'service.log'),
  });
  const command = (args: string[], input = '') => run(args, env, input);
  const password = await seed(dataDir, command);
  await part.start();
  return { part, url, password, command };
}

/** Gives the password of everybody in the demo. */
async function seed(dataDir: string, command: DemoService['command']): Promise<string> {
  const file = join(dataDir, 'demo-password');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const password = randomBytes(12).toString('base64url');
  await command(['seed', '--mode', 'demo', '--password-stdin'], password);
  await command(['user', 'add', ADMINISTRATOR, '--role', 'administrator', '--password-stdin'], password);
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

function run(args: string[], env: Record<string, string>, input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const { PATH, HOME, TMPDIR, LANG } = process.env;
    const child = spawn(process.execPath, [...PROGRAM, ...args], {
      cwd: PROJECT,
      env: { PATH, HOME, TMPDIR, LANG, ...env },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaints += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(new Error(`tallyscope ${args.join(' ')}: ${complaints.trim() || `ended with code ${code}`}`));
    });
    child.stdin.end(input);
  });
}
