// What SHUT's answers mean, by the unit's own report descriptor.
#include <cmath>
#include <random>

#include "core/catalog.h"
#include "tests/unit/shut_tools.h"

using namespace upsmd;
using namespace upsmd::testing;

namespace {

struct Told {
    Verdict verdict = Verdict::rejected;
    Decoded out;
    std::string words() const { return out.status ? out.status->to_string() : std::string("none"); }
    std::string value(Variable variable) const {
        const Value* const found = out.find(variable);
        return found == nullptr ? "unsaid" : found->present() ? found->to_string() : "absent";
    }
};

Told tell(std::string_view query, const Octets& raw, Octets& memory) {
    Told told;
    told.out.memory = memory;
    told.verdict = decode_raw(kMgeShut, *find_query(kMgeShut, query), raw, told.out);
    return told;
}

Told report(std::string_view query, const Octets& data, Octets& memory) {
    return tell(query, shut_response(data), memory);
}

}  // namespace

TEST_CASE("shut status: the samples of the description", "[shut]") {
    REQUIRE(protocol_by_name("mge-shut") == &kMgeShut);
    Octets memory = learned(small_descriptor());
    const auto words = [&](std::uint8_t low, std::uint8_t high = 0) {
        return report("status", {2, low, high}, memory).words();
    };
    CHECK(tell("status", {0x06, 0x84, 0x33, 0x02, 0x21, 0x00, 0x23}, memory).words() == "OL");
    CHECK(tell("status", {0x06, 0x84, 0x33, 0x02, 0x24, 0x00, 0x26}, memory).words() == "OB DISCHRG");
    CHECK(tell("status", {0x06, 0x84, 0x33, 0x02, 0x2C, 0x00, 0x2E}, memory).words() == "OB LB DISCHRG");
    CHECK(words(0x23) == "OL CHRG");
    CHECK(words(0xB1) == "OL RB OVER");
    CHECK(words(0x01) == "OL OFF");
    CHECK(words(0x60) == "OB LB");  // a shutdown is imminent
    const Told failed = report("status", {2, 0x21, 1}, memory);
    CHECK(failed.words() == "ALARM OL");
    CHECK(failed.value(Variable::ups_alarm) == "internal failure");
}

TEST_CASE("shut status: what is not that report, whole, is rejected", "[shut]") {
    Octets memory = learned(small_descriptor());
    CHECK(report("status", {2}, memory).verdict == Verdict::rejected);
    CHECK(report("status", {14, 0x21, 0}, memory).verdict == Verdict::rejected);
    CHECK(tell("status", {0x06, 0x84, 0x33, 0x02, 0x21, 0x00, 0x22}, memory).verdict == Verdict::rejected);
    CHECK(tell("status", {0x06, 0x84, 0x33, 0x02, 0x21}, memory).verdict == Verdict::rejected);
    CHECK(tell("status", {0x15}, memory).verdict == Verdict::rejected);
    CHECK(tell("status", {0x06}, memory).verdict == Verdict::rejected);
    Octets nothing;
    CHECK(report("status", {2, 0x21, 0}, nothing).verdict == Verdict::rejected);
    Octets zeros(kShutMemory);
    CHECK(report("status", {2, 0x21, 0}, zeros).verdict == Verdict::rejected);
}

TEST_CASE("shut status: a converter that runs from the battery is on battery, whatever the mains", "[shut]") {
    Octets memory = learned(small_descriptor());
    // Bit 0: bypass in use, bit 1: battery in use.
    CHECK(report("s00", {3, 2}, memory).words() == "");
    CHECK(report("status", {2, 0x21, 0}, memory).words() == "OB");
    CHECK(report("s00", {3, 1}, memory).words() == "BYPASS");
    CHECK(report("status", {2, 0x21, 0}, memory).words() == "OL");
}

TEST_CASE("shut: measurements in the unit's scale", "[shut]") {
    Octets memory = learned(small_descriptor());
    const auto which = [&](std::uint8_t number) {
        const ShutUnit unit = shut_unit(memory);
        for (const auto& [letter, kind] :
             {std::pair{'s', ShutClass::status}, {'i', ShutClass::identity}, {'m', ShutClass::measurement}})
            for (std::size_t slot = 0; slot < ShutReports::kMost; ++slot)
                if (shut_report_at(unit, kind, slot) == number)
                    return std::string(1, letter) + static_cast<char>('0' + slot / 10) +
                           static_cast<char>('0' + slot % 10);
        return std::string("none");
    };
    const Told battery = report(which(22), {22, 100, 0x08, 0x07}, memory);
    CHECK(battery.value(Variable::battery_charge) == "100");
    CHECK(battery.value(Variable::battery_runtime) == "1800");
    CHECK(report(which(22), {22, 101, 0, 0}, memory).value(Variable::battery_charge) == "absent");
    CHECK(report(which(22), {22, 50}, memory).value(Variable::battery_runtime) == "unsaid");
    CHECK(report(which(14), {14, 23}, memory).value(Variable::ups_load) == "23");
    const Told volts = report(which(20), {20, 0x12, 0x01, 0x2F, 0x01}, memory);
    CHECK(volts.value(Variable::battery_voltage) == "27.4");
    CHECK(std::abs(std::stod(volts.value(Variable::ups_temperature)) - 29.85) <= 0.051);
    CHECK(report(which(15), {15, 0xFF, 0xFF, 0xFF}, memory).value(Variable::ups_timer_shutdown) == "-1");
    CHECK(report(which(15), {15, 0x78, 0, 0}, memory).value(Variable::ups_timer_shutdown) == "120");
    CHECK(report(which(17), {17, 3, 0, 0}, memory).value(Variable::ups_timer_start) == "30");
    CHECK(report(which(19), {19, 2}, memory).value(Variable::ups_beeper_status) == "enabled");
    CHECK(report(which(19), {19, 9}, memory).value(Variable::ups_beeper_status) == "absent");
    CHECK(which(18).front() == 's');
    CHECK(report(which(18), {18, 5}, memory).value(Variable::ups_test_result) == "In progress");
    CHECK(report("status", {2, 0x21, 0}, memory).words() == "OL TEST");
    CHECK(report(which(18), {18, 1}, memory).value(Variable::ups_test_result) == "Done and passed");
    CHECK(report("status", {2, 0x21, 0}, memory).words() == "OL");
    CHECK(report(which(30), {30, 1}, memory).value(Variable::ups_start_auto) == "yes");
    CHECK(which(99) == "none");
}

