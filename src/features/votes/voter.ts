import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { readCode } from '#src/features/votes/credential-code.ts';
import { heldCredential } from '#src/features/votes/credential-cookie.ts';
import { type VoteTicket, voteTicket } from '#src/features/votes/receipt/vote-ticket.ts';
import { codeOf } from '#src/features/votes/typed-code.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';
import { KeyedHash } from '#src/plugins/keyed-hash.ts';
import { signedCookie } from '#src/plugins/signed-cookie.ts';

const COOKIE = 'voter';
const YEAR = 365 * 24 * 3600;

/** What a vote is sent with. */
interface SentWith {
  /** The client's idempotency key. */
  key: string;
  /** The code of an invitation, as it was typed. */
  credential?: string | undefined;
}

type VotedQuestion = Pick<PublishedQuestion, 'id' | 'policy'>;

/** Tells voters apart by what the question's policy names, and gives the ledger a keyed hash instead of it. */
export class Voters {
  readonly #hashes: KeyedHash;

  constructor(secret: string) {
    this.#hashes = new KeyedHash(deriveKey(secret, 'voters'));
  }

  /** The voter's key for one question, as far as the request tells it; undefined where everybody may vote again. */
  known(request: FastifyRequest, { id, policy }: VotedQuestion): Buffer | undefined {
    if (policy === 'open') return undefined;
    if (policy === 'credential') return heldCredential(request);
    if (policy === 'account') return request.identity && this.accountKey(id, request.identity.accountId);
    const browser = signedCookie(request, COOKIE);
    return browser ? this.#hash(browser, id) : undefined;
  }

  /**
   * The voter's key for one question: null where everybody may vote again, undefined where the policy asks for an
   * account or a credential that the request does not have. A browser gets its cookie here. It is derived from the key, so
   * that a vote that is sent again before the answer has come, or after it was lost, is of the same browser.
   */
  identify(
    request: FastifyRequest,
    reply: FastifyReply,
    question: VotedQuestion,
    { key, credential }: SentWith,
  ): Buffer | null | undefined {
    const { id, policy } = question;
    if (policy === 'open') return null;
    if (policy === 'credential' && credential) return this.credentialKey(id, credential);
    const known = this.known(request, question);
    if (known || policy !== 'browser') return known;
    const browser = this.#hashes.digest(`browser ${id} ${key}`).toString('base64url', 0, 16);
    reply.setCookie(COOKIE, browser, { signed: true, maxAge: YEAR });
    return this.#hash(browser, id);
  }

  /** The voter's key of an account. */
  accountKey(questionId: number, accountId: number): Buffer {
    return this.#hash(`account ${accountId}`, questionId);
  }

  /** The voter's key of a one-time credential, which stands in `credentials` where it is one of the question's. */
  credentialKey(questionId: number, code: string): Buffer {
    return this.#hashes.digest(`credential ${questionId} ${readCode(code)}`);
  }

  /**
   * The code of the invitation at this place of what a form asks for: the same where it is sent again. Who has not the
   * service's secret cannot tell it.
   */
  codeOfForm(questionId: number, form: string, place: string): string {
    return codeOf(this.#hashes.digest(`invitation ${questionId} ${form} ${place}`));
  }

  /**
   * The ballot's id and receipt, from the question, the voter and the key the client chose: the same vote sent again has
   * the same ones. They are keyed, so that guessing a client's key joins no voter to a ballot.
   */
  ticket(questionId: number, voter: Buffer | null, key: string, choices: readonly number[]): VoteTicket {
    const digest = this.#hashes.digest(`receipt ${questionId} ${voter?.toString('hex') ?? ''} ${key}`);
    return voteTicket(digest, questionId, choices);
  }

  #hash(id: string, questionId: number): Buffer {
    return this.#hashes.digest(`voter ${questionId} ${id}`);
  }
}
