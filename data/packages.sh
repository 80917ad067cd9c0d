# shellcheck shell=bash
# Sourced by ./start and ./check: need_packages SECTION... installs what is missing of the
# sections of debian-packages.txt, or says the one command that does.

need_packages() {
  local missing=() package
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not a Debian system; the packages named in data/debian-packages.txt are needed." >&2
    return 0
  fi
  while read -r package; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
      missing+=("$package")
  done < <(awk -v want=" $* " '
    /^# \[/ { section = $2; gsub(/[][]/, "", section) }
    /^[^#]/ && index(want, " " section " ") { print $1 }' data/debian-packages.txt)
  [ "${#missing[@]}" -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    echo "These Debian packages are missing. Install them, then run this again:" >&2
    echo "  sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    return 1
  fi
  echo "Installing ${#missing[@]} Debian packages ..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$1-packages.log" 2>&1 || {
    tail -n 20 "$1-packages.log" >&2
    echo "apt-get failed; the whole output is in $1-packages.log" >&2
    return 1
  }
  rm -f "$1-packages.log"
}
