#include "posix-sim/sim/apc_newer.h"

#include <array>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

constexpr Duration kThink = 20ms;
constexpr std::uint8_t kBegin = 0xFD;
constexpr std::uint8_t kNext = 0xFE;
constexpr std::size_t kPages = 4;
// Page 0: version 2, 16 bytes a page, and so on.
constexpr std::array<std::uint8_t, 16> kFirstPage{0x02, 0x10, 0x04, 0x00, 0x12, 0x03, 0x09, 0x00,
                                                  0x01, 0x00, 0x03, 0x05, 0x00, 0x00, 0x00, 0x00};

// Requests are set apart by silence.
constexpr Duration kModbusSilence = 4ms;
constexpr std::size_t kReadRequest = 8;
constexpr unsigned kMostRegisters = 125;

Bytes microlink_record(std::size_t page) {
    Bytes record{static_cast<std::uint8_t>(page)};
    for (std::size_t i = 0; i < kFirstPage.size(); ++i)
        record.push_back(page == 0 ? kFirstPage[i] : static_cast<std::uint8_t>(page * 7 + i));
    int sum = 0;
    int sum_of_sums = 0;
    for (const std::uint8_t byte : record) {
        sum = (sum + byte) % 255;
        sum_of_sums = (sum_of_sums + sum) % 255;
    }
    const int first = 255 - (sum + sum_of_sums) % 255;
    record.push_back(static_cast<std::uint8_t>(first));
    record.push_back(static_cast<std::uint8_t>(255 - (sum + first) % 255));
    return record;
}

unsigned crc16(const Bytes& bytes, std::size_t count) {
    unsigned crc = 0xFFFF;
    for (std::size_t i = 0; i < count; ++i) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; ++bit) crc = (crc % 2 == 1) ? (crc / 2) ^ 0xA001U : crc / 2;
    }
    return crc;
}

void add_crc(Bytes& bytes) {
    const unsigned crc = crc16(bytes, bytes.size());
    bytes.push_back(static_cast<std::uint8_t>(crc % 256));
    bytes.push_back(static_cast<std::uint8_t>(crc / 256));
}

}  // namespace

void ApcMicrolink::receive(std::uint8_t byte, Time now) {
    if (byte != kBegin && byte != kNext) {
        answer(Bytes{byte}, {}, {}, now);
        return;
    }
    page_ = byte == kBegin ? 0 : (page_ + 1) % kPages;
    answer(Bytes{byte}, microlink_record(page_), kThink, now);
}

void ApcModbus::receive(std::uint8_t byte, Time now) {
    if (now - last_ > kModbusSilence) request_.clear();
    last_ = now;
    request_.push_back(byte);
    if (request_.size() < kReadRequest) return;
    Bytes request;
    request.swap(request_);
    const unsigned crc = crc16(request, kReadRequest - 2);
    const bool for_us = request[0] == 1 && request[6] == crc % 256 && request[7] == crc / 256;
    const unsigned count = request[4] * 256U + request[5];
    Bytes reply;
    if (for_us && request[1] == 3 && count >= 1 && count <= kMostRegisters) {
        reply = {1, 3, static_cast<std::uint8_t>(count * 2)};
        // Register 0 and 1: status bits; on line is bit 1, on battery bit 2.
        for (unsigned i = 0; i < count * 2; ++i) reply.push_back(i == 3 ? (power_.on_battery() ? 4 : 2) : 0);
        add_crc(reply);
    } else if (for_us) {
        executed("DANGER function " + std::to_string(request[1]), now);
        reply = {1, static_cast<std::uint8_t>(request[1] | 0x80U), 1};
        add_crc(reply);
    }
    answer(request, reply, kThink, now);
}

std::unique_ptr<Ups> make_apc_microlink(OptionReader& reader, std::uint64_t seed) {
    return std::make_unique<ApcMicrolink>(read_power_config(reader), seed);
}

std::unique_ptr<Ups> make_apc_modbus(OptionReader& reader, std::uint64_t seed) {
    return std::make_unique<ApcModbus>(read_power_config(reader), seed);
}

}  // namespace upsmd::sim
