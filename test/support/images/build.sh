#!/bin/bash
# Makes stand-ins for the manylinux images from Debian packages, pushes them to a loopback registry and prints "name digest".
#
# usage: build.sh [manylinux_2_36_x86_64] [manylinux_2_36_aarch64]      (both by default; root on Debian 12, x86_64)
# WHEELWAY_TEST_REGISTRY (127.0.0.1:5000), WHEELWAY_TEST_PYTHONS ("3.9 3.10 3.11 3.12 3.13"), XDG_CACHE_HOME
set -euo pipefail
export LC_ALL=C.UTF-8
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/wheelway-test/images
readonly registry=${WHEELWAY_TEST_REGISTRY:-127.0.0.1:5000}
readonly policy=manylinux_2_36 suite=bookworm # a policy is a glibc version: Debian 12 has 2.36
read -ra wanted_pythons <<<"${WHEELWAY_TEST_PYTHONS:-3.9 3.10 3.11 3.12 3.13}"

say() { echo "images: $*" >&2; }
die() { say "$@"; exit 1; }

ensure_packages() {
  local package missing=()
  for package in "$@"; do
    [[ $(dpkg-query -Wf '${db:Status-Abbrev}' "$package" 2>/dev/null) == ii* ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  apt-get -o DPkg::Lock::Timeout=900 -qq update >&2
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=900 -qq install --no-install-recommends -y "${missing[@]}" >&2
}

# The F flag makes the kernel open the emulator at once, so that it works inside any root.
ensure_emulation() {
  local binfmt=/proc/sys/fs/binfmt_misc rule=/usr/lib/binfmt.d/qemu-aarch64.conf
  ensure_packages qemu-user-static arch-test
  [[ -e $binfmt/register ]] || mount -t binfmt_misc binfmt_misc $binfmt
  if ! grep -qs '^flags:.*F' $binfmt/qemu-aarch64; then
    [[ ! -e $binfmt/qemu-aarch64 ]] || echo -1 >$binfmt/qemu-aarch64
    sed '/F[A-Z]*$/!s/$/F/' $rule >$binfmt/register
  fi
  arch-test arm64 >/dev/null || die "programs for arm64 do not run here, in spite of $binfmt/qemu-aarch64"
}

ensure_registry() {
  curl -fsS -m 5 "http://$registry/v2/" >/dev/null 2>&1 && return
  ensure_packages docker-registry
  say "starting a registry on $registry, storage in $cache/registry"
  mkdir -p "$cache/registry"
  printf '%s\n' 'version: 0.1' "storage: {filesystem: {rootdirectory: $cache/registry}, delete: {enabled: true}}" \
    "http: {addr: $registry}" >"$cache/registry.yml"
  setsid nohup docker-registry serve "$cache/registry.yml" </dev/null >"$cache/registry.log" 2>&1 9>&- &
  for _ in {1..50}; do curl -fsS -m 5 "http://$registry/v2/" >/dev/null 2>&1 && return; sleep 0.2; done
  die "no registry answers on $registry; see $cache/registry.log"
}

# Prefixes of the machine's own CPythons, one a wanted version: the newest of pyenv's, else one on PATH that is not Debian's.
find_cpythons() {
  local version candidate prefix root
  root=${PYENV_ROOT:-$(pyenv root 2>/dev/null || true)}
  for version in "${wanted_pythons[@]}"; do
    prefix=
    for candidate in $(ls -d "$root/versions/$version".*/bin/python"$version" 2>/dev/null | sort -rV) $(type -ap "python$version"); do
      prefix=$("$candidate" -Ic 'import sys, platform; print(sys.base_prefix if platform.python_implementation() == "CPython" else "/usr")' \
        2>/dev/null) && [[ $prefix != /usr ]] && break
      prefix=
    done
    if [[ $prefix ]]; then echo "$version $prefix"; else say "no CPython $version here (pyenv or PATH): left out"; fi
  done
}

# What goes into the root besides Debian: the scripts, the wheels of tools and, for x86_64, the CPythons.
stage_inputs() { # arch stage-folder
  local arch=$1 stage=$2 version prefix copy pip
  mkdir -p "$stage/wheels"
  cp "$here"/{lay-out.sh,interpreter.txt,tools.txt} "$stage"
  pip=$(tail -1 "$cache/cpythons") && pip=${pip#* }/bin/python${pip%% *}
  local platforms=(--platform any --platform "manylinux_2_5_$arch" --platform "manylinux_2_17_$arch" --platform "manylinux_2_28_$arch")
  for requirements in interpreter tools; do # markers are for the interpreter that will install, not for this one
    sed 's/ ; [^-]*/ /' "$here/$requirements.txt" >"$stage/download.txt"
    "$pip" -m pip download -q --no-deps --require-hashes --only-binary :all: --implementation py --abi none "${platforms[@]}" \
      --python-version 3.11 --dest "$stage/wheels" -r "$stage/download.txt" >&2
  done
  [[ $arch == x86_64 ]] || return 0
  while read -r version prefix; do
    copy=$stage/cpython-$("$prefix/bin/python$version" -Ic 'import platform; print(platform.python_version())')
    mkdir "$copy" && echo "$prefix" >"$copy/built-for"
    tar -C "$prefix" -cf - --exclude=__pycache__ --exclude="lib/python$version/site-packages" --exclude='lib*.a' --exclude=_tkinter.* \
      --exclude="lib/python$version/"{test,idlelib,turtledemo,tkinter} --exclude='lib/*/test' --exclude='lib/*/tests' \
      "bin/python$version" "bin/python$version-config" include lib | tar -C "$copy" -xf -
  done <"$cache/cpythons"
}

build_root() { # name arch key folder -> folder/layer.tar
  local name=$1 arch=$2 key=$3 work=$4 deb=amd64
  [[ $arch == x86_64 ]] || deb=arm64
  stage_inputs "$arch" "$work/stage"
  apt-get -o DPkg::Lock::Timeout=900 -qq update >&2
  apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
    sort -u | grep " $suite" >"$work/sources.list" || die "apt on this machine has no Debian $suite"
  # Not older than any packaged file, so that clamping times does not outdate Debian's byte code; the same for the same package lists.
  SOURCE_DATE_EPOCH=$(find /var/lib/apt/lists -name '*Release' -printf '%Ts\n' | sort -n | tail -1)
  export SOURCE_DATE_EPOCH
  printf '%s\n' "Stand-in for the image $name, for tests only: made of Debian $suite by Wheelway's test/support/images/build.sh, key $key." \
    "Not an image of the manylinux project." >"$work/wheelway-stand-in"
  # A plain PATH: it runs python3 once a package, and pyenv's shims are slow. Nothing may touch the root's /tmp: its apt configuration
  # is there, and without it the clean-up at the end would be of this machine.
  PATH=/usr/sbin:/usr/bin:/sbin:/bin mmdebstrap --quiet --mode=root --variant=minbase --architectures=$deb --format=tar \
    --include="$(sed '/^#/d' "$here/packages.txt" | paste -sd,)" --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/lib/python3.*/config-*.a' --dpkgopt='path-exclude=/usr/bin/*lto-dump*' \
    --customize-hook="copy-in '$work/stage' /opt" --customize-hook="copy-in '$work/wheelway-stand-in' /etc" \
    --customize-hook="chroot \"\$1\" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH bash /opt/stage/lay-out.sh /opt/stage" \
    --customize-hook='rm -rf "$1"/opt/stage; : >"$1/etc/resolv.conf"; echo localhost >"$1/etc/hostname"' \
    --skip=output/dev $suite "$work/layer.tar" "$work/sources.list" >&2
}

# One gzip layer and one config, written as an OCI image layout: what skopeo pushes keeps its digest.
write_layout() { # arch folder
  local arch=$1 work=$2 layout=$2/oci diff layer config created blob=$2/oci/blobs/sha256
  mkdir -p "$blob" "$work/mount-point/dev" # no device nodes, but the folder that the engine mounts them on
  tar --append -f "$work/layer.tar" -C "$work/mount-point" --owner=0 --group=0 --mtime="@$SOURCE_DATE_EPOCH" ./dev
  diff=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
  gzip -n "$work/layer.tar"
  layer=$(sha256sum <"$work/layer.tar.gz" | cut -d' ' -f1)
  mv "$work/layer.tar.gz" "$blob/$layer"
  created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)
  cat >"$work/config.json" <<JSON
{"created": "$created", "os": "linux", "architecture": "$([[ $arch == x86_64 ]] && echo amd64 || echo arm64)",
 "config": {"Env": ["PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "LANG=C.UTF-8",
   "AUDITWHEEL_POLICY=$policy", "AUDITWHEEL_ARCH=$arch", "AUDITWHEEL_PLAT=${policy}_$arch",
   "PKG_CONFIG_PATH=/usr/local/lib/pkgconfig", "SSL_CERT_FILE=/opt/_internal/certs.pem", "WHEELWAY_STAND_IN=1"],
  "Cmd": ["/bin/bash"], "Labels": {"wheelway.stand-in": "Debian $suite, for tests only"}},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$diff"]}, "history": [{"created": "$created", "created_by": "wheelway test/support/images"}]}
JSON
  config=$(add_blob "$work/config.json" "$blob")
  cat >"$work/manifest.json" <<JSON
{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
 "config": {"mediaType": "application/vnd.oci.image.config.v1+json", $config},
 "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "sha256:$layer", "size": $(stat -c %s "$blob/$layer")}]}
JSON
  echo '{"imageLayoutVersion": "1.0.0"}' >"$layout/oci-layout"
  printf '{"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", %s}]}\n' \
    "$(add_blob "$work/manifest.json" "$blob")" >"$layout/index.json"
}

add_blob() { # file blobs-folder -> the descriptor's digest and size
  local digest
  digest=$(sha256sum <"$1" | cut -d' ' -f1)
  echo "\"digest\": \"sha256:$digest\", \"size\": $(stat -c %s "$1")"
  mv "$1" "$2/$digest"
}

remote_digest() { # repository tag -> digest, or nothing
  curl -fsSI -m 10 -H 'Accept: application/vnd.oci.image.manifest.v1+json' "http://$registry/v2/$1/manifests/$2" 2>/dev/null |
    tr -d '\r' | sed -n 's/^docker-content-digest: //Ip' || true
}

push() { # source repository tag
  skopeo --insecure-policy copy -q --preserve-digests --src-tls-verify=false --dest-tls-verify=false "$1" "docker://$registry/$2:$3" >&2
}

provide() { # name
  local name=$1 arch=${1#"${policy}_"} key work digest repository=pypa/$1
  # The key covers what we decide; Debian's updates do not force a new build (remove the cache folder for that).
  key=$({ cat "$here"/{build.sh,lay-out.sh,*.txt}; echo "$arch"; [[ $arch != x86_64 ]] || cat "$cache/cpythons"; } | sha256sum | cut -c1-16)
  work=$cache/$name-$key
  [[ $arch == x86_64 ]] || ensure_emulation # whoever runs the image needs it too
  digest=$(remote_digest "$repository" "$key")
  if [[ ! $digest ]]; then
    if [[ ! -e $work/oci/index.json ]]; then
      say "building $name ($work)"
      ensure_packages mmdebstrap python3
      rm -rf "$cache/$name"-* && mkdir -p "$work.part"
      build_root "$name" "$arch" "$key" "$work.part"
      write_layout "$arch" "$work.part"
      rm -rf "$work.part/stage" && mv "$work.part" "$work"
    fi
    ensure_packages skopeo
    push "oci:$work/oci" "$repository" "$key"
    digest=$(remote_digest "$repository" "$key")
  fi
  [[ $(remote_digest "$repository" latest) == "$digest" ]] || push "docker://$registry/$repository:$key" "$repository" latest
  echo "$registry/$repository:latest $digest"
}

[[ $(id -u) == 0 && $(uname -m) == x86_64 && $(. /etc/os-release && echo "$VERSION_CODENAME") == "$suite" ]] ||
  die "needs root on Debian $suite, x86_64: the CPythons copied from here must find the same libraries inside"
(($#)) || set -- ${policy}_x86_64 ${policy}_aarch64
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
ensure_packages curl
ensure_registry
find_cpythons >"$cache/cpythons"
[[ -s $cache/cpythons ]] || die "no CPython of ${wanted_pythons[*]} found (pyenv or PATH)"
for name in "$@"; do
  [[ $name == ${policy}_x86_64 || $name == ${policy}_aarch64 ]] || die "$name cannot be made here: only ${policy}_x86_64 and ${policy}_aarch64"
  provide "$name"
done
