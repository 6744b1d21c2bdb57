// Packets for tests of BCM/XCP, built by the description's rules.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/protocols/bcmxcp.h"
#include "core/protocols/bcmxcp_block.h"

namespace upsmd::xcp_test {

using Frame = std::vector<std::uint8_t>;

inline Frame packet(Frame bytes) {
    unsigned sum = 0;
    for (const std::uint8_t each : bytes) sum += each;
    bytes.push_back(static_cast<std::uint8_t>(256 - sum % 256));
    return bytes;
}

// A block's data as packets of at most `most` bytes.
inline Frame block(unsigned number, const Frame& data, std::size_t most = 121) {
    Frame out;
    std::uint8_t sequence = 1;
    for (std::size_t at = 0; at < data.size(); at += most, ++sequence) {
        const std::size_t count = std::min(most, data.size() - at);
        const unsigned last = at + count == data.size() ? 0x80U : 0U;
        Frame one{0xAB, static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(count),
                  static_cast<std::uint8_t>(sequence | last)};
        one.insert(one.end(), data.begin() + static_cast<std::ptrdiff_t>(at),
                   data.begin() + static_cast<std::ptrdiff_t>(at + count));
        one = packet(one);
        out.insert(out.end(), one.begin(), one.end());
    }
    return out;
}

// One unit: what its replies leave in the memory stays from one to the next.
class Unit {
  public:
    Unit() : memory_(bcmxcp::Memory::end) {}

    Verdict read(const char* query, const Frame& raw) {
        const Query* const row = find_query(kBcmXcp, query);
        REQUIRE(row != nullptr);
        out.memory = memory_;
        out.reset();
        return decode_raw(kBcmXcp, *row, raw, out);
    }
    std::string status() const { return out.status ? out.status->to_string() : "-"; }
    std::string value(Variable variable) const {
        const Value* const found = out.find(variable);
        return found != nullptr ? found->to_string() : "-";
    }
    std::span<const std::uint8_t> memory() const { return memory_; }

    Decoded out;

  private:
    std::vector<std::uint8_t> memory_;
};

// Maps of the description's sample unit: 1500 VA, one phase, and these alarms.
inline Frame identity(const std::vector<std::pair<unsigned, std::uint8_t>>& meters = {}, unsigned phases = 1,
                      unsigned commands = 18) {
    Frame data{2, 0x01, 0x02, 0x05, 0x01, 0, 0x1E, 0, static_cast<std::uint8_t>(phases), 0, 16};
    for (const char c : std::string("POWERWARE UPS   ")) data.push_back(static_cast<std::uint8_t>(c));
    Frame map(0x5C, 0);
    for (const auto& [number, format] : meters) map.at(number) = format;
    data.push_back(0x5C);
    data.insert(data.end(), map.begin(), map.end());
    Frame alarms(33, 0);
    for (const unsigned each : {25U, 55U, 56U, 57U, 149U, 168U, 169U, 191U, 193U, 196U, 197U, 206U, 256U})
        alarms.at(each / 8) = static_cast<std::uint8_t>(alarms.at(each / 8) | 1U << each % 8);
    data.push_back(33);
    data.insert(data.end(), alarms.begin(), alarms.end());
    for (const unsigned each : {102U, 0U, 0U, 0U, 0U, 0U, 0U, 0U, 0U, 9U, commands, 0U})
        data.push_back(static_cast<std::uint8_t>(each));
    return block(1, data);
}

inline Frame config(unsigned mask = 0xEA) {
    Frame data(102, 0);
    data[8] = 230;
    data[10] = 50;
    data[16] = static_cast<std::uint8_t>(mask);
    data[26] = 2;
    const std::string part = "06005001-5591   RT123A0456";
    std::copy(part.begin(), part.end(), data.begin() + 48);
    return block(6, data);
}

// One byte for each alarm of identity(), 0 but for those named.
inline Frame alarms(const std::vector<unsigned>& active) {
    Frame data;
    for (const unsigned each : {25U, 55U, 56U, 57U, 149U, 168U, 169U, 191U, 193U, 196U, 197U, 206U, 256U})
        data.push_back(std::find(active.begin(), active.end(), each) != active.end() ? 8 : 0);
    return block(5, data);
}

}  // namespace upsmd::xcp_test
