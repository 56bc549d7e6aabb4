import { Worker } from 'node:worker_threads';

/**
 * Watches how late, at most, the machine lets a thread run that has nothing to do but to wait. What is returned ends
 * that, and gives it in milliseconds.
 */
export function watchMachine(): () => Promise<number> {
  const source = `
    const { parentPort } = require('node:worker_threads');
    let worst = 0;
    let due = Date.now() + 10;
    setInterval(() => {
      worst = Math.max(worst, Date.now() - due);
      due = Date.now() + 10;
    }, 10);
    parentPort.on('message', () => parentPort.postMessage(worst));`;
  const worker = new Worker(source, { eval: true });
  return async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    worker.once('message', resolve);
    worker.postMessage('worst');
    const worst = await promise;
    await worker.terminate();
    return worst;
  };
}
