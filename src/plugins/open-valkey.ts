import type { Config, Secrets } from '#src/config/settings.ts';
import type { Valkey, ValkeyOptions } from '#src/plugins/valkey.ts';

/** The Valkey of the settings; undefined where they name none, and then its library is not loaded. */
export async function openValkey(
  { valkeyUrl: url }: Config,
  { valkeyPassword: password }: Secrets,
  log: ValkeyOptions['log'],
): Promise<Valkey | undefined> {
  if (!url) return undefined;
  const { Valkey } = await import('#src/plugins/valkey.ts');
  return new Valkey({ url, password, log });
}