TEST_CASE("shut: strings have their numbers from the descriptor and from a report", "[shut]") {
    Octets memory(kShutMemory);
    const Octets device{18, 1, 0, 1, 0, 0, 0, 8, 0x63, 0x04, 0xFF, 0xFF, 0x02, 0x02, 1, 2, 4, 1};
    REQUIRE(report("device", device, memory).verdict == Verdict::ok);
    CHECK(shut_unit(memory).descriptor == 1);
    CHECK(shut_string_number(shut_unit(memory), ShutString::product) == 2);
    CHECK(shut_string_number(shut_unit(memory), ShutString::model) == 0);
    const Octets text{12, 3, 'E', 0, 'x', 0, 0xE9, 0, 'l', 0, ' ', 0};
    CHECK(report("product", text, memory).value(Variable::device_model) == "Ex?l");
    CHECK(report("model", {8, 3, '6', 0, '5', 0, '0', 0}, memory).value(Variable::device_model) == "Ex?l 650");
    CHECK(report("serial", {6, 3, 'A', 0, '1', 0}, memory).value(Variable::device_serial) == "A1");
    CHECK(report("serial", {8, 3, 'A', 0}, memory).verdict == Verdict::rejected);
    CHECK(report("serial", {4, 4, 'A', 0}, memory).verdict == Verdict::rejected);
    CHECK(report("serial", {2, 3}, memory).verdict == Verdict::rejected);
    Octets other = device;
    other[0] = 17;
    CHECK(report("device", other, memory).verdict == Verdict::rejected);
}

TEST_CASE("shut: the report descriptor is taken whole, of the length that was told", "[shut]") {
    Octets memory(kShutMemory);
    const Octets descriptor = small_descriptor();
    const auto length = descriptor.size();
    CHECK(report("hid", {9, 0x21, 0, 1, 0, 1, 0x22, 0, 0}, memory).verdict == Verdict::rejected);
    CHECK(report("hid", {9, 0x21, 0, 1, 0, 1, 0x22, 0, 0x19}, memory).verdict == Verdict::rejected);
    REQUIRE(
        report("hid",
               {9, 0x21, 0, 1, 0, 1, 0x22, static_cast<std::uint8_t>(length), static_cast<std::uint8_t>(length >> 8U)},
               memory)
            .verdict == Verdict::ok);
    Octets shorter = descriptor;
    shorter.pop_back();
    CHECK(report("descriptor", shorter, memory).verdict == Verdict::rejected);
    REQUIRE(report("descriptor", descriptor, memory).verdict == Verdict::ok);
    CHECK(shut_unit(memory).table_known);
    CHECK(shut_unit(memory).status_report == 2);
    // Without a word about the mains it is of no use.
    ShutUnit unit;
    CHECK_FALSE(learn_shut_reports(Octets{0x05, 0x84, 0x09, 0x30, 0x85, 1, 0x75, 8, 0x95, 1, 0xB1, 2}, unit));
}

TEST_CASE("shut: damaged descriptors and reports read nothing outside", "[shut]") {
    std::mt19937 chance(11);
    for (int round = 0; round < 3000; ++round) {
        Octets descriptor = small_descriptor();
        for (int i = 0; i < 1 + round % 4; ++i)
            descriptor[chance() % descriptor.size()] = static_cast<std::uint8_t>(chance());
        ShutUnit unit;
        if (!learn_shut_reports(descriptor, unit)) continue;
        Octets memory(kShutMemory);
        keep(unit, memory);
        Octets data{unit.status_report};
        for (unsigned i = chance() % 8; i > 0; --i) data.push_back(static_cast<std::uint8_t>(chance()));
        const Told told = report("status", data, memory);
        REQUIRE((told.verdict != Verdict::ok || told.out.status.has_value()));
    }
}

TEST_CASE("shut: the questions are made of what the unit told", "[shut]") {
    const auto asked = [](std::string_view name, const Octets& memory) {
        const StepBytes bytes = find_query(kMgeShut, name)->compose(memory);
        return Octets(bytes.view().begin(), bytes.view().end());
    };
    Octets memory(kShutMemory);
    CHECK(asked("status", memory).empty());
    CHECK(asked("device", memory) == Octets{0x81, 0x88, 0x80, 0x06, 0x00, 0x01, 0x00, 0x00, 0x12, 0x00, 0x95});
    memory = learned(small_descriptor());
    CHECK(asked("status", memory) == Octets{0x81, 0x88, 0xA1, 0x01, 0x02, 0x03, 0x00, 0x00, 0x08, 0x00, 0xA9});
    CHECK(find_query(kMgeShut, "s00")->only_if(memory));
    CHECK_FALSE(find_query(kMgeShut, "s07")->only_if(memory));
    CHECK_FALSE(find_query(kMgeShut, "device")->only_if(memory));
}
