#!/usr/bin/env bash
# Runs the Python that scripts/setup.sh --python made, with numpy, scikit-learn, safetensors and pyarrow.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=$("$scripts/cache_dir.sh")/python/bin/python
if [[ ! -x $python ]]; then
  echo "error: $python is not there: run scripts/setup.sh --python" >&2
  exit 1
fi
exec "$python" "$@"
