// XCP's packets and blocks, and what is kept about a unit between its replies. Source: bcm-xcp, sections 2 to 9.
//
//   > AB 01 33 21                      AB, length, command, check byte: all bytes add up to 0 mod 256
//   < AB 03 04 81 F0 3A 00 90 13       AB, block, length, sequence (80: last packet), data, check byte
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/decode.h"
#include "core/framer.h"

namespace upsmd::bcmxcp {

// All packets of one answer, the last one included; damaged packets, and answers that do not begin with their first, are
// skipped.
FrameCut cut(Bytes kept);

// The data of all packets of one answer. Numbers are little endian; beyond the end there is nothing.
class Block {
  public:
    static constexpr std::size_t kMost = 640;  // all 128 meters, and some

    // An answer as cut() gives it; nullopt for anything else.
    static std::optional<Block> of(Bytes answer);

    unsigned number() const { return number_; }
    std::size_t size() const { return size_; }
    Bytes data() const { return {data_.data(), size_}; }

    std::optional<unsigned> byte(std::size_t at) const;
    std::optional<unsigned> word(std::size_t at) const;
    std::optional<std::uint32_t> dword(std::size_t at) const;
    // Printable, without blanks and NULs around it; empty where it is not all there or not printable.
    std::string text(std::size_t at, std::size_t length) const;

  private:
    unsigned number_ = 0;
    std::size_t size_ = 0;
    std::array<std::uint8_t, kMost> data_{};
};

// The answer to request `command` (31 .. 45, A0, A1): ok with `block`; unsupported where the unit says that it does not
// know it; rejected where it says anything else.
Verdict take(Bytes answer, unsigned command, std::optional<Block>& block);

// The answer to a control command: its first byte (31 accepted, 37 accepted with other values, 32 .. 36 refused); nullopt
// where it is not one, or the answer to another command.
std::optional<unsigned> acknowledgement(Bytes answer, unsigned command);
constexpr bool is_acceptance(unsigned acknowledgement) { return acknowledgement == 0x31 || acknowledgement == 0x37; }

// What is kept about a unit (Decoded::memory). Views; empty memory reads as zeros and forgets what is written.
class Memory {
  public:
    static constexpr std::size_t kMeters = 129;
    static constexpr std::size_t kAlarmBytes = 41;
    static constexpr std::size_t kCommandBytes = 32;

    enum At : std::size_t {
        identified,     // 1: block 01 has been read
        topology_mask,  // which bits of the status block's second byte mean something
        phases,         // of the output
        has_config,     // Has, by the identity
        has_commands,
        horn,           // 0: not known, else the horn's setting + 1
        delays,         // byte 4 of the last status block
        alarm_state,    // AlarmState bits, of the alarms asked in this poll
        commands_known,
        commands,
        meter_map = commands + kCommandBytes,
        alarm_map = meter_map + kMeters,
        end = alarm_map + kAlarmBytes,
    };
    enum Has : std::uint8_t { not_told = 0, no = 1, yes = 2 };
    enum AlarmState : std::uint8_t { on_battery_told = 1, on_battery = 2, testing = 4 };

    explicit Memory(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
    std::uint8_t get(std::size_t at) const { return bytes_.size() < end ? std::uint8_t{0} : bytes_[at]; }
    bool may_command(unsigned command) const;

  private:
    std::span<const std::uint8_t> bytes_;
};

void keep(std::span<std::uint8_t> memory, std::size_t at, unsigned value);

}  // namespace upsmd::bcmxcp
