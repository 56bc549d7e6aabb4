import formbody from '@fastify/formbody';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import type { Config, Role, Secrets } from '#src/config/settings.ts';
import { calmLog } from '#src/database/calm-log.ts';
import type { Database } from '#src/database/database.ts';
import type { Notifications } from '#src/database/notifications.ts';
import { accountTurns } from '#src/features/accounts/account-turns.ts';
import { accountsApi } from '#src/features/accounts/accounts-api.ts';
import { accountsWeb } from '#src/features/accounts/accounts-web.ts';
import { sessions } from '#src/features/accounts/sessions.ts';
import { auditLogApi } from '#src/features/audit-log/audit-log-api.ts';
import { auditLogPages } from '#src/features/audit-log/audit-log-pages.ts';
import { credentialApi } from '#src/features/credentials/credential-api.ts';
import { credentialPages } from '#src/features/credentials/credential-pages.ts';
import { downloadApi, downloadPages } from '#src/features/exports/download-votes.ts';
import { exportApi } from '#src/features/exports/export-api.ts';
import { exportLive } from '#src/features/exports/export-live.ts';
import { exportPages } from '#src/features/exports/export-pages.ts';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { indexPages } from '#src/features/lists/index-pages.ts';
import { listApi } from '#src/features/lists/list-api.ts';
import { QuestionLists } from '#src/features/lists/question-lists.ts';
import { observatoryPages } from '#src/features/observatory/observatory-pages.ts';
import { languageRoute } from '#src/features/preferences/language-route.ts';
import { LogReader } from '#src/features/proofs/log-reader.ts';
import { proofApi } from '#src/features/proofs/proof-api.ts';
import { proofPages } from '#src/features/proofs/proof-pages.ts';
import { wellKnownKeys } from '#src/features/proofs/well-known-keys.ts';
import { actionPages } from '#src/features/questions/action-pages.ts';
import { deskApi } from '#src/features/questions/desk-api.ts';
import { deskPages } from '#src/features/questions/desk-pages.ts';
import { organiseApi } from '#src/features/questions/organise-api.ts';
import { organisePages } from '#src/features/questions/organise-pages.ts';
import { questionApi } from '#src/features/questions/question-api.ts';
import { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { reactionApi } from '#src/features/ranking/reaction-api.ts';
import { reactionPages } from '#src/features/ranking/reaction-pages.ts';
import { receiptApi } from '#src/features/receipts/receipt-api.ts';
import { ReceiptFinder } from '#src/features/receipts/receipt-finder.ts';
import { receiptPages } from '#src/features/receipts/receipt-pages.ts';
import { placesFor } from '#src/features/receipts/receipt-parts.ts';
import { embedPages } from '#src/features/results/embed-pages.ts';
import { liveParts } from '#src/features/results/live/live-parts.ts';
import { LiveResults } from '#src/features/results/live-results.ts';
import { presentPages } from '#src/features/results/present-pages.ts';
import { resultsApi } from '#src/features/results/results-api.ts';
import { ResultsGate } from '#src/features/results/results-gate.ts';
import { resultsLiveApi } from '#src/features/results/results-live-api.ts';
import { resultsLiveRoute } from '#src/features/results/results-live-route.ts';
import { resultsPages } from '#src/features/results/results-pages.ts';
import { sharePages } from '#src/features/results/share-pages.ts';
import { shortAddress } from '#src/features/results/short-address.ts';
import { TallyReader } from '#src/features/results/tally/tally-reader.ts';
import { TimelineReader } from '#src/features/results/timeline/timeline-reader.ts';
import { timelineApi } from '#src/features/results/timeline-api.ts';
import { errors } from '#src/features/status/errors.ts';
import { healthRoutes, type Readiness } from '#src/features/status/health-routes.ts';
import { visitorApi } from '#src/features/visitors/visitor-api.ts';
import { VisitorBook } from '#src/features/visitors/visitor-book.ts';
import { previewPages } from '#src/features/votes/preview-pages.ts';
import { questionPageRoute } from '#src/features/votes/question-page-route.ts';
import { voteApiRoute } from '#src/features/votes/vote-api-route.ts';
import { votePageRoute } from '#src/features/votes/vote-page-route.ts';
import { VoteService } from '#src/features/votes/vote-service.ts';
import { Voters } from '#src/features/votes/voter.ts';
import { allowedMethods } from '#src/plugins/allowed-methods.ts';
import { answerHalfClosed } from '#src/plugins/answer-due.ts';
import { answerInTime } from '#src/plugins/answer-in-time.ts';
import { browserSecurity } from '#src/plugins/browser-security.ts';
import { compression } from '#src/plugins/compression.ts';
import { connectionRoom } from '#src/plugins/connection-room.ts';
import { endConnections } from '#src/plugins/end-connections.ts';
import { formAddresses } from '#src/plugins/form-addresses.ts';
import { liveStreams } from '#src/plugins/live-streams.ts';
import { openValkey } from '#src/plugins/open-valkey.ts';
import { openapi } from '#src/plugins/openapi.ts';
import { pages } from '#src/plugins/pages.ts';
import { rateLimits } from '#src/plugins/rate-limits.ts';
import { requestLimit } from '#src/plugins/request-limit.ts';
import { limitServer, serverOptions } from '#src/plugins/server-limits.ts';
import { staticRoutes } from '#src/plugins/static-routes.ts';
import { trustedProxies } from '#src/plugins/trusted-proxies.ts';
import { validation } from '#src/plugins/validation.ts';
import { httpTelemetry } from '#src/telemetry/http.ts';
import { serverLogger } from '#src/telemetry/logger.ts';
import { RequestLog } from '#src/telemetry/request-log.ts';
import { observeLimits } from '#src/telemetry/signals.ts';

/** Everything the application is made from; a test gives its own. */
export interface AppParts {
  config: Config;
  secrets: Secrets & { sessionSecret: string };
  database: Database;
  notifications: Notifications;
  exports: ExportService;
}

/** Composes the HTTP side of the roles in `config.roles`. Closing it answers every vote that was taken. */
export async function buildApp({ config, secrets, database, notifications, exports }: AppParts) {
  const app = Fastify({
    logger: serverLogger(config.logLevel),
    logController: new RequestLog(),
    trustProxy: trustedProxies(config.trustedProxies) ?? false,
    ...serverOptions(),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();
  limitServer(app, { connections: connectionRoom(config, app.log) });
  endConnections(app);
  answerHalfClosed(app);
  const has = (role: Role) => config.roles.includes(role);

  const readiness: Readiness = { accepting: true };
  const catalogue = new QuestionCatalogue(database, notifications);
  const tallies = new TallyReader(database);
  const timelines = new TimelineReader(database);
  const live = new LiveResults(database, notifications, {
    tally: (question) => tallies.read(question),
    question: (slug) => catalogue.find(slug),
    parts: liveParts(timelines),
  });
  const voters = new Voters(secrets.sessionSecret);
  const gate = new ResultsGate(database, voters);
  const lists = new QuestionLists(database, secrets.sessionSecret);
  const logs = new LogReader(database.sequelize);
  const receipts = { finder: new ReceiptFinder(database.sequelize), mayPlace: placesFor(catalogue, gate) };
  const proofs = { database, catalogue, gate, logs };
  const results = { config, database, catalogue, voters, gate, live, tallies, timelines };
  const votes = new VoteService(database.sequelize, {
    queue: config.voteQueueLimit,
    batch: config.voteBatchLimit,
    onCounted: (questionId) => live.changed(questionId, Date.now()),
    log: app.log,
  });
  const calm = calmLog(app.log);
  const visitors = new VisitorBook(database.sequelize, {
    secret: secrets.sessionSecret,
    onError: (error) => calm.warn({ err: error }, 'visits not recorded'),
  });
  const valkey = await openValkey(config, secrets, app.log);
  observeLimits(() => valkey?.problem !== undefined);
  app.addHook('onClose', async () => {
    const unknown = await votes.drain();
    if (unknown > 0)
      app.log.error(`${unknown} votes are missing in votes_total if the database, which is away, has them`);
    await visitors.close();
    live.close();
    valkey?.close();
  });

  await app.register(httpTelemetry);
  await app.register(errors);
  await app.register(browserSecurity, { config, secret: secrets.sessionSecret });
  await app.register(requestLimit, { limit: config.requestLimit });
  await app.register(answerInTime);
  await app.register(allowedMethods);
  await app.register(validation);
  await app.register(rateLimits, { secret: secrets.sessionSecret, valkey });
  await app.register(sessions, { database });
  await app.register(accountTurns);
  await app.register(healthRoutes, { config, database, valkey, readiness });
  await app.register(wellKnownKeys, { logs });

  await app.register(liveStreams);
  if (has('api')) {
    await app.register(openapi);
    const prefix = '/api/v1';
    await app.register(listApi, { prefix, database, lists });
    await app.register(questionApi, { prefix, database });
    await app.register(reactionApi, { prefix, database, catalogue });
    await app.register(visitorApi, { prefix, database });
    await app.register(resultsApi, { prefix, ...results });
    await app.register(resultsLiveApi, { prefix, ...results });
    await app.register(timelineApi, { prefix, ...results });
    await app.register(voteApiRoute, { prefix, catalogue, votes, voters });
    await app.register(receiptApi, { prefix, ...receipts, logs });
    await app.register(proofApi, { prefix, ...proofs });
    await app.register(organiseApi, { prefix, database });
    await app.register(deskApi, { prefix, database });
    await app.register(credentialApi, { prefix, config, database, voters });
    await app.register(auditLogApi, { prefix, database });
    await app.register(downloadApi, { prefix, database });
    await app.register(exportApi, { prefix, exports });
    await app.register(accountsApi, { prefix, config, database, secret: secrets.sessionSecret });
  }
  if (has('web')) {
    await app.register(formbody);
    // After the API: an answer to a vote is too small to be worth a look.
    await app.register(compression);
    await app.register(formAddresses);
    await app.register(pages, { config, visit: (address) => visitors.visit(address) });
    await app.register(staticRoutes);
    await app.register(languageRoute);
    await app.register(indexPages, { lists });
    await app.register(reactionPages, { database, catalogue });
    await app.register(questionPageRoute, { database, catalogue, voters });
    await app.register(votePageRoute, { database, catalogue, votes, voters });
    await app.register(resultsPages, results);
    await app.register(resultsLiveRoute, results);
    await app.register(shortAddress, results);
    await app.register(presentPages, results);
    await app.register(embedPages, results);
    await app.register(accountsWeb, { config, database, secret: secrets.sessionSecret });
    await app.register(deskPages, { database });
    await app.register(receiptPages, receipts);
    await app.register(proofPages, proofs);
    await app.register(organisePages, { database });
    await app.register(actionPages, { database });
    await app.register(previewPages, { config, database });
    await app.register(sharePages, { config, database });
    await app.register(credentialPages, { config, database, voters });
    await app.register(auditLogPages, { database });
    await app.register(downloadPages, { database });
    await app.register(exportPages, { exports });
    await app.register(exportLive, { exports });
    await app.register(observatoryPages, { config, database });
  }
  return { app, catalogue, readiness };
}
