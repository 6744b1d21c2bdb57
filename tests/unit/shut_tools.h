// SHUT packets and a small unit for tests: what an Ellipse has in the vendor's table, put together by hand.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/protocols/mge_shut.h"
#include "core/protocols/shut_replies.h"

namespace upsmd::testing {

using Octets = std::vector<std::uint8_t>;

// A response as packets, after an acknowledge byte.
inline Octets shut_response(const Octets& data) {
    Octets out{0x06};
    for (std::size_t at = 0; at < data.size(); at += 8) {
        const std::size_t length = std::min<std::size_t>(8, data.size() - at);
        out.push_back(at + length == data.size() ? 0x84 : 0x04);
        out.push_back(static_cast<std::uint8_t>(length << 4U | length));
        std::uint8_t check = 0;
        for (std::size_t i = 0; i < length; ++i) {
            out.push_back(data[at + i]);
            check ^= data[at + i];
        }
        out.push_back(check);
    }
    return out;
}

class DescriptorText {
  public:
    DescriptorText& bytes(const Octets& more) {
        out_.insert(out_.end(), more.begin(), more.end());
        return *this;
    }
    DescriptorText& open(std::uint8_t page, std::uint8_t usage, std::uint8_t type = 0) {
        return bytes({0x05, page, 0x09, usage, 0xA1, type});
    }
    DescriptorText& close() { return bytes({0xC0}); }
    DescriptorText& feature(std::uint8_t page, std::uint8_t usage, std::uint8_t report, std::uint8_t size) {
        return bytes({0x05, page, 0x09, usage, 0x85, report, 0x75, size, 0x95, 1, 0xB1, 2});
    }
    DescriptorText& padding(std::uint8_t report, std::uint8_t size) {
        return bytes({0x85, report, 0x75, size, 0x95, 1, 0xB1, 3});
    }
    const Octets& all() const { return out_; }

  private:
    Octets out_;
};

// Report 2: status bits; 3: bypass and battery in use; 14: volts, load; 15, 17: delays (17 in tens); 18 test; 19
// beeper; 20: battery voltage in tenths, temperature in kelvin; 22: charge, run time; 30: restart, alone; 31: model.
inline Octets small_descriptor(bool restart_alone = true) {
    DescriptorText text;
    text.open(0x84, 0x04, 1).open(0x84, 0x24).open(0x84, 0x02);
    text.bytes({0x15, 0, 0x25, 1});
    const std::vector<std::pair<std::uint8_t, std::uint8_t>> words{{0x85, 0xD0}, {0x85, 0x44}, {0x85, 0x45},
                                                                   {0x85, 0x42}, {0x85, 0x4B}, {0x84, 0x61},
                                                                   {0x84, 0x69}, {0x84, 0x65}, {0x84, 0x62}};
    for (const auto& [page, usage] : words)
        text.feature(page, usage, 2, 1);
    text.padding(2, 7).close();
    text.bytes({0x27, 0xFF, 0xFF, 0, 0}).feature(0x85, 0x66, 22, 8).feature(0x85, 0x68, 22, 16);
    text.feature(0x84, 0x35, 14, 8);
    text.bytes({0x15, 0xFF, 0x27, 0xFE, 0xFF, 0, 0}).feature(0x84, 0x57, 15, 24);
    text.bytes({0x55, 1}).feature(0x84, 0x56, 17, 24).bytes({0x55, 0, 0x15, 0});
    text.feature(0x84, 0x5A, 19, 8);
    text.bytes({0x67, 0x21, 0xD1, 0xF0, 0, 0x55, 6}).feature(0x84, 0x30, 20, 16);
    text.bytes({0x67, 1, 0, 1, 0, 0x55, 0}).feature(0x84, 0x36, 20, 16).bytes({0x65, 0});
    text.bytes({0x06, 0xFF, 0xFF, 0x09, 0xF0, 0x85, 31, 0x75, 8, 0x95, 1, 0xB1, 2}).close();
    text.open(0x84, 0x1A, 0x82).open(0x84, 0x02).feature(0x84, 0x6D, 3, 1).close().close();
    text.open(0x84, 0x1A, 0x83).open(0x84, 0x02).feature(0x84, 0x6D, 3, 1).close().close();
    text.padding(3, 6);
    text.open(0x84, 0x1A, 0x81).bytes({0x06, 0xFF, 0xFF, 0x09, 0x43, 0x85, 30, 0x75, 8, 0x95, 1, 0xB1, 2}).close();
    if (!restart_alone) text.padding(30, 8);
    text.open(0x84, 0x12).feature(0x84, 0x58, 18, 8).close();
    text.close();
    return text.all();
}

// What a session's decoders have kept once the descriptor has been read.
inline Octets learned(const Octets& descriptor) {
    Octets memory(kShutMemory);
    ShutUnit unit;
    unit.device_known = true;
    REQUIRE(learn_shut_reports(descriptor, unit));
    keep(unit, memory);
    return memory;
}

}  // namespace upsmd::testing
