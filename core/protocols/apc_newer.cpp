#include "core/protocols/apc_newer.h"

#include <array>
#include <cstdint>

namespace upsmd {
namespace apc {
namespace {

constexpr std::size_t kWidthAt = 2;
constexpr std::size_t kLeastWidth = 8;
constexpr std::size_t kMostWidth = 64;
constexpr std::size_t kAround = 3;  // page number and two check bytes
constexpr std::size_t kStatusReply = 59;
constexpr std::size_t kException = 5;

// Two sums modulo 255 over everything before them.
bool has_microlink_check(Bytes record) {
    constexpr unsigned kModulus = 255;
    unsigned a = 0;
    unsigned b = 0;
    for (const std::uint8_t byte : record.first(record.size() - 2)) {
        a = (a + byte) % kModulus;
        b = (b + a) % kModulus;
    }
    const unsigned first = kModulus - (a + b) % kModulus;
    const unsigned second = kModulus - (a + first) % kModulus;
    return record[record.size() - 2] == first && record.back() == second;
}

// CRC-16 of Modbus: polynomial A001 reflected, from FFFF, low byte first.
bool has_modbus_check(Bytes reply) {
    std::uint32_t crc = 0xFFFF;
    for (const std::uint8_t byte : reply.first(reply.size() - 2)) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0xA001U : crc >> 1U;
    }
    return reply[reply.size() - 2] == (crc & 0xFFU) && reply.back() == crc >> 8U;
}

// 0: not the beginning of a reply.
std::size_t modbus_length(Bytes kept) {
    constexpr std::uint8_t kRegisterBytes = 0x36;
    if (kept[0] != 0x01) return 0;
    if (kept.size() > 1 && kept[1] == 0x83) return kException;
    if (kept.size() > 1 && kept[1] != 0x03) return 0;
    return kept.size() > 2 && kept[2] != kRegisterBytes ? 0 : kStatusReply;
}

}  // namespace

FrameCut cut_microlink(Bytes kept) {
    for (std::size_t skip = 0; skip < kept.size(); ++skip) {
        const Bytes rest = kept.subspan(skip);
        if (rest[0] != 0) continue;
        if (rest.size() <= kWidthAt) return {skip, 0};
        const std::size_t width = rest[kWidthAt];
        if (width < kLeastWidth || width > kMostWidth) continue;
        if (rest.size() < width + kAround) return {skip, 0};
        if (has_microlink_check(rest.first(width + kAround))) return {skip, width + kAround};
    }
    return {kept.size(), 0};
}

bool is_microlink(Bytes record) {
    const FrameCut cut = cut_microlink(record);
    return cut.skip == 0 && cut.length == record.size() && cut.length > 0;
}

FrameCut cut_modbus(Bytes kept) {
    for (std::size_t skip = 0; skip < kept.size(); ++skip) {
        const Bytes rest = kept.subspan(skip);
        const std::size_t length = modbus_length(rest);
        if (length == 0) continue;
        if (rest.size() < length) return {skip, 0};
        if (has_modbus_check(rest.first(length))) return {skip, length};
    }
    return {kept.size(), 0};
}

bool is_modbus(Bytes reply) {
    const FrameCut cut = cut_modbus(reply);
    return cut.skip == 0 && cut.length == reply.size() && cut.length > 0;
}

}  // namespace apc

namespace {

constexpr OutputLines kPower{true, false, false};
constexpr ProbeLine k9600{9600, kPower};
// A record comes within 100 ms, a Modbus reply within 1 s.
constexpr std::array kRecord{ProbeAnswer{apc::is_microlink, &kApcMicrolinkUnit}};
constexpr std::array kRegisters{ProbeAnswer{apc::is_modbus, &kApcModbusUnit}};
constexpr std::array kMicrolinkProbes{Probe{&k9600, apc::kMicrolinkHello, 0ms, 300ms, kRecord, 0, &kApcMicrolinkUnit}};
constexpr std::array kModbusProbes{Probe{&k9600, apc::kModbusStatus, 0ms, 1s, kRegisters, 0, &kApcModbusUnit}};
constexpr LineSettings kLine{.baud = 9600, .outputs = kPower, .settle = 100ms};

}  // namespace

constexpr Protocol kApcMicrolinkUnit{
    .name = "apc-microlink",
    .description = "APC MicroLink",
    .line = kLine,
    .cutter = apc::cut_microlink,
    .not_supported = "this unit speaks MicroLink, which is not supported over this cable; an AP9620 card makes it speak APC smart",
};

constexpr Protocol kApcModbusUnit{
    .name = "apc-modbus",
    .description = "APC Modbus",
    .line = kLine,
    .cutter = apc::cut_modbus,
    .not_supported = "this unit speaks Modbus, which is not supported over this cable; an AP9620 card makes it speak APC smart",
};

constexpr Protocol kApcMicrolink{
    .name = "apc-microlink",
    .description = "APC MicroLink (SMT, SMX, SRT with an RJ45 port): recognised, not watched",
    .line = kLine,
    .poll_interval = 1s,
    .probes = kMicrolinkProbes,
};

constexpr Protocol kApcModbus{
    .name = "apc-modbus",
    .description = "APC Modbus RTU (SMT, SMX, SRT with an RJ45 port): recognised, not watched",
    .line = kLine,
    .poll_interval = 1s,
    .probes = kModbusProbes,
};

}  // namespace upsmd
