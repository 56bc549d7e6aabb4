# Stand-ins for the images of other projects, made from the same versions as the native stack. The context is a folder of
# binaries that local-images.ts lays out.
FROM tallyscope-test/build AS base
RUN apt-get update \
 && apt-get install --yes --no-install-recommends busybox haproxy postgresql-client-15 redis-server \
 && ln -s /bin/busybox /usr/local/bin/wget \
 && ln -s /usr/bin/redis-server /usr/local/bin/valkey-server \
 && ln -s /usr/bin/redis-cli /usr/local/bin/valkey-cli \
 && for part in prometheus alertmanager loki postgresql; do mkdir -p "/image/$part"; done \
 && chown 65534 /image/prometheus /image/alertmanager \
 && chown 10001 /image/loki \
 && mkdir -p /etc/alertmanager

FROM base AS postgres
COPY postgres /usr/local/pgsql
COPY postgres.sh /
RUN useradd --uid 999 postgres && chown -R 999 /image/postgresql && cp -a /image/postgresql /var/lib/
ENTRYPOINT ["sh", "/postgres.sh"]

FROM base AS valkey

FROM base AS traefik
ENTRYPOINT ["haproxy"]

FROM base AS s3
COPY versitygw /usr/local/bin/

FROM base AS collector
COPY collector /
ENTRYPOINT ["/collector"]

FROM base AS prometheus
COPY prometheus /bin/
RUN cp -a /image/prometheus /
USER 65534
ENTRYPOINT ["/bin/prometheus"]

FROM base AS alertmanager
COPY alertmanager /bin/
RUN cp -a /image/alertmanager /
USER 65534
ENTRYPOINT ["/bin/alertmanager"]

FROM base AS loki
COPY loki /usr/bin/
RUN cp -a /image/loki /
USER 10001
ENTRYPOINT ["/usr/bin/loki"]
