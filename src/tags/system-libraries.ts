/** Libraries that a wheel may expect to find on a system: data, with its sources. */

/**
 * PEP 513, 571 and 599 list them; PEP 600 hands the list over to auditwheel (`manylinux-policy.json`). The lists of single
 * policies differ by libexpat (from 2.12) and libmvec (from 2.22, with glibc itself) alone; versions of their symbols are
 * auditwheel's to judge.
 */
export const manylinuxLibraries: ReadonlySet<string> = new Set([
  ...["libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "libutil.so.1"],
  ...["libnsl.so.1", "libresolv.so.2", "libanl.so.1", "libmvec.so.1"],
  ...["libgcc_s.so.1", "libstdc++.so.6", "libatomic.so.1", "libz.so.1", "libexpat.so.1"],
  ...["libX11.so.6", "libXext.so.6", "libXrender.so.1", "libICE.so.6", "libSM.so.6", "libGL.so.1"],
  ...["libglib-2.0.so.0", "libgobject-2.0.so.0", "libgthread-2.0.so.0"],
]);

/** PEP 656 and auditwheel's `musllinux-policy.json`; musl has one library for all. */
export const musllinuxLibraries: ReadonlySet<string> = new Set(["libc.so", "libz.so.1"]);

/** The loader itself, which is there whenever the libc is. */
export const loaders =
  /^(?:ld-linux[\w-]*\.so\.\d+|ld64\.so\.\d|ld\.so\.1|ld-musl-\w+\.so\.1|libc\.musl-\w+\.so\.1)$/;

/**
 * Libraries that cannot be bundled, since they belong to the user's drivers and desktop, or that another package or program
 * brings on purpose (CUDA's packages, torch, pyarrow, a JVM): needing one is no mistake that is plain to see.
 */
export const suppliedByOthers: readonly RegExp[] = [
  // Graphics, sound and desktop of the system.
  /^lib(?:EGL|GLX|GLU|OpenGL|GLdispatch|GLES\w*|drm|gbm|vulkan|va|va-drm|va-x11|vdpau|OpenCL|ze_loader)\b/,
  /^lib(?:xcb|xkbcommon|wayland|X|fontconfig|freetype|dbus-1|asound|pulse|jack|udev|cups|gtk|gdk|cairo|pango|atk|gst)/,
  /^lib(?:gio|gmodule|nss3|nssutil3|smime3|nspr4|plc4|plds4|systemd|usb-1\.0|input|mtdev|speechd|pcsclite)/,
  // Drivers and packages of GPUs.
  /^lib(?:cuda|cublas|cudnn|cufft|cufile|cupti|curand|cusolver|cusparse|nv|nccl|nvidia|amdhip|hip|roc|rocm|MIOpen|rccl|hsa)/,
  // Packages that are loaded before the ones that need them.
  /^lib(?:torch|c10|shm\.so|tensorflow|arrow|parquet|jax|xla|mxnet|onnxruntime|triton|shiboken\d*|pyside\d*|Qt\d)/,
  /^lib(?:mkl|iomp|tbb|sycl|svml|irng|imf|intlc|ur_loader|ccl|fabric|mpi|jvm|jli|jawt|R\.so|Rblas|Rlapack)/,
];

/** Of the C runtime's debug build, which only comes with Visual Studio and may not be passed on. */
export const debugRuntime =
  /^(?:vcruntime\d+(?:_\d)?d|msvcp\d+(?:_\w+)?d|msvcr\d+d|ucrtbased|concrt\d+d|python3\d*t?_d)\.dll$/i;

/** Libraries that define functions with Python's names for those linked to them, which abi3audit takes for uses of Python's own. */
export const definesPythonNames = /^(?:lib)?shiboken\d/i;
