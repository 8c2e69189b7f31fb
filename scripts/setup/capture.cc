// Holds back what native code writes to stderr: TensorFlow writes a notice while it is loaded, before its log level
// can be set. start() points file descriptor 2 at a file in memory, stop() points it back and returns what was written.

#include <node_api.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

namespace {

int saved = -1;
int held = -1;

napi_value Start(napi_env env, napi_callback_info) {
  if (saved >= 0) return nullptr;
  held = memfd_create("nao-stderr", MFD_CLOEXEC);
  if (held < 0) return nullptr;
  saved = dup(STDERR_FILENO);
  if (saved < 0 || dup2(held, STDERR_FILENO) < 0) {
    close(held);
    if (saved >= 0) close(saved);
    saved = -1;
  }
  return nullptr;
}

napi_value Stop(napi_env env, napi_callback_info) {
  std::string text;
  if (saved >= 0) {
    dup2(saved, STDERR_FILENO);
    close(saved);
    saved = -1;
    char block[4096];
    lseek(held, 0, SEEK_SET);
    for (ssize_t n; (n = read(held, block, sizeof block)) > 0;) text.append(block, n);
    close(held);
  }
  napi_value result = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &result);
  return result;
}

void Export(napi_env env, napi_value exports, const char* name, napi_callback function) {
  napi_value value;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
  napi_set_named_property(env, exports, name, value);
}

}  // namespace

NAPI_MODULE_INIT() {
  Export(env, exports, "start", Start);
  Export(env, exports, "stop", Stop);
  return exports;
}
