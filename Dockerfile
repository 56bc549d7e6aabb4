# Base images are arguments so that a deployment can name its own copy, by digest: --build-arg RUN_IMAGE=…@sha256:…
ARG BUILD_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUN_IMAGE=gcr.io/distroless/cc-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
# What initdb asks for the first time an embedded database starts: a shell, and a name for whatever user it runs as.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends dash libnss-wrapper \
 && mkdir -p /image/bin /image/usr/lib /image/data \
 && cp /bin/dash /image/bin/sh \
 && cp /usr/lib/*-linux-gnu/libnss_wrapper.so /image/usr/lib/ \
 # The embedded database and generated secrets go here, for any user of the group that containers run in.
 && chown 65532:0 /image/data && chmod 0770 /image/data
WORKDIR /image/app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev \
 # Compilers and their users need these; the service runs neither.
 && find node_modules \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' \) -delete \
 && rm -rf node_modules/node-linux-*/include node_modules/node-linux-*/share \
 && mkdir -p /image/usr/local/bin \
 && ln -s /app/node_modules/.bin/node /image/usr/local/bin/node
COPY LICENSE ./
COPY src src
RUN find src \( -name '*.test.ts' -o -name testing \) -prune -exec rm -r {} +

FROM ${RUN_IMAGE}
COPY --from=build /image/ /
ARG BUILD_NUMBER=0
ARG GIT_COMMIT=unknown
LABEL org.opencontainers.image.title="Tallyscope" \
      org.opencontainers.image.description="A voting service whose every vote can be seen, counted and proved" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${BUILD_NUMBER}" \
      org.opencontainers.image.revision="${GIT_COMMIT}"
ENV NODE_ENV=production \
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
ENTRYPOINT ["node", "--max-semi-space-size=8", "--import", "./src/telemetry/register.ts", "src/main.ts"]
CMD ["serve"]
