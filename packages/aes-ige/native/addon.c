/*
 * The Node-API door: { supported, encrypt(data, key, iv, out), decrypt(data, key, iv, out) }.
 * src/buffers.ts gives the readable errors; the checks here are what makes a wrong call harmless all the same.
 */
#include "ige.h"
#include <node_api.h>
#include <stdbool.h>

typedef void (*ige_function)(const uint8_t *, uint8_t *, size_t, const uint8_t *, const uint8_t *);

static bool read_bytes(napi_env env, napi_value value, uint8_t **bytes, size_t *length) {
  bool is_typed_array = false;
  napi_typedarray_type type;
  void *data = NULL;
  if (napi_is_typedarray(env, value, &is_typed_array) != napi_ok || !is_typed_array) return false;
  if (napi_get_typedarray_info(env, value, &type, length, &data, NULL, NULL) != napi_ok) return false;
  *bytes = data;
  return type == napi_uint8_array && (data != NULL || *length == 0);
}

static napi_value call(napi_env env, napi_callback_info info, ige_function function) {
  size_t argc = 4, data_length, key_length, iv_length, out_length;
  uint8_t *data, *key, *iv, *out;
  napi_value argv[4];
  if (napi_get_cb_info(env, info, &argc, argv, NULL, NULL) != napi_ok) return NULL;
  if (argc < 4 || !read_bytes(env, argv[0], &data, &data_length) || !read_bytes(env, argv[1], &key, &key_length) ||
      !read_bytes(env, argv[2], &iv, &iv_length) || !read_bytes(env, argv[3], &out, &out_length)) {
    napi_throw_type_error(env, NULL, "aes-ige takes four Uint8Arrays: data, key, iv, out");
    return NULL;
  }
  if (data_length % 16 != 0 || key_length != 32 || iv_length != 32 || out_length != data_length) {
    napi_throw_range_error(env, NULL, "aes-ige: whole 16-byte blocks, a 32-byte key and iv, out as long as data");
    return NULL;
  }
  if (data_length > 0) {
    const uintptr_t from = (uintptr_t)data, to = (uintptr_t)out;
    if (from != to && from < to + data_length && to < from + data_length) {
      napi_throw_range_error(env, NULL, "aes-ige: out overlaps data without being data");
      return NULL;
    }
    function(data, out, data_length / 16, key, iv);
  }
  return argv[3];
}

#if defined(__x86_64__) || defined(__aarch64__)
static napi_value encrypt(napi_env env, napi_callback_info info) { return call(env, info, ige_encrypt); }
static napi_value decrypt(napi_env env, napi_callback_info info) { return call(env, info, ige_decrypt); }

NAPI_MODULE_INIT() {
  napi_value supported, function;
  const bool has_aes = ige_supported() != 0;
  if (napi_get_boolean(env, has_aes, &supported) != napi_ok ||
      napi_set_named_property(env, exports, "supported", supported) != napi_ok)
    return NULL;
  /* Without the instructions the functions do not even exist. */
  if (!has_aes) return exports;
  if (napi_create_function(env, "encrypt", NAPI_AUTO_LENGTH, encrypt, NULL, &function) != napi_ok ||
      napi_set_named_property(env, exports, "encrypt", function) != napi_ok)
    return NULL;
  if (napi_create_function(env, "decrypt", NAPI_AUTO_LENGTH, decrypt, NULL, &function) != napi_ok ||
      napi_set_named_property(env, exports, "decrypt", function) != napi_ok)
    return NULL;
  return exports;
}
#else
#error "aes-ige has an implementation for x86-64 and arm64 only"
#endif
