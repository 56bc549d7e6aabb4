import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { startService } from '#src/commands/serve.ts';
import { certificateProblem, verifiedUrl } from '#src/database/server-certificate.ts';
import { makeAuthority, makeServerCertificate, noCertificates } from '../../test/support/certificates.ts';
import { query } from '../../test/support/embedded.ts';
import { eventually } from '../../test/support/eventually.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';
import { startTlsServer, type TlsServer } from '../../test/support/tls-server.ts';

const encrypted = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
const others =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = user';

describe('the certificate of the database', { skip: noCertificates }, () => {
  const cleanup = suiteCleanup();
  const directory = mkdtempSync(join(tmpdir(), 'tallyscope-certificates-'));
  cleanup.after(() => rmSync(directory, { recursive: true, force: true }));
  let server: TlsServer;
  let ca = '';
  let otherCa = '';
  before(async () => {
    ca = makeAuthority(directory, 'ours');
    otherCa = makeAuthority(directory, 'another');
    server = await startTlsServer(cleanup, makeServerCertificate(directory, 'ours', 'localhost'));
  });

  const problemOf = (url: string) => query(url, 'SELECT 1').then(() => 'none', certificateProblem);

  it('is accepted where an authority in the file has signed it, and the connection is encrypted', async () => {
    assert.deepEqual(await query(verifiedUrl(server.url(), ca), encrypted), [{ ssl: true }]);
  });

  it('is refused where another has signed it, whatever the URL asks for', async () => {
    for (const asked of ['', '?sslmode=no-verify', '?sslmode=disable&application_name=x', '?ssl=0'])
      assert.equal(
        await problemOf(verifiedUrl(`${server.url()}${asked}`, otherCa)),
        'The certificate of the database is not signed by an authority in DATABASE_CA_FILE.',
      );
  });

  it('is refused where it is for another host name', async () => {
    assert.equal(
      await problemOf(verifiedUrl(server.url('127.0.0.1'), ca)),
      'The certificate of the database is for another host name than that of DATABASE_URL.',
    );
  });

  it('is asked for by every connection of a service, whose readiness says when it is another', async (t) => {
    const { address, stop } = await startService({
      LOG_LEVEL: 'silent',
      PORT: '0',
      DATABASE_URL: server.url(),
      DATABASE_CA_FILE: ca,
      SESSION_SECRET: 'a secret that only tests know about',
    });
    t.after(async () => {
      await server.show(makeServerCertificate(directory, 'ours', 'localhost'));
      await stop();
    });
    const readiness = async () => (await (await fetch(`${address}/readyz`)).json()) as { detail?: string };
    assert.deepEqual(await readiness(), { status: 'ready' });
    const open = await query(
      `${server.url()}?sslmode=no-verify`,
      `SELECT bool_and(ssl) AS all, count(*) > 3 AS several FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = user`,
    );
    assert.deepEqual(open, [{ all: true, several: true }]);

    await server.show(makeServerCertificate(directory, 'another', 'localhost'));
    await eventually(
      async () => {
        await query(`${server.url()}?sslmode=no-verify`, others);
        assert.equal(
          (await readiness()).detail,
          'The certificate of the database is not signed by an authority in DATABASE_CA_FILE.',
        );
      },
      { withinMs: 60_000 },
    );
  });

  it('keeps a service from starting where it is not the right one', async () => {
    const env = { LOG_LEVEL: 'silent', DATABASE_URL: server.url(), DATABASE_CA_FILE: otherCa };
    await assert.rejects(startService(env), (error) => /not signed by/.test(certificateProblem(error) ?? ''));
  });
});

describe('a file of authorities', () => {
  it('that is missing or holds no certificate is named, and the URL is not', (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'tallyscope-authorities-'));
    t.after(() => rmSync(directory, { recursive: true, force: true }));
    const file = join(directory, 'ca.crt');
    for (const says of [
      /DATABASE_CA_FILE: .*ca\.crt holds no certificate \(ENOENT\)/,
      /holds no certificate/,
    ]) {
      assert.throws(
        () => verifiedUrl('postgres://user:secret@host/db', file),
        (error: Error) => says.test(error.message) && !error.message.includes('secret'),
      );
      writeFileSync(file, 'no certificate');
    }
  });

  it('that is not named leaves the URL as it is', () => {
    assert.equal(verifiedUrl('postgres://host/db', undefined), 'postgres://host/db');
  });

  it('says nothing of other errors', () => {
    assert.equal(certificateProblem(new Error('connect ECONNREFUSED')), undefined);
    assert.equal(certificateProblem(undefined), undefined);
  });
});
