// The Megatec boards that differ only in names: what each is by default, and the options of all.
#include <cstdio>
#include <utility>

#include "posix-sim/sim/megatec.h"
#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

std::unique_ptr<Ups> make(OptionReader& reader, MegatecStyle style, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    read_megatec_options(reader, style);
    return std::make_unique<Megatec>(config, std::move(style), seed);
}

}  // namespace

void read_megatec_options(OptionReader& reader, MegatecStyle& style) {
    style.unknown = reader.text("unknown", style.unknown);
    if (style.unknown != "echo" && style.unknown != "nak" && style.unknown != "silence")
        reader.fail("unknown", style.unknown, "not echo, nak or silence");
    style.ratings = reader.flag("ratings", style.ratings);
    style.battery = reader.choice("battery", {"string", "cell", "wide"});
    style.standby = reader.choice("type", {"standby", "online"}) == "standby";
    style.ack = reader.flag("ack", style.ack);
    style.old_firmware = reader.flag("old-firmware", false);
    style.quiet_asleep = reader.choice("asleep", {"answer", "silent"}) == "silent";
    style.rated_current = reader.number("rated-current", style.rated_current, 0, 999);
    style.think = reader.milliseconds("think").value_or(style.think);
    const bool identity = reader.flag("identity", true);
    const std::string company = reader.text("company", "ACME CORP");
    const std::string model = reader.text("model", "LINE-700");
    const std::string version = reader.text("version", "VT12046Q");
    if (company.size() > 15) reader.fail("company", company, "longer than 15 characters");
    if (model.size() > 10) reader.fail("model", model, "longer than 10 characters");
    if (version.size() > 10) reader.fail("version", version, "longer than 10 characters");
    if (identity) {
        char text[64];
        std::snprintf(text, sizeof text, "%-15.15s %-10.10s %-10.10s", company.c_str(), model.c_str(), version.c_str());
        style.identity = text;
    }
}

std::unique_ptr<Ups> make_megatec(OptionReader& reader, std::uint64_t seed) {
    MegatecStyle style;
    style.status_command = reader.choice("status", {"Q1", "QS", "D"});
    return make(reader, style, seed);
}

// Knows nothing but the status.
std::unique_ptr<Ups> make_q1(OptionReader& reader, std::uint64_t seed) {
    MegatecStyle style;
    style.ratings = false;
    style.identity_command.clear();
    return make(reader, style, seed);
}

std::unique_ptr<Ups> make_mustek(OptionReader& reader, std::uint64_t seed) {
    return make(reader, {.status_command = "QS"}, seed);
}

std::unique_ptr<Ups> make_megatec_old(OptionReader& reader, std::uint64_t seed) {
    return make(reader, {.status_command = "D"}, seed);
}

// Says (ACK and (NAK; a P98 has QPI and tests of tenths of a minute.
std::unique_ptr<Ups> make_mecer(OptionReader& reader, std::uint64_t seed) {
    MegatecStyle style{.unknown = "nak", .ack = true};
    if (reader.flag("p98", true)) {
        style.protocol_number = "PI98";
        style.tenths_of_test = true;
    }
    return make(reader, style, seed);
}

std::unique_ptr<Ups> make_zinto(OptionReader& reader, std::uint64_t seed) {
    return make(reader, {.identity_command = "FW?"}, seed);
}

// Some units have no BL, and some of those that have it send two digits.
std::unique_ptr<Ups> make_hunnox(OptionReader& reader, std::uint64_t seed) {
    MegatecStyle style{.unknown = "silence", .identity_command = "FW?"};
    style.charge_digits = static_cast<int>(reader.number("charge-digits", 3, 0, 3));
    return make(reader, style, seed);
}

}  // namespace upsmd::sim
