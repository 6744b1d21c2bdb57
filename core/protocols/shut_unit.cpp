#include "core/protocols/shut_unit.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "core/protocols/hid_descriptor.h"

namespace upsmd {
namespace {

static_assert(std::is_trivially_copyable_v<ShutUnit>);

constexpr std::uint32_t kPresentStatus = 0x840002;
constexpr unsigned kBitsAByte = 8;

// In basic units of HID a volt and a volt-ampere are 10^7.
int exponent_of(const HidField& field) {
    constexpr std::uint32_t kVolt = 0x00F0D121;
    constexpr std::uint32_t kWatt = 0x0000D121;
    constexpr int kBasic = 7;
    return field.unit == kVolt || field.unit == kWatt ? field.exponent - kBasic : field.exponent;
}

class Learner final : public HidReader {
  public:
    explicit Learner(ShutUnit& unit) : unit_(unit) {}

    void on_feature(const HidField& field) override {
        constexpr std::uint32_t kKelvin = 0x00010001;
        HidNode inside;
        for (const HidNode& node : field.collections)
            if (node.usage != kPresentStatus) inside = node;
        const auto rows = shut_rows();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            ShutPlace& place = unit_.places[i];
            const bool same =
                rows[i].collection == inside.usage && rows[i].index == inside.index && rows[i].usage == field.usage;
            if (!same || place.size > 0) continue;
            place.report = field.report;
            place.size = field.size;
            place.bit = field.bit;
            place.exponent = static_cast<std::int8_t>(exponent_of(field));
            place.is_signed = field.minimum < 0;
            place.kelvin = field.unit == kKelvin;
            place.maximum = static_cast<std::int32_t>(
                std::clamp<std::int64_t>(field.maximum, 0, std::numeric_limits<std::int32_t>::max()));
        }
    }

  private:
    ShutUnit& unit_;
};

ShutClass class_of(ShutKind kind) {
    switch (kind) {
        case ShutKind::flag:
        case ShutKind::test: return ShutClass::status;
        case ShutKind::rating:
        case ShutKind::yes_no:
        case ShutKind::string: return ShutClass::identity;
        case ShutKind::measurement:
        case ShutKind::timer:
        case ShutKind::beeper: break;
    }
    return ShutClass::measurement;
}

bool lists(const ShutReports& reports, std::uint8_t report) {
    const auto* const end = reports.numbers.data() + reports.count;
    return std::find(reports.numbers.data(), end, report) != end;
}

// A report with words of the status is read with every poll, whatever else it holds; one with measurements in their
// turn. Where the number of a string stands it is read before the strings as well.
void list_reports(ShutUnit& unit) {
    const auto rows = shut_rows();
    for (const ShutClass each : {ShutClass::status, ShutClass::measurement, ShutClass::identity}) {
        ShutReports& reports = unit.reports[static_cast<std::size_t>(each)];
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const ShutPlace& place = unit.places[i];
            if (place.size == 0 || class_of(rows[i].kind) != each || lists(reports, place.report)) continue;
            const bool elsewhere =
                place.report == unit.status_report ||
                std::any_of(unit.reports.begin(), unit.reports.end(),
                            [&place](const ShutReports& other) { return lists(other, place.report); });
            if ((elsewhere && rows[i].kind != ShutKind::string) || reports.count == ShutReports::kMost) continue;
            reports.numbers[reports.count++] = place.report;
        }
    }
}

}  // namespace

ShutUnit shut_unit(std::span<const std::uint8_t> memory) {
    ShutUnit unit;
    if (memory.size() >= sizeof unit) std::memcpy(&unit, memory.data(), sizeof unit);
    return unit;
}

void keep(const ShutUnit& unit, std::span<std::uint8_t> memory) {
    if (memory.size() >= sizeof unit) std::memcpy(memory.data(), &unit, sizeof unit);
}

bool learn_shut_reports(Bytes descriptor, ShutUnit& unit) {
    unit.places = {};
    unit.reports = {};
    Learner learner(unit);
    HidSizes sizes;
    if (!read_hid_descriptor(descriptor, learner, sizes)) return false;
    const auto rows = shut_rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ShutPlace& place = unit.places[i];
        const auto gives_it = [&](std::size_t earlier) {
            return unit.places[earlier].size > 0 && rows[earlier].kind != ShutKind::flag &&
                   rows[earlier].variable == rows[i].variable;
        };
        for (std::size_t earlier = 0; rows[i].kind != ShutKind::flag && earlier < i; ++earlier)
            if (gives_it(earlier)) place = {};
        place.alone = place.size > 0 && sizes[place.report] == place.size;
    }
    for (std::size_t report = 0; report < sizes.size(); ++report)
        unit.report_bytes[report] =
            static_cast<std::uint8_t>(std::min(255U, (sizes[report] + kBitsAByte - 1) / kBitsAByte));
    const ShutPlace& mains = unit.places[0];
    if (mains.size == 0) return false;
    unit.status_report = mains.report;
    list_reports(unit);
    unit.table_known = true;
    return true;
}

std::optional<std::int64_t> shut_value(Bytes report, const ShutPlace& place) {
    if (place.size == 0 || place.size > 32 || report.empty() || report[0] != place.report) return std::nullopt;
    const Bytes data = report.subspan(1);
    if ((place.bit + place.size + kBitsAByte - 1) / kBitsAByte > data.size()) return std::nullopt;
    std::uint64_t raw = 0;
    for (unsigned i = 0; i < place.size; ++i) {
        const unsigned bit = place.bit + i;
        raw |= static_cast<std::uint64_t>(data[bit / kBitsAByte] >> (bit % kBitsAByte) & 1U) << i;
    }
    auto value = static_cast<std::int64_t>(raw);
    if (place.is_signed && (raw >> (place.size - 1U) & 1U) != 0) value -= std::int64_t{1} << place.size;
    return value;
}

}  // namespace upsmd
