import { createInterface } from 'node:readline/promises';
import { type Drill, drills } from './drills.ts';
import { isRight } from './judge.ts';
import { calm, DELIVERY, heard } from './run-drill.ts';
import type { Scene } from './scene.ts';
import { symptoms } from './symptoms.ts';

/** Breaks a part without saying which, shows what can be seen of it, and gives whether the answer typed was right. */
export async function runBlind(drill: Drill, scene: Scene, say: (line: string) => void): Promise<boolean> {
  await calm(scene);
  const injectedAt = Date.now();
  const undo = await drill.inject(scene);
  try {
    say('something broke; waiting for the pager');
    const within = drill.time.drilled + DELIVERY;
    if (!(await heard(scene, drill, { status: 'firing', since: injectedAt }, within))) {
      throw new Error('The pager stayed silent.');
    }
    process.stdout.write(`\n${await symptoms(scene)}\n\n`);
    const answer = await ask();
    const right = isRight(answer, drill);
    const seconds = Math.round((Date.now() - injectedAt) / 1000);
    say(`${right ? 'right' : 'wrong'} after ${seconds} s: ${drill.alert}, because ${drill.fault}`);
    return right;
  } finally {
    await undo();
  }
}

async function ask(): Promise<string> {
  const parts = drills.map(({ part }) => part).sort();
  process.stdout.write(`What is it? The name of the alert, or one of: ${parts.join(', ')}\n`);
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: '> ',
    terminal: false,
  });
  lines.prompt();
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}
