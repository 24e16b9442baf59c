#!/usr/bin/env bash
# Makes sure that the browser tests find a Chromium: one that is there, else the system's package, else Playwright's.
# Run with the project's virtual environment, or with PYTHON= naming its interpreter.
set -euo pipefail
cd "$(dirname "$0")/../.."
PYTHON="${PYTHON:-.venv/bin/python}"

has_chromium() {
  "$PYTHON" -c 'import sys; from tests.browser.chromium import find_chromium; sys.exit(find_chromium() is None)'
}

if has_chromium; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests (apt-get)"
  apt-get update -qq || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null || true
fi
if ! has_chromium; then
  echo "Installing Chromium for the browser tests (playwright)"
  "$PYTHON" -m playwright install chromium
fi
