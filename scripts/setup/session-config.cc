// Configures the sessions of tfjs-node, which offers no way to do so. Its addon is compiled together with this file and calls
// nao_LoadSessionFromSavedModel in place of TF_LoadSessionFromSavedModel (addon.mjs). If the model's folder has the file
// session_config.pb, its ConfigProto is the session's.

#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>

// The part of TensorFlow's C API that is needed. Its header would have the replaced name.
#undef TF_LoadSessionFromSavedModel
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
TF_Session* TF_LoadSessionFromSavedModel(const TF_SessionOptions*, const TF_Buffer* run_options, const char* folder,
                                         const char* const* tags, int tag_count, TF_Graph*, TF_Buffer* meta_graph,
                                         TF_Status*);
}

extern "C" TF_Session* nao_LoadSessionFromSavedModel(const TF_SessionOptions* options, const TF_Buffer* run_options,
                                                     const char* folder, const char* const* tags, int tag_count,
                                                     TF_Graph* graph, TF_Buffer* meta_graph, TF_Status* status) {
  std::ifstream file(std::string(folder) + "/session_config.pb", std::ios::binary);
  if (!file) {
    return TF_LoadSessionFromSavedModel(options, run_options, folder, tags, tag_count, graph, meta_graph, status);
  }
  const std::string config((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  TF_SessionOptions* configured = TF_NewSessionOptions();
  TF_SetConfig(configured, config.data(), config.size(), status);
  TF_Session* session = nullptr;
  if (TF_GetCode(status) == 0) {
    session =
        TF_LoadSessionFromSavedModel(configured, run_options, folder, tags, tag_count, graph, meta_graph, status);
  }
  TF_DeleteSessionOptions(configured);
  return session;
}
