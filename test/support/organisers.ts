import type { TestApp } from './test-app.ts';

/** Two organisers, who know nothing of each other, and an administrator: the headers that the API takes of each. */
export async function organisers({ organiser }: TestApp) {
  return {
    ada: await organiser('ada'),
    grace: await organiser('grace'),
    root: await organiser('root', 'administrator'),
  };
}

export type Organisers = Awaited<ReturnType<typeof organisers>>;
