import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill } from './drills.ts';
import { pageNotices } from './page-notices.ts';
import type { Scene } from './scene.ts';

/** What came of a drill; times in seconds, absent where it did not happen. */
export interface Outcome {
  drill: Drill;
  firedAfter?: number;
  resolvedAfter?: number;
  /** Other pages that went out meanwhile. */
  others: string[];
}

/**
 * What may pass beside the rule itself, in seconds: three tries of the service to write (8), export and Collector (3),
 * two samples for a rate (15), one run of the rules (5) and Alertmanager's wait for company (1), on a busy machine.
 */
export const DELIVERY = 40;
const RESOLVE_SECONDS = 90;
const CALM_SECONDS = 120;

/** Breaks a part, waits for the page, mends the part and waits for the all-clear. */
export async function runDrill(drill: Drill, scene: Scene): Promise<Outcome> {
  await calm(scene);
  const injectedAt = Date.now();
  const undo = await drill.inject(scene);
  let fired: number | undefined;
  let undone = injectedAt;
  try {
    fired = await heard(scene, drill, { status: 'firing', since: injectedAt }, drill.time.drilled + DELIVERY);
  } finally {
    undone = Date.now();
    await undo();
  }
  const resolved =
    fired && (await heard(scene, drill, { status: 'resolved', since: undone }, RESOLVE_SECONDS));
  const alerts = pageNotices(scene.stack.notices, injectedAt).map(({ labels }) => labels.alertname ?? '');
  return {
    drill,
    ...(fired && { firedAfter: (fired - injectedAt) / 1000 }),
    ...(resolved && { resolvedAfter: (resolved - undone) / 1000 }),
    others: [...new Set(alerts)].filter((alert) => alert !== drill.alert),
  };
}

/** Waits for a notice about the drill's alert; gives when it came, or nothing if it did not in time. */
export async function heard(
  { stack }: Scene,
  { alert }: Drill,
  { status, since }: { status: 'firing' | 'resolved'; since: number },
  withinSeconds: number,
): Promise<number | undefined> {
  for (const deadline = Date.now() + withinSeconds * 1000; Date.now() < deadline; await sleep(250)) {
    const notice = pageNotices(stack.notices, since).find(
      ({ labels, ...rest }) => labels.alertname === alert && rest.status === status,
    );
    if (notice) return notice.receivedAt.getTime();
  }
  return undefined;
}

/** Waits until no page fires or is about to, not even one that is kept quiet; rejects if one does not end. */
export async function calm({ stack }: Scene): Promise<void> {
  let firing: string[] = [];
  for (const deadline = Date.now() + CALM_SECONDS * 1000; Date.now() < deadline; await sleep(1000)) {
    const response = await fetch(`${stack.urls.prometheus}/api/v1/alerts`);
    const { data } = (await response.json()) as { data: { alerts: { labels: Record<string, string> }[] } };
    firing = data.alerts.flatMap(({ labels }) =>
      labels.severity === 'page' ? [labels.alertname ?? ''] : [],
    );
    if (firing.length === 0) return;
  }
  throw new Error(`${firing.join(', ')} did not end in ${CALM_SECONDS} s: there is no calm to drill in.`);
}
