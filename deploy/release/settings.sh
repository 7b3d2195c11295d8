# shellcheck shell=bash
# Sourced by the scripts in deploy/packages and deploy/release: what a release is made from, and where it goes. Each value that has a variable can
# be set from outside; relative paths are relative to the project.
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

die() { echo "${0##*/}: $*" >&2; exit 1; }

need() { # TOOL:PACKAGE…, named as Debian does
  local tool
  for tool; do
    type -P "${tool%%:*}" >/dev/null || die "${tool%%:*} not found: apt-get install ${tool##*:}"
  done
}

# shellcheck disable=SC2034 # used by those who source this file
{
  version=$(sed -n '/<parent>/,/<\/parent>/d; s/.*<version>\(.*\)<\/version>.*/\1/p' pom.xml | head -n 1)
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) this_platform=linux-amd64 ;;
    Linux-aarch64) this_platform=linux-arm64 ;;
    *) this_platform=other ;;
  esac
  platform=${PLATFORM:-$this_platform}      # of the executable
  build=${BUILD:-target}                    # what Maven made: man/, completion/, and with -Dnative notices/ and tare.cdx.json
  executable=${TARE:-$build/tare}
  out=${OUT:-target/release}                # where the files of the release go
  level=${LEVEL:-6}                         # of compression: 1 to 9
  homepage=${HOMEPAGE:-https://tare.example}
  maintainer=${MAINTAINER:-tare maintainers <maintainers@tare.example>}

  summary="Daemonless scanner for container images"
  description="Tells how many bytes of a container image are shipped twice, or shipped and then removed, in which files, and which instruction did it. \
It reads images from registries, OCI layouts and archives, without a container engine."
  # a pre-release such as 1.2.0-rc.1 sorts before 1.2.0 only with a tilde, in Debian's and in RPM's order alike
  package_version=${version/-/\~}
  sbom=$out/tare-$version-$platform.cdx.json
}

export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
