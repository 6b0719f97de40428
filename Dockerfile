# One image for the web server and for workers; docker-compose.yml says which is which.
FROM node:22-bookworm-slim

ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 FEATURESCOPE_DATA=/data
RUN mkdir /app /data && chown node:node /app /data
USER node
WORKDIR /app

# the packages change less often than the sources
COPY --chown=node package.json package-lock.json .npmrc prisma.config.ts tsconfig.json ./
COPY --chown=node scripts ./scripts
COPY --chown=node prisma ./prisma
RUN npm ci --omit=dev && npm cache clean --force

COPY --chown=node . .
# docker build --build-arg FEATURESCOPE_COMMIT=$(git rev-parse HEAD): /api/health names it
ARG FEATURESCOPE_COMMIT=
RUN npm run build && rm -rf .next/cache /data/*

VOLUME /data
EXPOSE 3000
CMD ["node", "scripts/run.mjs", "cli/start.ts"]
