import protobuf from 'protobufjs';

/*
 * The messages and fields of TensorFlow's protocol buffers that a SavedModel needs (saved_model.proto,
 * meta_graph.proto, variable.proto, saver.proto, graph.proto, node_def.proto, attr_value.proto,
 * tensor.proto, tensor_shape.proto, versions.proto), and those of a session's configuration (config.proto,
 * rewriter_config.proto). Omitted fields have their default values.
 */
const DEFINITIONS = `
syntax = "proto3";
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
message MetaGraphDef {
  message MetaInfoDef { repeated string tags = 4; string tensorflow_version = 5; }
  MetaInfoDef meta_info_def = 1;
  GraphDef graph_def = 2;
  SaverDef saver_def = 3;
  map<string, CollectionDef> collection_def = 4;
  map<string, SignatureDef> signature_def = 5;
}
message ConfigProto { GraphOptions graph_options = 10; }
message GraphOptions { RewriterConfig rewrite_options = 10; }
message RewriterConfig { bool disable_meta_optimizer = 19; }
message CollectionDef {
  message BytesList { repeated bytes value = 1; }
  BytesList bytes_list = 2;
}
message VariableDef {
  string variable_name = 1;
  string initializer_name = 2;
  string snapshot_name = 3;
  bool is_resource = 5;
  string initial_value_name = 6;
  bool trainable = 7;
}
message SaverDef {
  string filename_tensor_name = 1;
  string save_tensor_name = 2;
  string restore_op_name = 3;
  int32 version = 7;
}
message SignatureDef {
  map<string, TensorInfo> inputs = 1;
  map<string, TensorInfo> outputs = 2;
  string method_name = 3;
}
message TensorInfo { string name = 1; int32 dtype = 2; TensorShapeProto tensor_shape = 3; }
message GraphDef { repeated NodeDef node = 1; VersionDef versions = 4; }
message VersionDef { int32 producer = 1; int32 min_consumer = 2; }
message NodeDef {
  string name = 1;
  string op = 2;
  repeated string input = 3;
  string device = 4;
  map<string, AttrValue> attr = 5;
}
message AttrValue {
  message ListValue { repeated int64 i = 3; repeated int32 type = 6; }
  oneof value {
    ListValue list = 1;
    bytes s = 2;
    int64 i = 3;
    float f = 4;
    bool b = 5;
    int32 type = 6;
    TensorShapeProto shape = 7;
    TensorProto tensor = 8;
  }
}
message TensorShapeProto { message Dim { int64 size = 1; } repeated Dim dim = 2; }
message TensorProto {
  int32 dtype = 1;
  TensorShapeProto tensor_shape = 2;
  repeated float float_val = 5;
  repeated int32 int_val = 7;
  repeated bytes string_val = 8;
  repeated int64 int64_val = 10;
  repeated bool bool_val = 11;
}
`;

const { root } = protobuf.parse(DEFINITIONS, { keepCase: true });

/** The message type of `saved_model.pb`. */
export const SavedModelProto = root.lookupType('SavedModel');

/** The message type of the entries of collections of variables. */
export const VariableDefProto = root.lookupType('VariableDef');

/** The message type of a session's configuration. */
export const ConfigProto = root.lookupType('ConfigProto');
