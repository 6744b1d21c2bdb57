// Newer APC units are recognised by whole, checked replies and by nothing less.
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/apc_newer.h"

using namespace upsmd;
using namespace std::string_literals;

namespace {

Bytes bytes_of(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

// Page 0 as it was constructed from the public description, width 16.
const std::string kPage = "\x00\x02\x10\x80\x00\x12\x03\x09\x00\x01\x00\x03\x05\x00\x00\x00\x00\xA6\x9F"s;

std::string with_crc(std::string text) {
    unsigned crc = 0xFFFF;
    for (const char c : text) {
        crc ^= static_cast<std::uint8_t>(c);
        for (int i = 0; i < 8; ++i) crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0xA001U : crc >> 1U;
    }
    text += static_cast<char>(crc & 0xFFU);
    text += static_cast<char>(crc >> 8U);
    return text;
}

}  // namespace

TEST_CASE("apc newer: a MicroLink record", "[apc][newer]") {
    CHECK(apc::is_microlink(bytes_of(kPage)));
    for (std::size_t size = 0; size < kPage.size(); ++size) CHECK_FALSE(apc::is_microlink(bytes_of(kPage.substr(0, size))));
    for (std::size_t i = 0; i < kPage.size(); ++i) {
        std::string corrupt = kPage;
        corrupt[i] = static_cast<char>(corrupt[i] ^ 0x04);
        INFO(i);
        CHECK_FALSE(apc::is_microlink(bytes_of(corrupt)));
    }
    CHECK_FALSE(apc::is_microlink(bytes_of(kPage + "\xFE"s)));
}

TEST_CASE("apc newer: a MicroLink record is found behind stray bytes", "[apc][newer]") {
    const std::string all = "\xFE\x00\x00\x09"s + kPage;
    Framer framer('\n', apc::cut_microlink);
    bool found = false;
    for (const std::uint8_t byte : bytes_of(all))
        found = framer.push(byte) == Framer::Event::line && apc::is_microlink(framer.line());
    CHECK(found);
}

TEST_CASE("apc newer: a Modbus reply", "[apc][newer]") {
    CHECK(with_crc(std::string(apc::kModbusStatus.substr(0, 6))) == apc::kModbusStatus);
    // The published reply of a unit, to another request.
    CHECK(with_crc("\x01\x03\x0E\x01\x0C\x00\xD4\x00\x02\x00\xB4\x00\x00\x00\x00\x00\x08"s).ends_with("\xAF\x46"));
    const std::string reply = with_crc("\x01\x03\x36"s + std::string(54, '\x02'));
    CHECK(apc::is_modbus(bytes_of(reply)));
    CHECK(apc::is_modbus(bytes_of(with_crc("\x01\x83\x02"))));
    for (std::size_t size = 0; size < reply.size(); ++size) CHECK_FALSE(apc::is_modbus(bytes_of(reply.substr(0, size))));
    for (std::size_t i = 0; i < reply.size(); ++i) {
        std::string corrupt = reply;
        corrupt[i] = static_cast<char>(corrupt[i] ^ 0x40);
        CHECK_FALSE(apc::is_modbus(bytes_of(corrupt)));
    }
    // A cable that echoes is no unit.
    CHECK_FALSE(apc::is_modbus(bytes_of(apc::kModbusStatus)));
    CHECK_FALSE(apc::is_microlink(bytes_of(apc::kMicrolinkHello)));
    Framer framer('\n', apc::cut_modbus);
    bool found = false;
    const std::string all = "\xFF\x01\x03\x01"s + reply;
    for (const std::uint8_t byte : bytes_of(all))
        found = framer.push(byte) == Framer::Event::line && apc::is_modbus(framer.line());
    CHECK(found);
}
