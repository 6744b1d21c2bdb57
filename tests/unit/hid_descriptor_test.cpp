// HID report descriptors: what is read, and what hostile bytes cannot do.
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "core/protocols/hid_descriptor.h"

using namespace upsmd;

namespace {

struct Seen final : HidReader {
    struct Field {
        std::vector<HidNode> collections;
        HidField field;
    };
    void on_feature(const HidField& field) override {
        fields.push_back({{field.collections.begin(), field.collections.end()}, field});
    }
    std::vector<Field> fields;
};

struct Result {
    bool whole = false;
    Seen seen;
    HidSizes sizes{};
};

Result read(std::vector<std::uint8_t> bytes) {
    Result result;
    result.whole = read_hid_descriptor(bytes, result.seen, result.sizes);
    return result;
}

// UPS, Input[1]: Voltage, 16 bits, tenths of a volt, then Frequency, 8 bits; report 25.
const std::vector<std::uint8_t> kInput{
    0x05, 0x84, 0x09, 0x04, 0xA1, 0x01, 0x09, 0x1A, 0xA1, 0x81, 0x85, 0x19, 0x75, 0x10, 0x95, 0x01,
    0x15, 0x00, 0x27, 0xFF, 0xFF, 0x00, 0x00, 0x67, 0x21, 0xD1, 0xF0, 0x00, 0x55, 0x06, 0x09, 0x30, 0xB1, 0x02,
    0x75, 0x08, 0x66, 0x01, 0xF0, 0x55, 0x00, 0x09, 0x32, 0xB1, 0x02, 0xC0, 0xC0};

}  // namespace

TEST_CASE("hid: values, their place, unit, exponent and numbered collections", "[hid]") {
    const Result result = read(kInput);
    REQUIRE(result.whole);
    REQUIRE(result.seen.fields.size() == 2);
    const Seen::Field& volts = result.seen.fields[0];
    REQUIRE(volts.collections.size() == 2);
    CHECK(volts.collections[0].usage == 0x840004);
    CHECK(volts.collections[0].index == 0);
    CHECK(volts.collections[1].usage == 0x84001A);
    CHECK(volts.collections[1].index == 1);
    CHECK(volts.field.usage == 0x840030);
    CHECK(volts.field.report == 25);
    CHECK(volts.field.bit == 0);
    CHECK(volts.field.size == 16);
    CHECK(volts.field.unit == 0x00F0D121);
    CHECK(volts.field.exponent == 6);
    CHECK(volts.field.maximum == 65535);
    CHECK(result.seen.fields[1].field.bit == 16);
    CHECK(result.seen.fields[1].field.exponent == 0);
    CHECK(result.sizes[25] == 24);
}

TEST_CASE("hid: several values of one item, padding, inputs that do not count, long items", "[hid]") {
    const Result result = read({0x05, 0x85, 0x85, 2, 0x75, 1, 0x95, 3, 0x09, 0xD0, 0x09, 0x44, 0x81, 2,  // input
                                0x09, 0xD0, 0x09, 0x44, 0xB1, 2,                                         // feature
                                0xFE, 2, 0xF0, 0xB1, 0xB1,                                               // long item
                                0x95, 5, 0xB1, 3,                                                        // padding
                                0x95, 1, 0x0B, 0x4B, 0x00, 0x85, 0x00, 0xB1, 2});
    REQUIRE(result.whole);
    REQUIRE(result.seen.fields.size() == 4);
    CHECK(result.seen.fields[0].field.usage == 0x8500D0);
    CHECK(result.seen.fields[1].field.usage == 0x850044);
    CHECK(result.seen.fields[2].field.usage == 0x850044);
    CHECK(result.seen.fields[2].field.bit == 2);
    CHECK(result.seen.fields[3].field.usage == 0x85004B);
    CHECK(result.seen.fields[3].field.bit == 8);
    CHECK(result.sizes[2] == 9);
}

TEST_CASE("hid: signs, pushed states, exponents below zero", "[hid]") {
    const Result result = read({0x05, 0x84, 0x85, 15, 0x75, 24, 0x95, 1, 0x15, 0xFF, 0x26, 0xFE, 0xFF, 0x55, 0x0F, 0xA4,
                                0x75, 8, 0x55, 0, 0x09, 0x58, 0xB1, 2, 0xB4, 0x09, 0x57, 0xB1, 2});
    REQUIRE(result.whole);
    REQUIRE(result.seen.fields.size() == 2);
    CHECK(result.seen.fields[0].field.size == 8);
    CHECK(result.seen.fields[1].field.size == 24);
    CHECK(result.seen.fields[1].field.bit == 8);
    CHECK(result.seen.fields[1].field.minimum == -1);
    CHECK(result.seen.fields[1].field.maximum == 65534);
    CHECK(result.seen.fields[1].field.exponent == -1);
}

TEST_CASE("hid: what is not whole is refused", "[hid]") {
    CHECK_FALSE(read({}).whole);
    for (std::size_t length = 5; length < kInput.size(); ++length) {
        INFO(length);
        CHECK_FALSE(read({kInput.begin(), kInput.begin() + static_cast<std::ptrdiff_t>(length)}).whole);
    }
    CHECK_FALSE(read({0xC0}).whole);                                   // an end without a beginning
    CHECK_FALSE(read({0xB4}).whole);                                   // nothing pushed
    CHECK_FALSE(read({0xA4, 0xA4, 0xA4, 0xA4, 0xA4}).whole);           // pushed too often
    CHECK_FALSE(read(std::vector<std::uint8_t>(20, 0xA1)).whole);      // nested too deep
    CHECK_FALSE(read({0xFE, 0xFF, 0x00, 0x00}).whole);                 // a long item that does not end
    CHECK_FALSE(read({0x09, 1, 0x77, 0xFF, 0xFF, 0xFF, 0xFF, 0x97, 0xFF, 0xFF, 0xFF, 0xFF, 0xB1, 2}).whole);
    CHECK_FALSE(read({0x09, 1, 0x75, 64, 0x95, 64, 0xB1, 2}).whole);   // a report that nothing could send
}

TEST_CASE("hid: damaged descriptors stay within their bounds", "[hid]") {
    std::mt19937 chance(7);
    for (int round = 0; round < 20000; ++round) {
        std::vector<std::uint8_t> bytes = kInput;
        for (int i = 0; i < 1 + round % 5; ++i) bytes[chance() % bytes.size()] = static_cast<std::uint8_t>(chance());
        const Result result = read(bytes);
        bool bounded = true;
        for (const Seen::Field& each : result.seen.fields)
            bounded = bounded && each.collections.size() <= 12 && each.field.size >= 1 && each.field.size <= 32 &&
                      each.field.bit + each.field.size <= 2048;
        REQUIRE(bounded);
    }
}
