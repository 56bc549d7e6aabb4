import type { Outcome } from './run-drill.ts';

/** What is wrong with the outcome of a drill, a few words each. Late is what came more than `delivery` seconds after the rule. */
export function problems({ drill, firedAfter, resolvedAfter, others }: Outcome, delivery: number): string[] {
  const { drilled, notBefore } = drill.time;
  const found = others.map((other) => `${other} fired too`);
  if (firedAfter === undefined) return [...found, 'did not fire'];
  if (firedAfter < notBefore) found.push(`fired before its ${notBefore} s had passed`);
  if (firedAfter > drilled + delivery) found.push(`fired later than ${Math.round(drilled + delivery)} s`);
  if (resolvedAfter === undefined) found.push('was not resolved');
  return found;
}

/** Whether an answer names the alert or the broken part, however it is spelt. */
export function isRight(answer: string, drill: { alert: string; part: string }): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return [drill.alert, drill.part].some((name) => plain(name) === plain(answer));
}
