// Where a SHUT unit has its values, and the report descriptor that says so.
#include <algorithm>
#include <array>
#include <vector>

#include "posix-sim/sim/shut.h"

namespace upsmd::sim {

namespace {

using I = ShutItem;

constexpr std::array kEllipse{
    ShutLayout{I::kAcPresent, 2, 0, 1}, ShutLayout{I::kCharging, 2, 1, 1}, ShutLayout{I::kDischarging, 2, 2, 1},
    ShutLayout{I::kBelowLimit, 2, 3, 1}, ShutLayout{I::kReplace, 2, 4, 1}, ShutLayout{I::kGood, 2, 5, 1},
    ShutLayout{I::kImminent, 2, 6, 1}, ShutLayout{I::kOverload, 2, 7, 1}, ShutLayout{I::kFailure, 2, 8, 1},
    ShutLayout{I::kBoost, 4, 0, 8}, ShutLayout{I::kLimit, 12, 8, 8}, ShutLayout{I::kNominalPower, 13, 8, 16},
    ShutLayout{I::kOutputVolts, 14, 0, 8}, ShutLayout{I::kLoad, 14, 8, 8}, ShutLayout{I::kOffDelay, 15, 0, 24},
    ShutLayout{I::kProduct, 16, 16, 8}, ShutLayout{I::kSerial, 16, 24, 8}, ShutLayout{I::kModel, 16, 32, 8},
    ShutLayout{I::kOnDelay, 17, 0, 24}, ShutLayout{I::kCapacity, 22, 0, 8}, ShutLayout{I::kRuntime, 22, 8, 16},
};
constexpr std::array kEvolution{
    ShutLayout{I::kBoost, 3, 0, 8},
    ShutLayout{I::kBuck, 3, 8, 8},
    ShutLayout{I::kGood, 6, 0, 8},
    ShutLayout{I::kFailure, 6, 8, 8},
    ShutLayout{I::kOverload, 6, 16, 8},
    ShutLayout{I::kImminent, 6, 24, 8},
    ShutLayout{I::kAcPresent, 6, 32, 8},
    ShutLayout{I::kBelowLimit, 6, 40, 8},
    ShutLayout{I::kCapacity, 9, 0, 8},
    ShutLayout{I::kRuntime, 9, 8, 16},
    ShutLayout{I::kBeeper, 10, 0, 8},
    ShutLayout{I::kCharging, 11, 16, 8},
    ShutLayout{I::kDischarging, 11, 24, 8},
    ShutLayout{I::kReplace, 11, 32, 8},
    ShutLayout{I::kTest, 18, 0, 8},
    ShutLayout{I::kNominalPower, 20, 32, 16},
    ShutLayout{I::kInputHertz, 25, 16, 8},
    ShutLayout{I::kInputVolts, 25, 24, 16},
    ShutLayout{I::kOutputVolts, 28, 48, 16},
    ShutLayout{I::kOffDelay, 40, 0, 24},
    ShutLayout{I::kOnDelay, 41, 0, 24},
    ShutLayout{I::kModel, 42, 16, 8},
    ShutLayout{I::kProduct, 42, 32, 8},
    ShutLayout{I::kSerial, 42, 40, 8},
    ShutLayout{I::kLimit, 43, 0, 8},
    ShutLayout{I::kLoad, 43, 8, 8},
    ShutLayout{I::kBatteryVolts, 43, 16, 16},
    ShutLayout{I::kLimitSetting, 44, 0, 8},
    ShutLayout{I::kTemperature, 45, 0, 16},
};
constexpr std::array kExtreme{
    ShutLayout{I::kModel, 6, 0, 8}, ShutLayout{I::kInputVolts, 6, 8, 16}, ShutLayout{I::kInputHertz, 6, 24, 8},
    ShutLayout{I::kOutputVolts, 7, 0, 16}, ShutLayout{I::kBatteryVolts, 10, 0, 8}, ShutLayout{I::kCapacity, 12, 0, 8},
    ShutLayout{I::kRuntime, 12, 8, 24}, ShutLayout{I::kLoad, 13, 0, 8}, ShutLayout{I::kAcPresent, 15, 0, 1},
    ShutLayout{I::kCharging, 15, 1, 1}, ShutLayout{I::kDischarging, 15, 2, 1}, ShutLayout{I::kBelowLimit, 15, 3, 1},
    ShutLayout{I::kReplace, 15, 5, 1}, ShutLayout{I::kGood, 15, 6, 1}, ShutLayout{I::kImminent, 15, 7, 1},
    ShutLayout{I::kOverload, 15, 8, 1}, ShutLayout{I::kFailure, 15, 10, 1}, ShutLayout{I::kBypassUsed, 16, 3, 1},
    ShutLayout{I::kBatteryUsed, 16, 4, 1}, ShutLayout{I::kLimit, 21, 0, 8}, ShutLayout{I::kOffDelay, 22, 0, 24},
    ShutLayout{I::kOnDelay, 23, 0, 24}, ShutLayout{I::kBeeper, 24, 0, 8}, ShutLayout{I::kTest, 32, 0, 8},
    ShutLayout{I::kLimitSetting, 52, 0, 8},
};

constexpr std::array kEsprit{
    ShutLayout{I::kInputVolts, 24, 0, 16},
    ShutLayout{I::kInputCentihertz, 27, 0, 16},
    ShutLayout{I::kOutputVolts, 36, 0, 16},
    ShutLayout{I::kLimit, 50, 0, 8},
    ShutLayout{I::kCapacity, 52, 0, 8},
    ShutLayout{I::kRuntime, 53, 0, 16},
    ShutLayout{I::kLoad, 60, 0, 8},
    ShutLayout{I::kOffDelay, 61, 0, 24},
    ShutLayout{I::kOnDelaySeconds, 62, 0, 24},
    ShutLayout{I::kRebootDelay, 63, 0, 24},
    ShutLayout{I::kBatteryVolts, 64, 0, 16},
    ShutLayout{I::kBeeper, 65, 0, 8},
    ShutLayout{I::kAcPresent, 66, 0, 1},
    ShutLayout{I::kCharging, 66, 1, 1},
    ShutLayout{I::kDischarging, 66, 2, 1},
    ShutLayout{I::kBelowLimit, 66, 3, 1},
    ShutLayout{I::kReplace, 66, 5, 1},
    ShutLayout{I::kGood, 66, 8, 1},
    ShutLayout{I::kOverload, 66, 9, 1},
    ShutLayout{I::kImminent, 66, 10, 1},
    ShutLayout{I::kFailure, 66, 11, 1},
    ShutLayout{I::kModel, 67, 0, 8},
};

// Pages: 84 power device, 85 battery, FFFF the maker's.
struct Usage {
    unsigned page, id;
    int number = 0;
};
constexpr Usage kUps{0x84, 0x04}, kSummary{0x84, 0x24}, kPresentStatus{0x84, 0x02}, kConverter{0x84, 0x16},
    kMains{0x84, 0x1A, 1}, kBypass{0x84, 0x1A, 2}, kFromBattery{0x84, 0x1A, 3}, kOutput{0x84, 0x1C},
    kFlowOut{0x84, 0x1E, 4}, kBatterySystem{0x84, 0x10}, kBattery{0x84, 0x12};

struct Meaning {
    ShutItem item;
    std::vector<Usage> path;  // the last is the value's
    unsigned unit = 0;
    int exponent = 0;
    long low = 0;
    long high = 0;  // 0: as many as the bits can say
};

constexpr unsigned kVolt = 0x00F0D121, kWatt = 0xD121, kSecond = 0x1001, kHertz = 0xF001, kKelvin = 0x10001;

std::vector<Meaning> meanings() {
    const auto status = [](ShutItem item, unsigned page, unsigned id) {
        return Meaning{item, {kSummary, kPresentStatus, {page, id}}};
    };
    return {
        status(I::kAcPresent, 0x85, 0xD0), status(I::kCharging, 0x85, 0x44), status(I::kDischarging, 0x85, 0x45),
        status(I::kBelowLimit, 0x85, 0x42), status(I::kReplace, 0x85, 0x4B), status(I::kGood, 0x84, 0x61),
        status(I::kImminent, 0x84, 0x69), status(I::kOverload, 0x84, 0x65), status(I::kFailure, 0x84, 0x62),
        {I::kBoost, {kConverter, kMains, kPresentStatus, {0x84, 0x6E}}},
        {I::kBuck, {kConverter, kMains, kPresentStatus, {0x84, 0x6F}}},
        {I::kBypassUsed, {kConverter, kBypass, kPresentStatus, {0x84, 0x6D}}},
        {I::kBatteryUsed, {kConverter, kFromBattery, kPresentStatus, {0x84, 0x6D}}},
        {I::kCapacity, {kSummary, {0x85, 0x66}}, 0, 0, 0, 100},
        {I::kRuntime, {kSummary, {0x85, 0x68}}, kSecond},
        {I::kLimit, {kSummary, {0x85, 0x29}}, 0, 0, 0, 100},
        {I::kLimitSetting, {kSummary, {0xFFFF, 0x4D}}, 0, 0, 0, 100},
        {I::kLoad, {kSummary, {0x84, 0x35}}, 0, 0, 0, 255},
        {I::kOutputVolts, {kConverter, kOutput, {0x84, 0x30}}, kVolt, 6},
        {I::kInputVolts, {kConverter, kMains, {0x84, 0x30}}, kVolt, 6},
        {I::kInputHertz, {kConverter, kMains, {0x84, 0x32}}, kHertz},
        {I::kBatteryVolts, {kSummary, {0x84, 0x30}}, kVolt, 6},
        {I::kOffDelay, {kSummary, {0x84, 0x57}}, kSecond, 0, -1, 65534},
        {I::kOnDelay, {kSummary, {0x84, 0x56}}, kSecond, 1, -1, 65534},
        {I::kOnDelaySeconds, {kSummary, {0x84, 0x56}}, kSecond, 0, -1, 65534},
        {I::kRebootDelay, {kSummary, {0x84, 0x55}}, kSecond, 0, -1, 65534},
        {I::kInputCentihertz, {kConverter, kMains, {0x84, 0x32}}, kHertz, -2},
        {I::kTest, {kBatterySystem, kBattery, {0x84, 0x58}}},
        {I::kBeeper, {kSummary, {0x84, 0x5A}}},
        {I::kProduct, {kSummary, {0x84, 0xFE}}},
        {I::kSerial, {kSummary, {0x84, 0xFF}}},
        {I::kModel, {kSummary, {0xFFFF, 0xF0}}},
        {I::kNominalPower, {kFlowOut, {0x84, 0x43}}, kWatt, 7},
        {I::kTemperature, {kBatterySystem, kBattery, {0x84, 0x36}}, kKelvin},
        {I::kRestart, {kConverter, kMains, {0xFFFF, 0x43}}, 0, 0, 0, 1},
    };
}

void item(Bytes& out, unsigned tag, long value, unsigned bytes) {
    out.push_back(static_cast<std::uint8_t>(tag | (bytes == 4 ? 3U : bytes)));
    for (unsigned i = 0; i < bytes; ++i)
        out.push_back(static_cast<std::uint8_t>(static_cast<unsigned long>(value) >> (8 * i) & 0xFFU));
}

void usage(Bytes& out, const Usage& which) {
    item(out, 0x04, which.page, which.page > 0xFF ? 2 : 1);
    item(out, 0x08, which.id, 1);
}

void collection(Bytes& out, const Usage& which, int type) {
    usage(out, which);
    item(out, 0xA0, which.number > 0 ? 0x80 + which.number : type, 1);
}

void feature(Bytes& out, const ShutLayout& place, const Meaning& meaning) {
    for (std::size_t i = 0; i + 1 < meaning.path.size(); ++i) collection(out, meaning.path[i], 0);
    usage(out, meaning.path.back());
    item(out, 0x84, place.report, 1);
    item(out, 0x74, place.size, 1);
    item(out, 0x94, 1, 1);
    item(out, 0x64, meaning.unit, meaning.unit == 0 ? 1 : 4);
    const int exponent = place.size == 8 && meaning.unit == kVolt ? 7 : meaning.exponent;  // one byte holds whole volts
    item(out, 0x54, exponent & 0x0F, 1);
    item(out, 0x14, meaning.low, 1);
    item(out, 0x24, meaning.high != 0 ? meaning.high : (1L << place.size) - 1, 4);
    item(out, 0xB0, 2, 1);
    for (std::size_t i = 0; i + 1 < meaning.path.size(); ++i) item(out, 0xC0, 0, 0);
}

}  // namespace

std::span<const ShutLayout> shut_layout(std::string_view model) {
    if (model == "evolution") return kEvolution;
    if (model == "extreme") return kExtreme;
    if (model == "esprit") return kEsprit;
    return kEllipse;
}

Bytes shut_descriptor(std::span<const ShutLayout> layout, bool equal_lengths) {
    const std::vector<Meaning> all = meanings();
    std::array<int, 256> used{};
    Bytes out;
    collection(out, kUps, 1);
    for (const ShutLayout& place : layout) {
        int& bits = used[static_cast<std::size_t>(place.report)];
        if (bits < place.bit) {
            item(out, 0x84, place.report, 1);
            item(out, 0x74, place.bit - bits, 1);
            item(out, 0x94, 1, 1);
            item(out, 0xB0, 3, 1);  // constant: padding
        }
        bits = place.bit + place.size;
        const auto meaning =
            std::find_if(all.begin(), all.end(), [&](const Meaning& each) { return each.item == place.item; });
        feature(out, place, *meaning);
    }
    // What reports still want to whole bytes.
    for (std::size_t report = 0; report < used.size(); ++report) {
        if (used[report] % 8 == 0) continue;
        item(out, 0x84, static_cast<long>(report), 1);
        item(out, 0x74, 8 - used[report] % 8, 1);
        item(out, 0x94, 1, 1);
        item(out, 0xB0, 3, 1);
    }
    item(out, 0xC0, 0, 0);
    // A unit of nothing changes nothing.
    while (equal_lengths && (out.size() & 0xFFU) != out.size() >> 8U) item(out, 0x64, 0, 0);
    return out;
}

}  // namespace upsmd::sim
