#!/bin/sh
# Provides a MinIO server for the photo store's contract test. Nothing is done where `minio` is on
# PATH; otherwise it is built once with this machine's Go, into a folder outside the checkout where
# test/support/minio.ts finds it. Without either the contract is not run on S3, and this says so.
set -eu

# Releases of MinIO are no module versions for Go, so this is the version that `@latest` names: the
# last commit, for the repository is archived.
version=v0.0.0-20260212201848-7aac2a2c5b7c

folder="${XDG_CACHE_HOME:-$HOME/.cache}/cardseal"
target="$folder/minio"

if command -v minio >/dev/null 2>&1; then
  echo "minio: on PATH"
  exit 0
fi
if [ -x "$target" ]; then
  echo "minio: $target"
  exit 0
fi
if ! command -v go >/dev/null 2>&1; then
  echo "minio: neither minio nor go is here, so the photo store is not tested on a real S3 server" >&2
  exit 0
fi

mkdir -p "$folder"
half="$(mktemp -d "$folder/build.XXXXXX")"
trap 'rm -rf "$half"' EXIT
echo "minio: building $version, which takes a few minutes the first time"
if ! GOBIN="$half" CGO_ENABLED=0 go install -trimpath "github.com/minio/minio@$version"; then
  echo "minio: it could not be built, so the photo store is not tested on a real S3 server" >&2
  exit 0
fi
mv "$half/minio" "$target"
echo "minio: $target"
