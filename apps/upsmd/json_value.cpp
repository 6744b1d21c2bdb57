#include "apps/upsmd/json_value.h"

#include <cmath>
#include <cstdint>

namespace upsmd {

nlohmann::ordered_json to_json(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::absent: return nullptr;
        case Value::Kind::text: return std::string(value.as_text());
        case Value::Kind::number: break;
    }
    constexpr double kExact = 9007199254740992.0;  // 2^53
    const double number = value.as_number();
    if (!std::isfinite(number)) return nullptr;
    if (value.decimals() == 0 && std::fabs(number) < kExact) return static_cast<std::int64_t>(std::llround(number));
    // The text has the UPS's digits; the number may have more behind them.
    return nlohmann::ordered_json::parse(value.to_string());
}

std::string one_line(const nlohmann::ordered_json& json) {
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace upsmd
