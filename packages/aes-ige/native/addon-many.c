/* Many messages in one call, on this thread or another. */
#include "addon.h"
#include "lanes.h"
#include "thread.h"
#include <stdlib.h>
#include <string.h>

#define DECRYPT_FIELDS 3
#define OPEN_FIELDS 5

struct batch {
  struct message *messages;
  size_t count;
  /* While another thread works: the promise, and what keeps the data of the messages in memory. */
  napi_async_work work;
  napi_deferred deferred;
  napi_ref held;
};

static void free_batch(struct batch *batch) {
  if (batch != NULL) free(batch->messages);
  free(batch);
}

/* Nothing of JavaScript runs in here, so that what one value points to cannot go away while the next is read. */
static bool read_messages(napi_env env, const napi_value *values, struct batch *batch, size_t fields) {
  for (size_t i = 0; i < batch->count; i++) {
    struct message *message = &batch->messages[i];
    uint8_t *to[OPEN_FIELDS] = {NULL, message->key, message->iv, message->prefix, message->digest};
    const size_t lengths[OPEN_FIELDS] = {0, 32, 32, 32, 16};
    for (size_t field = 0; field < fields; field++) {
      uint8_t *bytes;
      size_t length;
      if (!read_bytes(env, values[i * fields + field], &bytes, &length)) {
        napi_throw_type_error(env, NULL, "aes-ige takes Uint8Arrays");
        return false;
      }
      if (field == 0 ? length % 16 != 0 : length != lengths[field]) {
        napi_throw_range_error(env, NULL, "aes-ige: whole 16-byte blocks, a 32-byte key, iv and prefix, a 16-byte digest");
        return false;
      }
      if (field == 0) {
        message->data = bytes;
        message->blocks = length / 16;
      } else {
        memcpy(to[field], bytes, length);
      }
    }
  }
  return true;
}

/* NULL after throwing. *values is the caller's to free, also then. */
static struct batch *read_batch(napi_env env, napi_callback_info info, size_t fields, napi_value **values) {
  size_t argc = 1;
  uint32_t length = 0;
  napi_value flat;
  bool is_array = false;
  *values = NULL;
  if (napi_get_cb_info(env, info, &argc, &flat, NULL, NULL) != napi_ok) return NULL;
  if (argc < 1 || napi_is_array(env, flat, &is_array) != napi_ok || !is_array ||
      napi_get_array_length(env, flat, &length) != napi_ok || length % fields != 0) {
    napi_throw_type_error(env, NULL, "aes-ige takes one array of Uint8Arrays, as many for each message");
    return NULL;
  }
  struct batch *batch = calloc(1, sizeof *batch);
  *values = calloc((size_t)length + 1, sizeof **values);
  if (batch != NULL) {
    batch->count = length / fields;
    batch->messages = calloc(batch->count + 1, sizeof *batch->messages);
  }
  if (batch == NULL || *values == NULL || batch->messages == NULL) {
    napi_throw_error(env, NULL, "aes-ige: out of memory");
    free_batch(batch);
    return NULL;
  }
  for (uint32_t i = 0; i < length; i++) {
    /* Fails when a getter throws; its exception is then the answer. */
    if (napi_get_element(env, flat, i, &(*values)[i]) != napi_ok) {
      free_batch(batch);
      return NULL;
    }
  }
  if (!read_messages(env, *values, batch, fields)) {
    free_batch(batch);
    return NULL;
  }
  return batch;
}

static napi_value to_booleans(napi_env env, const struct batch *batch) {
  napi_value answer;
  if (napi_create_array_with_length(env, batch->count, &answer) != napi_ok) return NULL;
  for (size_t i = 0; i < batch->count; i++) {
    napi_value matches;
    if (napi_get_boolean(env, batch->messages[i].matches != 0, &matches) != napi_ok ||
        napi_set_element(env, answer, (uint32_t)i, matches) != napi_ok)
      return NULL;
  }
  return answer;
}

napi_value decrypt_many(napi_env env, napi_callback_info info) {
  napi_value *values;
  struct batch *batch = read_batch(env, info, DECRYPT_FIELDS, &values);
  free(values);
  if (batch != NULL) decrypt_messages(batch->messages, batch->count);
  free_batch(batch);
  return NULL;
}

napi_value open_many(napi_env env, napi_callback_info info) {
  napi_value *values, answer = NULL;
  struct batch *batch = read_batch(env, info, OPEN_FIELDS, &values);
  free(values);
  if (batch != NULL) {
    open_messages(batch->messages, batch->count);
    answer = to_booleans(env, batch);
  }
  free_batch(batch);
  return answer;
}

static void execute_open(napi_env env, void *data) {
  (void)env;
  struct batch *batch = data;
  thread_step_back();
  open_messages(batch->messages, batch->count);
}

static void complete_open(napi_env env, napi_status status, void *data) {
  struct batch *batch = data;
  napi_value answer = status == napi_ok ? to_booleans(env, batch) : NULL;
  if (answer != NULL) {
    napi_resolve_deferred(env, batch->deferred, answer);
  } else if (napi_get_undefined(env, &answer) == napi_ok) {
    napi_reject_deferred(env, batch->deferred, answer);
  }
  napi_delete_reference(env, batch->held);
  napi_delete_async_work(env, batch->work);
  free_batch(batch);
}

/* Everything small is copied; the data of all messages is held in an array that nobody else can change. */
static bool hold_data(napi_env env, const napi_value *values, struct batch *batch) {
  napi_value held;
  if (napi_create_array_with_length(env, batch->count, &held) != napi_ok) return false;
  for (size_t i = 0; i < batch->count; i++) {
    if (napi_set_element(env, held, (uint32_t)i, values[i * OPEN_FIELDS]) != napi_ok) return false;
  }
  return napi_create_reference(env, held, 1, &batch->held) == napi_ok;
}

napi_value open_off_thread(napi_env env, napi_callback_info info) {
  napi_value *values, promise, name;
  struct batch *batch = read_batch(env, info, OPEN_FIELDS, &values);
  const bool is_held = batch != NULL && hold_data(env, values, batch);
  free(values);
  if (is_held && napi_create_string_utf8(env, "aes-ige", NAPI_AUTO_LENGTH, &name) == napi_ok &&
      napi_create_async_work(env, NULL, name, execute_open, complete_open, batch, &batch->work) == napi_ok) {
    if (napi_create_promise(env, &batch->deferred, &promise) == napi_ok &&
        napi_queue_async_work(env, batch->work) == napi_ok)
      return promise;
    napi_delete_async_work(env, batch->work);
  }
  if (is_held) napi_delete_reference(env, batch->held);
  if (batch != NULL) napi_throw_error(env, NULL, "aes-ige: no thread to work on");
  free_batch(batch);
  return NULL;
}
