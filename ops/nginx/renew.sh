#!/bin/sh
# Has nginx take a renewed certificate: looks at the files once a minute, and when they have changed
# and nginx finds the whole configuration in order, it goes over to them without dropping a connection.
# The nginx image runs this before nginx itself (/docker-entrypoint.d); it stays in the background.
certs=${CERTS:-/etc/nginx/certs}
state() { cat "$certs"/*.pem | cksum; }
(
  known=$(state)
  while sleep "${RENEW_LOOK:-60}"; do
    now=$(state)
    [ "$now" = "$known" ] && continue
    nginx -t -q && nginx -s reload && known=$now
  done
) &
