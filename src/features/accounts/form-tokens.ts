import { newToken, TOKEN_PREFIX } from '#src/features/accounts/access-token-store.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';
import { KeyedHash } from '#src/plugins/keyed-hash.ts';

/** What a form asks for a token with. */
interface Asked {
  form?: string | undefined;
  name: string;
  scopes: readonly string[];
  days: string;
}

/**
 * Derives the token that a form asks for: a form that the same person sends again unchanged gets the same token, so that an answer
 * that was lost can be given again though tokens are not stored. Nobody can compute one without the service's secret.
 */
export class FormTokens {
  readonly #hashes: KeyedHash;

  constructor(secret: string) {
    this.#hashes = new KeyedHash(deriveKey(secret, 'access tokens of forms'));
  }

  tokenOf(accountId: number, { form, name, scopes, days }: Asked): string {
    if (form === undefined) return newToken();
    const digest = this.#hashes.digest(JSON.stringify([accountId, form, name, scopes, days]));
    return TOKEN_PREFIX + digest.toString('base64url');
  }
}
