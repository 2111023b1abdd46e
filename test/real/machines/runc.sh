#!/bin/sh
# runc, on machines that may not protect processes from the OOM killer: pods ask for that, and would not start otherwise.
bundle= previous=
for word; do
  [ "$previous" = --bundle ] && bundle=$word
  previous=$word
done
[ -z "$bundle" ] || sed -i 's/"oomScoreAdj":-[0-9]*/"oomScoreAdj":0/' "$bundle/config.json"
exec "$(dirname "$0")/runc-itself" "$@"
