// Best Power and Sola units: Megatec's status line, ID for who they are, and a turn-off that stays off without R.
// Written from the vendor's specification (Sola) and what dumps of real units show.
#include <algorithm>
#include <array>
#include <cstdio>

#include "posix-sim/sim/megatec.h"
#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

struct BestModel {
    std::string_view code;
    bool inverted;    // b5 is 0 while it regulates
    bool runtime;     // RT
    bool packs;       // BP
    bool stays_off;   // after S<n>; the others come back 10 s after the mains
};
constexpr std::array kModels{
    BestModel{"FOR", false, true, false, true}, BestModel{"FTC", false, true, false, true},
    BestModel{"PRO", true, false, false, false}, BestModel{"PR2", true, true, false, true},
    BestModel{"AX1", false, true, true, true},   BestModel{"320", false, false, false, false},
    BestModel{"325", false, true, false, true},  BestModel{"520", false, true, false, true},
    BestModel{"525", false, true, false, true},  BestModel{"620", false, true, true, true},
    BestModel{"610", false, false, false, false},
};

class BestUps final : public Megatec {
  public:
    BestUps(const PowerConfig& config, const MegatecStyle& style, const BestModel& model, double rated_power,
            char transfers, std::uint64_t seed)
        : Megatec(config, style, seed), model_(model), rated_power_(rated_power), transfers_(transfers) {
        plain_stays_off_ = model.stays_off;
    }

  private:
    bool query(const std::string& text, Bytes& reply) const override {
        std::string line;
        if (text == "ID" && model_.code != "610") line = id();
        if (text == "Q") line = raw_status();
        if (text == "RT" && model_.runtime) line = minutes();
        if (text == "BP?" && model_.packs) line = std::string("0") + packs_;
        if (text == "SS?" && model_.code != "610") line = std::string(1, pins_);
        if (text == "M" && transfers_ != 0) line = std::string(1, transfers_);
        if (line.empty()) return Megatec::query(text, reply);
        reply = to_bytes(line + "\r");
        return true;
    }

    bool control(const std::string& text, Time now) override {
        const auto setting = [&](std::string_view name, char most) {
            return text.size() == 3 && text.substr(0, 2) == name && text[2] >= '0' && text[2] <= most;
        };
        if (setting("BP", '5') && model_.packs) {
            packs_ = text[2];
            executed(text + ": external packs", now);
            return true;
        }
        if (setting("SS", '6') && model_.code != "610") {
            pins_ = text[2];
            executed("DANGER " + text + ": pins of the turn-off", now);
            return true;
        }
        // The vendor's range: .2 to .9, 01 to 99; R0001 to R9999.
        if (text[0] == 'S') {
            const std::string n = text.substr(1, 2);
            if (n == "00" || n == ".0" || n == ".1" || text.substr(3) == "R0000") return false;
        }
        return Megatec::control(text, now);
    }

    // b0 is always 0; b5 means nothing on battery, where these units were seen to set it.
    std::string flags() const override {
        std::string bits = Megatec::flags();
        bool special = bits[2] == '1' || !power_.mains();
        if (model_.inverted) special = !special;
        bits[2] = special ? '1' : '0';
        bits[7] = '0';
        return bits;
    }

    std::string id() const {
        const double nominal = power_.config.nominal_battery;
        char line[64];
        std::snprintf(line, sizeof line, "%.3s,%03.0f,%03.0f,%03.0f,%04.1f,%04.1f", model_.code.data(), rated_power_,
                      power_.config.nominal_voltage, power_.config.nominal_voltage, nominal * 20.0 / 24,
                      nominal * 27.6 / 24);
        return line;
    }

    // Without blanks, and the flags as one byte.
    std::string raw_status() const {
        std::string line = status_line();
        std::string packed;
        for (const char c : line.substr(0, 37))
            if (c != ' ') packed += c;
        unsigned bits = 0;
        for (const char c : flags()) bits = bits << 1U | (c == '1' ? 1U : 0U);
        return packed + static_cast<char>(bits);
    }

    std::string minutes() const {
        char line[16];
        std::snprintf(line, sizeof line, "%03.0f", std::min(power_.runtime_left() / 60, 999.0));
        return line;
    }

    BestModel model_;
    double rated_power_;
    char transfers_;  // the set of M, 0: M not known
    char packs_ = '0';
    char pins_ = '0';
};

}  // namespace

std::unique_ptr<Ups> make_bestups(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    MegatecStyle style{.unknown = "silence"};
    style.ratings = false;
    style.identity_command.clear();
    style.think = 200ms;
    read_megatec_options(reader, style);
    const std::string code = reader.text("code", "FOR");
    const auto* const model =
        std::find_if(kModels.begin(), kModels.end(), [&code](const BestModel& row) { return row.code == code; });
    if (model == kModels.end()) reader.fail("code", code, "not a model's");
    const double power = reader.number("rated-power", 750, 1, 9999);
    const std::string transfers = reader.text("transfers", config.nominal_voltage > 160 ? "4" : "0");
    const bool digit = transfers.size() == 1 && transfers[0] >= '0' && transfers[0] <= '9';
    if (!digit && transfers != "none") reader.fail("transfers", transfers, "not a digit or none");
    return std::make_unique<BestUps>(config, style, model == kModels.end() ? kModels.front() : *model, power,
                                     digit ? transfers[0] : '\0', seed);
}

}  // namespace upsmd::sim
