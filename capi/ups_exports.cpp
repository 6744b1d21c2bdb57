// The functions of upsmd.h that read what is known of a UPS.
#include <fmt/format.h>

#include <memory>

#include "capi/context.h"
#include "capi/list.h"

using namespace upsmd;
using namespace upsmd::capi;

namespace {

upsmd_error give_text(upsmd_ups& ups, const char* function, std::string_view value, char* text, std::size_t size) {
    if (text == nullptr)
        return ups.error.keep(UPSMD_E_INVALID, fmt::format("{}: {}: text is NULL", ups.port, function));
    if (copy_text(value, text, size)) return UPSMD_OK;
    return ups.error.keep(UPSMD_E_BUFFER, fmt::format("{}: {}: needs {} bytes, there are {}", ups.port, function,
                                                      value.size() + 1, size));
}

// UPSMD_OK with a value that is there.
upsmd_error find_value(upsmd_ups& ups, const char* name, Value& value) {
    if (name == nullptr) return ups.error.keep(UPSMD_E_INVALID, ups.port + ": the value's name is NULL");
    const auto variable = variable_by_name(name);
    if (!variable)
        return ups.error.keep(UPSMD_E_NOT_FOUND, fmt::format("{}: no value is called \"{}\"", ups.port, name));
    value = ups.value_now(*variable);
    if (value.present()) return UPSMD_OK;
    return ups.error.keep(UPSMD_E_NO_VALUE, fmt::format("{}: the UPS does not tell {}", ups.port, name));
}

// Fills a list; f(list, ups).
template <typename F>
upsmd_error make_list(upsmd_ups* ups, upsmd_list** list, F f) noexcept {
    if (list != nullptr) *list = nullptr;
    if (ups == nullptr) return UPSMD_E_INVALID;
    return guarded(&ups->error, [&] {
        if (list == nullptr) return ups->error.keep(UPSMD_E_INVALID, ups->port + ": the list's address is NULL");
        if (ups->closed) return ups->error.keep(UPSMD_E_CLOSED, ups->port + ": closed");
        auto made = std::make_unique<upsmd_list>();
        f(*made, *ups);
        *list = made.release();
        return UPSMD_OK;
    });
}

}  // namespace

extern "C" {

const char* upsmd_port(const upsmd_ups* ups) { return ups != nullptr ? ups->port.c_str() : ""; }

upsmd_error upsmd_get_protocol(upsmd_ups* ups, char* text, size_t size) {
    if (ups == nullptr) return UPSMD_E_INVALID;
    return guarded(&ups->error, [&] {
        if (ups->closed) return ups->error.keep(UPSMD_E_CLOSED, ups->port + ": closed");
        const std::string name =
            ups->context.ask(*ups, [](const Session& session) { return std::string(session.protocol().name); });
        return give_text(*ups, "upsmd_get_protocol", name, text, size);
    });
}

upsmd_state upsmd_get_state(const upsmd_ups* ups) {
    State state = State::no_comm;
    if (ups != nullptr)
        guarded(&ups->error, [&] {
            state = ups->state_now();
            return UPSMD_OK;
        });
    return static_cast<upsmd_state>(state);
}

int upsmd_is_complete(const upsmd_ups* ups) {
    bool complete = false;
    if (ups != nullptr)
        guarded(&ups->error, [&] {
            const std::lock_guard lock(ups->mutex);
            complete = ups->complete;
            return UPSMD_OK;
        });
    return complete ? 1 : 0;
}

upsmd_error upsmd_get_value(upsmd_ups* ups, const char* name, char* text, size_t size) {
    if (ups == nullptr) return UPSMD_E_INVALID;
    return guarded(&ups->error, [&] {
        Value value;
        const upsmd_error found = find_value(*ups, name, value);
        return found == UPSMD_OK ? give_text(*ups, "upsmd_get_value", value.to_string(), text, size) : found;
    });
}

upsmd_error upsmd_get_number(upsmd_ups* ups, const char* name, double* number) {
    if (ups == nullptr) return UPSMD_E_INVALID;
    return guarded(&ups->error, [&] {
        if (number == nullptr)
            return ups->error.keep(UPSMD_E_INVALID, ups->port + ": upsmd_get_number: number is NULL");
        Value value;
        if (const upsmd_error found = find_value(*ups, name, value); found != UPSMD_OK) return found;
        if (value.kind() != Value::Kind::number)
            return ups->error.keep(UPSMD_E_INVALID, fmt::format("{}: {} is text, not a number", ups->port, name));
        *number = value.as_number();
        return UPSMD_OK;
    });
}

upsmd_error upsmd_get_values(upsmd_ups* ups, upsmd_list** list) {
    return make_list(ups, list, [](upsmd_list& made, const upsmd_ups& of) {
        const std::lock_guard lock(of.mutex);
        for (const auto& [variable, value] : of.values) made.add(variable_name(variable), value.to_string());
    });
}

upsmd_error upsmd_get_commands(upsmd_ups* ups, upsmd_list** list) {
    return make_list(ups, list, [](upsmd_list& made, upsmd_ups& of) {
        of.context.ask(of, [&made](const Session& session) {
            for (const ControlRow& row : session.protocol().controls) made.add(control_name(row.control));
        });
    });
}

upsmd_error upsmd_get_settings(upsmd_ups* ups, upsmd_list** list) {
    return make_list(ups, list, [](upsmd_list& made, upsmd_ups& of) {
        of.context.ask(of, [&made](const Session& session) {
            for (const Session::Offer& offer : session.offered_settings())
                made.add(variable_name(offer.row->variable), describe(offer.choices));
        });
    });
}

}  // extern "C"
