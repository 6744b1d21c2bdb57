// HID report descriptors (USB's "Device Class Definition for HID", 6.2.2), as power devices have them: which report
// holds which value, where, and in which unit. Bytes from a device: every length is checked, nothing is allocated.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/reading.h"

namespace upsmd {

// A usage with its page in the upper half (0084'0030 is Voltage); of a collection also its number, 0 without one
// (Input[1]: the collection item's value, 81).
struct HidNode {
    std::uint32_t usage = 0;
    std::uint8_t index = 0;
};

// One feature value.
struct HidField {
    std::span<const HidNode> collections;  // from the outermost; valid during the call only
    std::uint32_t usage = 0;
    std::uint8_t report = 0;
    std::uint16_t bit = 0;   // from the first one after the report's number
    std::uint8_t size = 0;   // bits, 1 to 32
    std::int32_t minimum = 0;
    std::int64_t maximum = 0;
    std::uint32_t unit = 0;
    int exponent = 0;        // of ten, of the unit's basic one (a volt is 10^-7 of those)
};

class HidReader {
  public:
    virtual void on_feature(const HidField& field) = 0;

  protected:
    ~HidReader() = default;
};

// Bits of each feature report, without its number.
using HidSizes = std::array<std::uint16_t, 256>;

// Tells every feature value, in order. False: the bytes are no whole descriptor; what was told must not be used.
bool read_hid_descriptor(Bytes descriptor, HidReader& reader, HidSizes& sizes);

}  // namespace upsmd
