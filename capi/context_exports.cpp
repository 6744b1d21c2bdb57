// The functions of upsmd.h about contexts, and the last errors.
#include <fmt/format.h>

#include <memory>
#include <utility>

#include "capi/context.h"

using namespace upsmd;
using namespace upsmd::capi;

namespace {

std::size_t copy_error(const LastError& error, char* text, std::size_t size) noexcept {
    std::size_t length = 0;
    guarded(nullptr, [&] {
        const std::string last = error.text();
        copy_text(last, text, size);
        length = last.size();
        return UPSMD_OK;
    });
    return length;
}

std::size_t no_error(char* text, std::size_t size) noexcept {
    copy_text({}, text, size);
    return 0;
}

}  // namespace

extern "C" {

upsmd_error upsmd_new(upsmd_context** context) {
    if (context == nullptr) return UPSMD_E_INVALID;
    *context = nullptr;
    return guarded(nullptr, [&] {
        *context = std::make_unique<upsmd_context>().release();
        return UPSMD_OK;
    });
}

upsmd_error upsmd_free(upsmd_context* context) {
    if (context == nullptr) return UPSMD_OK;
    return guarded(&context->error, [&] {
        if (context->in_callback()) return context->error.keep(UPSMD_E_THREAD, "upsmd_free: called in a callback");
        context->stop_thread();
        context->close_all();
        delete context;
        return UPSMD_OK;
    });
}

int upsmd_fd(const upsmd_context* context) { return context != nullptr ? context->fd() : -1; }

upsmd_error upsmd_process(upsmd_context* context) {
    if (context == nullptr) return UPSMD_E_INVALID;
    return guarded(&context->error, [&] { return context->process(); });
}

upsmd_error upsmd_run_thread(upsmd_context* context) {
    if (context == nullptr) return UPSMD_E_INVALID;
    return guarded(&context->error, [&] { return context->run_thread(); });
}

upsmd_error upsmd_stop_thread(upsmd_context* context) {
    if (context == nullptr) return UPSMD_E_INVALID;
    return guarded(&context->error, [&] { return context->stop_thread(); });
}

size_t upsmd_last_error(const upsmd_context* context, char* text, size_t size) {
    return context != nullptr ? copy_error(context->error, text, size) : no_error(text, size);
}

size_t upsmd_ups_last_error(const upsmd_ups* ups, char* text, size_t size) {
    return ups != nullptr ? copy_error(ups->error, text, size) : no_error(text, size);
}

size_t upsmd_options_last_error(const upsmd_options* options, char* text, size_t size) {
    return options != nullptr ? copy_error(options->error, text, size) : no_error(text, size);
}

upsmd_error upsmd_open(upsmd_context* context, const char* port, const upsmd_options* options, upsmd_event_fn on_event,
                       void* user, upsmd_ups** ups) {
    if (ups != nullptr) *ups = nullptr;
    if (context == nullptr) return UPSMD_E_INVALID;
    const upsmd_error result = guarded(&context->error, [&] {
        if (port == nullptr || *port == '\0')
            return context->error.keep(UPSMD_E_INVALID, "upsmd_open: no port is given");
        if (ups == nullptr)
            return context->error.keep(UPSMD_E_INVALID, fmt::format("upsmd_open: {}: ups is NULL", port));
        Result<Choice> choice = resolve(port, options);
        if (!choice) return context->error.keep(choice.error());
        const auto opened = context->open(port, std::move(*choice), on_event, user, ups);
        return opened ? UPSMD_OK : context->error.keep(opened.error());
    });
    if (result != UPSMD_OK && ups != nullptr) *ups = nullptr;
    return result;
}

void upsmd_close(upsmd_ups* ups) {
    if (ups == nullptr) return;
    guarded(nullptr, [&] {
        ups->context.close(*ups);
        return UPSMD_OK;
    });
}

}  // extern "C"
