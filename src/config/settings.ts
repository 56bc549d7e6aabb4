import { type Static, type TSchema, Type } from '#src/schema/type.ts';

/** One environment variable: its name, shape, default and the sentence that documents it. */
export interface Setting<T extends TSchema = TSchema> {
  env: string;
  schema: T;
  about: string;
  /** Comma-separated in the environment, an array in the program. */
  list?: boolean;
}

/** Characters that `SESSION_SECRET` has at least. */
export const SHORTEST_SECRET = 32;

const setting = <T extends TSchema>(env: string, schema: T, about: string): Setting<T> => ({
  env,
  schema,
  about,
});
const list = <T extends TSchema>(env: string, schema: T, about: string): Setting<T> => ({
  env,
  schema,
  about,
  list: true,
});
const optionalText = Type.Optional(Type.String({ minLength: 1 }));
// Addresses are logged, and shown to organisers where nothing answers there: none may hold a user and password.
const optionalAddress = Type.Optional(
  Type.String({ pattern: '^https?://[^/?#@\\s\\\\]+([/?#]\\S*)?$', examples: ['https://tools.example.org'] }),
);
const role = Type.Union([Type.Literal('web'), Type.Literal('api'), Type.Literal('worker')]);

export type Role = Static<typeof role>;

/** Settings that may be printed and logged. */
export const settings = {
  host: setting('HOST', Type.String({ default: '127.0.0.1' }), 'Address to listen on.'),
  port: setting(
    'PORT',
    Type.Integer({ minimum: 0, maximum: 65535, default: 3000 }),
    'Port to listen on; 0 picks a free one.',
  ),
  publicUrl: setting(
    'PUBLIC_URL',
    Type.Optional(Type.String({ pattern: '^https?://[^/@\\s]+$', examples: ['https://vote.example.org'] })),
    'Origin that voters see, such as `https://vote.example.org`; with `https` cookies are marked secure.',
  ),
  roles: list(
    'ROLES',
    Type.Array(role, { minItems: 1, uniqueItems: true, default: ['web', 'api', 'worker'] }),
    'What this process does: `web` (pages), `api` (JSON), `worker` (export jobs, sealing, ledger audit, housekeeping).',
  ),
  dataDir: setting(
    'DATA_DIR',
    Type.String({ default: 'data', minLength: 1 }),
    'Directory of the embedded database and of generated secrets.',
  ),
  databasePoolSize: setting(
    'DATABASE_POOL_SIZE',
    Type.Integer({ minimum: 2, maximum: 200, default: 10 }),
    'Connections to PostgreSQL that this process keeps at most.',
  ),
  databaseCaFile: setting(
    'DATABASE_CA_FILE',
    optionalText,
    'PEM file of the authorities that the certificate of `DATABASE_URL` is held against; with it every connection is encrypted and its host name checked.',
  ),
  trustedProxies: list(
    'TRUSTED_PROXIES',
    Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$', examples: ['10.0.0.0/8'] }), {
      default: [],
    }),
    'Addresses or CIDR ranges of the proxies whose `X-Forwarded-For` is believed.',
  ),
  embedAncestors: list(
    'EMBED_ANCESTORS',
    Type.Array(
      Type.String({ pattern: '^(\\*|none|https?://[^/;,\\s\'"]+)$', examples: ['https://www.example.org'] }),
      {
        minItems: 1,
        default: ['*'],
      },
    ),
    'Sites that may embed results that anybody may see: origins such as `https://intranet.example.org`, `*` for every site, or `none`.',
  ),
  visitorRetentionDays: setting(
    'VISITOR_RETENTION_DAYS',
    Type.Integer({ minimum: 1, maximum: 3650, default: 365 }),
    'Days without a visit after which a visitor is forgotten; an address is kept only as a keyed hash.',
  ),
  logLevel: setting(
    'LOG_LEVEL',
    Type.Union(
      (['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const).map((level) =>
        Type.Literal(level),
      ),
      { default: 'info' },
    ),
    'Least severity that is logged.',
  ),
  signUp: setting(
    'SIGN_UP',
    Type.Union([Type.Literal('open'), Type.Literal('closed')], { default: 'open' }),
    'Whether people may make accounts for themselves (`open`), or only operators may for them (`closed`).',
  ),
  metricsEndpoint: setting(
    'METRICS_ENDPOINT',
    Type.Boolean({ default: false }),
    'Serve `/metrics` in Prometheus format, for shops without a Collector. It tells how many voted, also where results are hidden: who comes through a proxy (`X-Forwarded-For`) gets nothing.',
  ),
  voteQueueLimit: setting(
    'VOTE_QUEUE_LIMIT',
    Type.Integer({ minimum: 1, maximum: 1_000_000, default: 5000 }),
    'Votes that may wait for a commit; beyond it a vote is refused with 503 and `Retry-After`.',
  ),
  voteBatchLimit: setting(
    'VOTE_BATCH_LIMIT',
    Type.Integer({ minimum: 1, maximum: 10_000, default: 500 }),
    'Votes that go into one transaction at most.',
  ),
  requestLimit: setting(
    'REQUEST_LIMIT',
    Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1000 }),
    'Requests other than votes that may be under way; beyond it they are refused with 503 and `Retry-After`.',
  ),
  connectionLimit: setting(
    'CONNECTION_LIMIT',
    Type.Integer({ minimum: 1, maximum: 10_000_000, default: 20_000 }),
    'Connections that may be open, viewers of live results included; beyond it new ones are closed at once.',
  ),
  drainDelaySeconds: setting(
    'DRAIN_DELAY_SECONDS',
    Type.Number({ minimum: 0, maximum: 300, default: 0 }),
    'Seconds between turning unready and closing the listener on SIGTERM.',
  ),
  valkeyUrl: setting(
    'VALKEY_URL',
    Type.Optional(
      Type.String({
        pattern: '^rediss?://([^:@/]+@)?[^@/]+(/[0-9]+)?$',
        examples: ['redis://valkey:6379/0'],
      }),
    ),
    'Valkey or Redis that shares rate limits between processes, such as `redis://valkey:6379`; unset, each counts for itself.',
  ),
  s3Bucket: setting(
    'S3_BUCKET',
    // AWS takes the ARN of an access point in its place.
    Type.Optional(
      Type.String({
        pattern: '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9]|arn:\\S+)$',
        examples: ['tallyscope-exports'],
      }),
    ),
    'Bucket that exports go to; without it exports are off.',
  ),
  s3Endpoint: setting('S3_ENDPOINT', optionalAddress, 'Address of an S3-compatible server; unset means AWS.'),
  s3Region: setting(
    'S3_REGION',
    Type.String({
      default: 'us-east-1',
      pattern: '^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$',
      examples: ['eu-west-1'],
    }),
    'Region of the bucket.',
  ),
  prometheusUrl: setting(
    'PROMETHEUS_URL',
    optionalAddress,
    'Prometheus to ask for counts beside the ledger.',
  ),
  tempoUrl: setting('TEMPO_URL', optionalAddress, 'Tempo (its HTTP API) to ask for traces.'),
  grafanaUrl: setting('GRAFANA_URL', optionalAddress, 'Grafana that trace links lead to.'),
  deploymentEnvironment: setting(
    'DEPLOYMENT_ENVIRONMENT',
    Type.String({ default: 'development', minLength: 1 }),
    'Name of the environment, as `deployment.environment.name` on every signal; `production` refuses demo data.',
  ),
  buildNumber: setting(
    'BUILD_NUMBER',
    Type.String({ default: '0' }),
    'Build that `/version` and the footer show.',
  ),
  gitCommit: setting('GIT_COMMIT', Type.String({ default: 'unknown' }), 'Commit that `/version` shows.'),
  operatorName: setting('OPERATOR_NAME', optionalText, 'Who runs this service, shown in the footer.'),
  operatorUrl: setting('OPERATOR_URL', optionalAddress, "Link behind the operator's name."),
} as const satisfies Record<string, Setting>;

