// Copies the arrays that are fed to TensorFlow. tfjs-node would lend it their memory: TensorFlow may keep an array in a variable after
// the run, and drops its last reference in any of its threads, where Node-API must not be called. The linker puts this function in the
// place of TF_NewTensor (--wrap).

#include <cstring>

#include "tensorflow/c/tf_tensor.h"

extern "C" TF_Tensor* __wrap_TF_NewTensor(TF_DataType type, const int64_t* dims, int num_dims, void* data, size_t bytes,
                                          void (*release)(void* data, size_t bytes, void* argument), void* argument) {
  TF_Tensor* copy = TF_AllocateTensor(type, dims, num_dims, bytes);
  if (bytes > 0) std::memcpy(TF_TensorData(copy), data, bytes);
  release(data, bytes, argument);
  return copy;
}
