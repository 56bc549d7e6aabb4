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
 * The tokens that forms ask for: the same where the same person sends a form again as it was, so that its answer can be lost and given
 * again though the token is stored nowhere. Who has not the service's secret cannot tell one.
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
