#include "capi/list.h"

#include <memory>

#include "capi/error.h"
#include "core/catalog.h"
#include "platform/backend.h"

using namespace upsmd;
using namespace upsmd::capi;

extern "C" {

upsmd_error upsmd_get_protocols(upsmd_list** list) {
    if (list == nullptr) return UPSMD_E_INVALID;
    *list = nullptr;
    return guarded(nullptr, [&] {
        auto made = std::make_unique<upsmd_list>();
        for (const Protocol* protocol : protocol_catalog())
            made->add(protocol->name, std::string(protocol->description));
        *list = made.release();
        return UPSMD_OK;
    });
}

upsmd_error upsmd_get_ports(upsmd_list** list) {
    if (list == nullptr) return UPSMD_E_INVALID;
    *list = nullptr;
    return guarded(nullptr, [&] {
        auto made = std::make_unique<upsmd_list>();
        for (const std::string& port : serial_ports()) made->add(port);
        *list = made.release();
        return UPSMD_OK;
    });
}

size_t upsmd_list_size(const upsmd_list* list) { return list != nullptr ? list->rows.size() : 0; }

const char* upsmd_list_name(const upsmd_list* list, size_t index) {
    return index < upsmd_list_size(list) ? list->rows[index].first.c_str() : nullptr;
}

const char* upsmd_list_text(const upsmd_list* list, size_t index) {
    return index < upsmd_list_size(list) ? list->rows[index].second.c_str() : nullptr;
}

void upsmd_list_free(upsmd_list* list) { delete list; }

}  // extern "C"
