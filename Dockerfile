# The bot alone, for production: no playground, no embedded PostgreSQL, no npm, not root.
# Build: docker build -t cardseal .    Run: see compose.yaml.

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The lockfile pins Node as well, so the image runs the very Node that the tests ran on. The package
# brings it together with what it needs to build against; only the program is kept.
RUN npm ci --omit=dev \
  && mv node_modules/node/bin/node /usr/local/bin/pinned-node \
  && rm -r node_modules/node node_modules/.bin/node

FROM debian:bookworm-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin cardseal \
  && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/cardseal
COPY --from=packages /usr/local/bin/pinned-node /usr/local/bin/node
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json mikro-orm.config.ts ./
COPY machines ./machines
COPY scripts ./scripts
COPY src ./src
# Photos lie in DATA_DIR when S3_ENDPOINT is not set: then mount a volume there.
ENV NODE_ENV=production DATA_DIR=/var/lib/cardseal
USER 10001:10001
EXPOSE 3000
# Longer than the bot takes to finish what it has in hand: docker stop --time 20.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "scripts/healthcheck.ts"]
CMD ["node", "src/main.ts"]
