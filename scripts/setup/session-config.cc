// Configures the sessions of tfjs-node, which offers no way to do so: if a model's folder has the file session_config.pb, its
// ConfigProto is the session's. The linker puts this function in the place of TF_LoadSessionFromSavedModel (--wrap).

#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>

// The part of TensorFlow's C API that is needed.
extern "C" {
struct TF_Buffer;
struct TF_Graph;
struct TF_Session;
struct TF_SessionOptions;
struct TF_Status;
TF_SessionOptions* TF_NewSessionOptions();
void TF_SetConfig(TF_SessionOptions*, const void* proto, size_t length, TF_Status*);
void TF_DeleteSessionOptions(TF_SessionOptions*);
int TF_GetCode(const TF_Status*);
TF_Session* __real_TF_LoadSessionFromSavedModel(const TF_SessionOptions*, const TF_Buffer* run_options, const char* folder,
                                         const char* const* tags, int tag_count, TF_Graph*, TF_Buffer* meta_graph,
                                         TF_Status*);
}

extern "C" TF_Session* __wrap_TF_LoadSessionFromSavedModel(const TF_SessionOptions* options, const TF_Buffer* run_options,
                                                     const char* folder, const char* const* tags, int tag_count,
                                                     TF_Graph* graph, TF_Buffer* meta_graph, TF_Status* status) {
  std::ifstream file(std::string(folder) + "/session_config.pb", std::ios::binary);
  if (!file) {
    return __real_TF_LoadSessionFromSavedModel(options, run_options, folder, tags, tag_count, graph, meta_graph, status);
  }
  const std::string config((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  TF_SessionOptions* configured = TF_NewSessionOptions();
  TF_SetConfig(configured, config.data(), config.size(), status);
  TF_Session* session = nullptr;
  if (TF_GetCode(status) == 0) {
    session =
        __real_TF_LoadSessionFromSavedModel(configured, run_options, folder, tags, tag_count, graph, meta_graph, status);
  }
  TF_DeleteSessionOptions(configured);
  return session;
}
