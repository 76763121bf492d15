#!/usr/bin/env bash
# Koyeb: creates the service from your fork by Koyeb's own command line (koyeb login first), with the settings in your environment:
#   set -a; . ./.env; set +a; bash deploy/platforms/koyeb.sh github.com/YOU/streambot
# Its disk is lost at each deploy: links are kept in a MongoDB of yours (DATABASE_URL).
set -euo pipefail

repository=${1:?which repository: github.com/YOU/streambot}
: "${DATABASE_URL:?has to name a MongoDB: the disk is lost at each deploy}"

settings=(--env PORT=8080 --env SHUTDOWN_GRACE_SECONDS=25)
for name in API_ID API_HASH BOT_TOKEN ADDITIONAL_BOT_TOKENS LOG_CHANNEL ADMINS BASE_URL DATABASE_URL TRUST_PROXY; do
  if [ -n "${!name:-}" ]; then settings+=(--env "$name=${!name}"); fi
done

koyeb apps init streambot \
  --git "$repository" \
  --git-builder docker \
  --git-docker-dockerfile deploy/docker/Dockerfile \
  --instance-type small \
  --ports 8080:http \
  --routes /:8080 \
  --checks 8080:http:/healthz \
  --checks-grace-period 8080=60 \
  "${settings[@]}"
