import assert from 'node:assert/strict';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';
import { eventually } from './eventually.ts';
import type { TestApp } from './test-app.ts';

/**
 * Listens with an application from now on; the returned function waits until it has heard of a question. A live stream
 * that begins earlier is told of the publication as of any other change, and ends.
 */
export function hearQuestions({ notifications }: Pick<TestApp, 'notifications'>) {
  const heard = new Set<string>();
  notifications.on('message', (channel, payload) => {
    if (channel === QUESTIONS_CHANNEL) heard.add((JSON.parse(payload) as { slug: string }).slug);
  });
  return (slug: string) => eventually(() => assert.ok(heard.has(slug)), { everyMs: 10 });
}
