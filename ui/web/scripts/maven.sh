#!/bin/sh
# What Maven calls. Does its work once for each state of the sources, so that a build that changed nothing costs nothing.
#
#   maven.sh build TARGET   puts the dashboard where the application's jar takes its static files from
#   maven.sh test TARGET    types, lint, unit tests and size budget
set -eu
cd "$(dirname "$0")/.."
TRAAS_UI_OUT=$2/classes/META-INF/resources
export TRAAS_UI_OUT

sum_of() {
    find "$@" -type f | LC_ALL=C sort | xargs cat | cksum
}

# True when stamp $1 says that this was done for sources $2.
is_done() {
    [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

case $1 in
    build)
        sources=$(sum_of src public index.html vite.config.ts package-lock.json)
        if ! is_done "$2/dashboard.built" "$sources" || [ ! -f "$TRAAS_UI_OUT/index.html" ]; then
            ./npmw run --silent build -- --logLevel warn
            echo "$sources" >"$2/dashboard.built"
        fi
        ;;
    test)
        sources=$(sum_of src dev e2e scripts public index.html vite.config.ts tsconfig.json .oxlintrc.json package-lock.json package.json)
        if ! is_done "$2/dashboard.tested" "$sources"; then
            ./npmw run --silent test:ci
            echo "$sources" >"$2/dashboard.tested"
        fi
        ;;
    *)
        echo "maven.sh: build or test, not $1" >&2
        exit 2
        ;;
esac
