// An Ablerex unit: Megatec's Q1, F and I, and three queries answered in bytes. Written from the description of these.
#include <cmath>

#include "posix-sim/sim/megatec.h"
#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/words.h"

namespace upsmd::sim {

namespace {

void put_word(Bytes& bytes, double value) {
    const auto number = static_cast<std::uint32_t>(std::lround(value));
    bytes.push_back(static_cast<std::uint8_t>(number >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(number));
}

class Ablerex final : public Megatec {
  public:
    Ablerex(const PowerConfig& config, const MegatecStyle& style, bool details, std::uint64_t seed)
        : Megatec(config, style, seed), details_(details) {}

  private:
    bool query(const std::string& text, Bytes& reply) const override {
        if (!details_ || (text != "Q5" && text != "At" && text != "TR")) return Megatec::query(text, reply);
        if (text == "TR") {
            // The real words are not published.
            reply = to_bytes(tested_ ? test_fails_ ? "#FAIL\r" : "#PASS\r" : "#NONE\r");
            return true;
        }
        reply = to_bytes("(");
        if (text == "At") {
            const auto seconds = static_cast<std::uint32_t>(power_.runtime_left());
            put_word(reply, seconds >> 16U);
            put_word(reply, seconds & 0xFFFFU);
        } else {
            put_details(reply);
        }
        reply.push_back('\r');
        return true;
    }

    // Words: Hz/10, two unknown, battery and its end in hundredths of a volt of a 12 V block, watts, error, A/10, two
    // unknown.
    void put_details(Bytes& reply) const {
        const double block = power_.battery_voltage() * 1200 / power_.config.nominal_battery;
        const double load = power_.output_on() ? power_.load : 0;
        const double amperes = style_.rated_current * load / 100;
        const double volts = power_.output_voltage();
        for (const double value : {power_.output_on() ? power_.frequency * 10 : 0, 0.0, 0.0, block, 960.0,
                                   std::round(volts * amperes), error_, amperes * 10, 0.0, 0.0})
            put_word(reply, value);
    }

    // b4: the battery is not as it should be.
    std::string flags() const override {
        std::string bits = Megatec::flags();
        if (replace_battery_) bits[3] = '1';
        return bits;
    }

    void power_changed(PowerEvent event, Time at) override {
        if (event == PowerEvent::kTestEnded) tested_ = true;
        Megatec::power_changed(event, at);
    }

    bool apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) override {
        if (word != "error") return Megatec::apply_own(word, rest, now, handled, error);
        handled = true;
        const auto code = to_number(rest);
        if (!code || *code < 0 || *code > 65535) {
            error = "error: not a number in range: \"" + std::string(rest) + '"';
            return false;
        }
        error_ = *code;
        return true;
    }

    bool details_;
    bool tested_ = false;
    double error_ = 0;
};

}  // namespace

std::unique_ptr<Ups> make_ablerex(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    MegatecStyle style;
    read_megatec_options(reader, style);
    const bool details = reader.flag("q5", true);
    return std::make_unique<Ablerex>(config, style, details, seed);
}

}  // namespace upsmd::sim
