import { isAcknowledged } from './check-ballots.ts';
import type { LedgerQuestion } from './ledger.ts';
import type { AskedQuestion, Operation } from './operations.ts';

/** The votes of each voter, in the order in which they were sent. */
function byVoter({ operations }: AskedQuestion): Map<string, Operation[]> {
  const voters = new Map<string, Operation[]>();
  for (const operation of operations) {
    if (operation.voter === null) continue;
    const own = voters.get(operation.voter) ?? [];
    voters.set(operation.voter, [...own, operation]);
  }
  return voters;
}

/** Where the policy limits voters: more than one vote of somebody, and ballots without a participation. */
export function repeatedVoters(asked: AskedQuestion, ledger: LedgerQuestion): string[] {
  if (asked.policy === 'open') return [];
  const voters = byVoter(asked);
  const twice = asked.changeable
    ? []
    : [...voters].flatMap(([voter, own]) => {
        const counted = own.filter(isAcknowledged);
        return counted.length > 1
          ? [`${voter} voted ${counted.length} times: ${counted.map(({ op }) => op).join(', ')}`]
          : [];
      });
  const able = [...voters.values()].filter((own) => own.some(({ end }) => end.type !== 'refused')).length;
  return [
    ...twice,
    ...(ledger.ballots.length > able ? [`${ledger.ballots.length} ballots of ${able} voters`] : []),
    ...(ledger.voters === ledger.ballots.length
      ? []
      : [`${ledger.voters} voters took part with ${ledger.ballots.length} ballots`]),
  ];
}

/**
 * Where answers may be changed, each voter's ballot is a register: what stands is an answer that no acknowledged one
 * came after. An answer came after another that had ended when it was sent.
 */
export function staleAnswers(asked: AskedQuestion, ledger: LedgerQuestion): string[] {
  if (!asked.changeable) return [];
  const standing = new Set(ledger.ballots.map(({ id }) => id));
  return [...byVoter(asked)].flatMap(([voter, own]) => {
    const counted = own.filter(isAcknowledged);
    const stands = counted.filter(({ end }) => standing.has(end.ballot));
    if (stands.length > 1) return [`${voter} has ${stands.length} answers`];
    const [last] = stands;
    // What stands may be one without an answer; `unexplainedBallots` holds its choices against those.
    const rest = own.filter(({ end }) => end.type === 'unknown');
    if (!last && rest.length === 0) return counted.length > 0 ? [`the answer of ${voter} is lost`] : [];
    if (!last) return [];
    const later = counted.findLast(({ invoked }) => invoked > last.ended);
    return later ? [`${voter} has answer ${last.op}, but gave ${later.op} after it`] : [];
  });
}

/** Refusals for which there was no cause, each of which takes somebody's vote away. */
export function wrongRefusals(asked: AskedQuestion): string[] {
  const voters = byVoter(asked);
  return asked.operations.flatMap(({ op, first, voter, invoked, ended, end }) => {
    if (end.type !== 'refused') return [];
    const mayStand = (other: Operation) =>
      other.op !== op && other.invoked < ended && other.end.type !== 'refused';
    const others = (voters.get(voter ?? '') ?? []).filter(mayStand);
    const causes: Record<string, boolean> = {
      closed: asked.closing < ended,
      clock: true,
      duplicate: others.length > 0,
      'concurrent-answer': others.some((other) => other.ended > invoked),
      'key-reused': asked.operations.some((other) => other.first === first && mayStand(other)),
    };
    return causes[end.why] ? [] : [`vote ${op} was refused without a cause: ${end.why}`];
  });
}
