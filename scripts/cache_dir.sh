#!/usr/bin/env bash
# Prints the directory outside the tree that holds LibTorch and the other downloads.
set -euo pipefail

if [[ -n ${XDG_CACHE_HOME:-} ]]; then
  if [[ $XDG_CACHE_HOME != /* ]]; then
    echo "error: XDG_CACHE_HOME: expected an absolute path, got \"$XDG_CACHE_HOME\"" >&2
    exit 1
  fi
  echo "$XDG_CACHE_HOME/mlrun"
  exit
fi
home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
if [[ -z $home ]]; then
  echo "error: no cache directory: neither XDG_CACHE_HOME nor HOME is set;" \
    "set XDG_CACHE_HOME to a directory with 2 GB free" >&2
  exit 1
fi
echo "$home/.cache/mlrun"
