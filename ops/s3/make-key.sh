#!/bin/sh
# Makes the bucket, and the bot's key to it: one that may do with this bucket what the bot does, and
# nothing else. Done again, it changes nothing, or gives the key its new secret.
# It expects S3_ROOT_USER, S3_ROOT_PASSWORD, S3_ACCESS_KEY, S3_SECRET_KEY and S3_BUCKET, and mc.
set -eu
export MC_CONFIG_DIR=/tmp/mc
here=$(dirname "$0")
filled=$(mktemp)
sed "s/BUCKET/$S3_BUCKET/g" "$here/policy.json" > "$filled"

mc alias set --quiet store "${S3_ADDRESS:-http://s3:9000}" "$S3_ROOT_USER" "$S3_ROOT_PASSWORD"
mc mb --quiet --ignore-existing "store/$S3_BUCKET"
mc admin policy create store cardseal-bot "$filled"
mc admin user add store "$S3_ACCESS_KEY" "$S3_SECRET_KEY"
# To attach what is attached already is a failure.
mc admin policy attach store cardseal-bot --user "$S3_ACCESS_KEY" ||
  mc admin policy entities store --user "$S3_ACCESS_KEY" | grep -q cardseal-bot
