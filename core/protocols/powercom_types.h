// The kinds of Powercom units as data, and what their raw bytes mean in volts, hertz and percent. Source: powercom, sections
// 2, 4, 5 and 6. Pure functions; results outside a plausible range are nullopt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/reading.h"

namespace upsmd::powercom {

enum class Type : std::uint8_t { trust, egys, kp625ap, imp, opti, kin, bnt, bnt_other };

// Status A, byte 9 of the frame.
inline constexpr unsigned kMainsFailed = 0x01;
inline constexpr unsigned kBatteryLow = 0x02;
inline constexpr unsigned kRegulating = 0x08;
inline constexpr unsigned kRegulatorMode = 0x10;
inline constexpr unsigned kOverload = 0x20;
inline constexpr unsigned kOutputOff = 0x80;

// Bytes of a reply: 11 on Trust units, 16 on all others.
constexpr std::size_t frame_size(Type type) { return type == Type::trust ? 11 : 16; }

// Whether the delay of a turn-off has a byte of minutes before its byte of seconds.
constexpr bool takes_minutes(Type type) { return type != Type::trust && type != Type::egys && type != Type::kp625ap; }

// The bytes that never change in a frame of this type.
bool is_frame_of(Type type, Bytes frame);

// IMP, OPTI, KIN and BNT units say what they are; nullopt: another type, or no frame.
std::optional<Type> type_of(Bytes frame);

// A whole frame, read as one of `type`.
class Frame {
  public:
    // `frame` must pass is_frame_of(type, frame) and outlive this.
    Frame(Type type, Bytes frame);

    unsigned at(std::size_t index) const { return frame_[index]; }
    bool on_battery() const { return (at(9) & kMainsFailed) != 0; }
    bool regulating() const { return (at(9) & kRegulating) != 0; }

    double nominal_voltage() const;  // 230 where the unit does not tell it
    bool tells_nominal_voltage() const;
    std::string model() const;  // empty where the unit does not tell it

    std::optional<double> input_voltage() const;
    std::optional<double> output_voltage() const;
    std::optional<double> frequency(std::size_t index) const;  // byte 4: input, 6: output; 0 Hz for a raw 0
    std::optional<double> load() const;                        // percent, 0 or more
    std::optional<double> charge() const;                      // percent, 0 to 100

  private:
    bool tells_model() const { return takes_minutes(type_); }
    unsigned model_index() const { return at(12) >> 4; }
    unsigned voltage_index() const { return at(12) & 0x0FU; }
    unsigned volt_amperes() const;  // 0: unknown
    bool is_european_bnt() const;
    std::optional<double> volts(unsigned raw) const;
    std::optional<double> raw_charge() const;

    Type type_;
    Bytes frame_;
};

}  // namespace upsmd::powercom
