# One image for every role: `docker run sang start --roles poll,screen`. See compose.yaml.
# Tag and digest: the tag is for the reader, the digest (of the list of all platforms) is what is pulled.
FROM node:24.11.1-bookworm-slim@sha256:48abc13a19400ca3985071e287bd405a1d99306770eb81d61202fb6b65cf0b57 AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24.11.1-bookworm-slim@sha256:48abc13a19400ca3985071e287bd405a1d99306770eb81d61202fb6b65cf0b57 AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts
COPY --from=build /app/dist dist
# Puts the links of the embedded server's libraries in place, which its user may not.
RUN node -e "import('./dist/src/adapters/postgres/embedded/binaries.js').then((m) => m.findBinaries({ through: [] }))"

FROM node:24.11.1-bookworm-slim@sha256:48abc13a19400ca3985071e287bd405a1d99306770eb81d61202fb6b65cf0b57
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