/** Settings that are never printed. */
export const secretSettings = {
  databaseUrl: setting(
    'DATABASE_URL',
    Type.Optional(
      Type.String({ pattern: '^postgres(ql)?://.+', examples: ['postgres://user@host:5432/tallyscope'] }),
    ),
    'PostgreSQL to use, 14 or newer; unset starts an embedded PostgreSQL 18 in `DATA_DIR`.',
  ),
  sessionSecret: setting(
    'SESSION_SECRET',
    Type.Optional(Type.String({ minLength: SHORTEST_SECRET })),
    `Key for cookies and voter hashes, at least ${SHORTEST_SECRET} characters; unset generates one into \`DATA_DIR\`. Every replica needs the same.`,
  ),
  signingKey: setting(
    'SIGNING_KEY',
    Type.Optional(Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' })),
    'Ed25519 seed that signs tallies, 32 bytes in base64 (`openssl rand -base64 32`); unset derives it from `SESSION_SECRET`.',
  ),
  valkeyPassword: setting('VALKEY_PASSWORD', optionalText, 'Password of the Valkey.'),
  s3AccessKeyId: setting(
    'AWS_ACCESS_KEY_ID',
    optionalText,
    'S3 access key; unset leaves it to the AWS default chain.',
  ),
  s3SecretAccessKey: setting('AWS_SECRET_ACCESS_KEY', optionalText, 'S3 secret key.'),
  s3SessionToken: setting(
    'AWS_SESSION_TOKEN',
    optionalText,
    'Session token where the two are temporary credentials.',
  ),
} as const satisfies Record<string, Setting>;

type Values<S extends Record<string, Setting>> = { readonly [K in keyof S]: Static<S[K]['schema']> };
export type Config = Values<typeof settings>;
export type Secrets = Values<typeof secretSettings>;
