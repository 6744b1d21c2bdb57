#include "apps/upsmd-host/output.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>

namespace upsmd::host {

namespace {

struct Name {
    std::uint32_t number;
    std::string_view name;
};

constexpr std::array<Name, 5> kStates{{{1, "UPS_ONLINE"},
                                       {2, "UPS_ONBATTERY"},
                                       {4, "UPS_LOWBATTERY"},
                                       {8, "UPS_NOCOMM"},
                                       {16, "UPS_CRITICAL"}}};

constexpr std::array<Name, 7> kInitResults{{{0, "UPS_INITUNKNOWNERROR"},
                                            {1, "UPS_INITOK"},
                                            {2, "UPS_INITNOSUCHDRIVER"},
                                            {3, "UPS_INITBADINTERFACE"},
                                            {4, "UPS_INITREGISTRYERROR"},
                                            {5, "UPS_INITCOMMOPENERROR"},
                                            {6, "UPS_INITCOMMSETUPERROR"}}};

template <std::size_t count>
std::string with_name(const std::array<Name, count>& names, std::uint32_t number) {
    for (const Name& entry : names)
        if (entry.number == number) return fmt::format("{} ({})", number, entry.name);
    return fmt::format("{} (not in upssvc.h)", number);
}

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return result;
}

}  // namespace

void print_line(std::string_view text) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);  // std::localtime has one buffer, and lines must not mix
    const auto now = std::chrono::system_clock::now();
    const auto since_epoch = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    const std::tm* local = std::localtime(&seconds);
    const std::tm time = local != nullptr ? *local : std::tm{};
    fmt::print("{:02}:{:02}:{:02}.{:03} {}\n", time.tm_hour, time.tm_min, time.tm_sec, since_epoch.count() % 1000, text);
    std::fflush(stdout);
}

std::string state_text(std::uint32_t state) { return with_name(kStates, state); }

std::string init_result_text(std::uint32_t code) { return with_name(kInitResults, code); }

std::uint32_t state_by_name(std::string_view name) {
    const std::string wanted = upper(name);
    for (const Name& entry : kStates)
        if (wanted == entry.name || wanted == entry.name.substr(4) || wanted == std::to_string(entry.number))
            return entry.number;
    return 0;
}

}  // namespace upsmd::host
