# One image for every service of Nightlatch: the command names which (worker, sandbox, setup, ...).
# Debian and not Alpine: Temporal's native core is built for glibc. The version is the one that the tests run on.
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

# Everything that is needed to build, which stays behind in this stage.
FROM base AS build
# The install scripts would fetch a Node and compile nothing that runs here: the image has its Node already.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
COPY workflows workflows
COPY activities activities
COPY sandbox sandbox
RUN npm run build

# What runs needs, and nothing else: no compiler, no linter, no test.
FROM base AS dependencies
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM base AS runtime
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY LICENSE ./
# Where a volume with the key ring goes: it takes its owner from here.
RUN mkdir /keys && chown node:node /keys
# Owned by root and run by another: the service cannot change its own code.
USER node
EXPOSE 9464
# In the image that is the worker's own judgement of itself; a service without this port replaces the check.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and hears SIGTERM itself: no shell and no npm stand between.
ENTRYPOINT ["node", "dist/src/cli/main.js"]
CMD ["worker", "--port", "9464"]
