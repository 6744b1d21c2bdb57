// A Gtec ZP120N: Q4 in letters beside Megatec's Q1, F and I. Written from the description of its query.
#include <cstdio>

#include "posix-sim/sim/megatec.h"
#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/words.h"

namespace upsmd::sim {

namespace {

class Gtec final : public Megatec {
  public:
    Gtec(const PowerConfig& config, const MegatecStyle& style, std::string result, std::uint64_t seed)
        : Megatec(config, style, seed), result_(std::move(result)) {}

  private:
    bool query(const std::string& text, Bytes& reply) const override {
        if (text != "Q4") return Megatec::query(text, reply);
        const double input = power_.mains() ? power_.input_voltage : 0.0;
        char line[120];
        // 7 and 13 fit the highest and lowest input, 31 a current or watts, 44 and 48 the bus: none is published.
        std::snprintf(line, sizeof line,
                      "(%05.1f %05.1f %05.1f %05.1f %05.1f %03.0f %03.0f %04.1f %03d %03d %05.1f %04.1f %s\r", input,
                      243.2, 212.1, fault_voltage(), power_.output_voltage(), 2.0,
                      power_.output_on() ? power_.load : 0.0, power_.frequency, 371, 372, power_.battery_voltage(),
                      temperature_, letters().c_str());
        reply = to_bytes(line);
        return true;
    }

    // The last test's result first, as units were seen to do.
    std::string letters() const {
        std::string all = replace_battery_ ? "J" : result_;
        if (power_.output_on()) {
            if (!power_.mains()) all += 'A';
            else all += power_.bypass || power_.boost ? 'C' : 'M';
        }
        if (power_.low()) all += 'B';
        if (failed_) all += 'D';
        if (power_.testing()) all += 'E';
        if (power_.off_pending()) all += 'F';
        if (site_fault_) all += 'G';
        if (power_.overload) all += 'N';
        if (disconnected_) all += 'P';
        return all;
    }

    void power_changed(PowerEvent event, Time at) override {
        if (event == PowerEvent::kTestEnded) result_ = disconnected_ ? "K" : test_fails_ ? "J" : "I";
        Megatec::power_changed(event, at);
    }

    bool apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) override {
        bool* const condition = word == "site-fault"             ? &site_fault_
                                : word == "battery-disconnected" ? &disconnected_
                                                                 : nullptr;
        if (condition == nullptr) return Megatec::apply_own(word, rest, now, handled, error);
        handled = true;
        const auto wanted = to_switch(rest);
        if (!wanted) {
            error = std::string(word) + ": not on or off: \"" + std::string(rest) + '"';
            return false;
        }
        *condition = *wanted;
        return true;
    }

    std::string result_;  // of the last test: I passed, J failed, K disconnected, L not known, or nothing
    bool site_fault_ = false;
    bool disconnected_ = false;
};

}  // namespace

std::unique_ptr<Ups> make_gtec(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    MegatecStyle style;
    read_megatec_options(reader, style);
    std::string result = reader.choice("last-test", {"I", "J", "K", "L", "none"});
    if (result == "none") result.clear();
    return std::make_unique<Gtec>(config, style, result, seed);
}

}  // namespace upsmd::sim
