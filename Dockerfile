# syntax=docker/dockerfile:1
# One image for every role: `docker run sang start --roles poll,screen`. See compose.yaml.
FROM node:24.11.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24.11.1-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts
COPY --from=build /app/dist dist
# Puts the links of the embedded server's libraries in place, which its user may not.
RUN node -e "import('./dist/src/adapters/postgres/embedded/binaries.js').then((m) => m.findBinaries({ through: [] }))"

FROM node:24.11.1-bookworm-slim
ENV NODE_ENV=production SANG_DATA=/data SANG_HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /app/package.json package.json
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/dist dist
COPY drizzle drizzle
COPY rules rules
# For `docker compose exec console sang …`.
RUN ln -s /app/dist/src/cli/sang.js /usr/local/bin/sang && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# Beats while the database answers and the process is not stuck; see workers/alive.ts.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["node", "dist/workers/alive-check.js"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "dist/src/cli/sang.js"]
CMD ["start"]
