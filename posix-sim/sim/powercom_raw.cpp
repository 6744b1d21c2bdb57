// From volts, hertz and percent to the bytes a Powercom unit sends: sections 5 and 6 of its description, solved for the byte.
#include <algorithm>
#include <cmath>

#include "posix-sim/sim/powercom.h"

namespace upsmd::sim {

namespace {

constexpr double kPeriod = 4807;  // KIN and BNT: Hz times byte

std::uint8_t byte_of(double value) { return static_cast<std::uint8_t>(std::clamp(std::round(value), 0.0, 255.0)); }

// Byte of a value that the unit's reader computes as a * byte + b.
double solve(double value, double a, double b) { return (value - b) / a; }

using Frame = std::array<std::uint8_t, 16>;

void trust(Frame& frame, const PowercomReadings& is, bool egys) {
    const auto period = [](double hertz) { return hertz > 0 ? solve(1 / hertz, 0.00020997, 0.00020928) : 0; };
    frame[0] = byte_of(is.on_inverter ? solve(is.load, 6.1343, -0.3808)
                       : egys         ? solve(is.load, 1.3333, 0.6667)
                                      : solve(is.load, 4.3110, 0.1811));
    const double load = is.on_inverter ? 6.1343 * frame[0] - 0.3808 : 0;
    frame[1] = byte_of(is.on_inverter ? solve(is.charge, 5, 0.3268 * load - 825)
                       : egys         ? solve(is.charge, 2.2105, -355.37)
                                      : solve(is.charge, 4.5639, -835.82));
    frame[2] = byte_of(solve(is.input, 1.9216, -0.0977));
    frame[3] = byte_of(solve(is.output, 1.9216, -0.0977));
    frame[4] = byte_of(period(is.hertz_in));
    frame[6] = byte_of(period(is.hertz_out));
}

void simple(Frame& frame, const PowercomReadings& is, bool hertz_are_periods) {
    const auto hertz = [hertz_are_periods](double value) {
        return hertz_are_periods && value > 0 ? 1 / (0.00027778 * value) : value;
    };
    frame[0] = byte_of(is.load);
    frame[1] = byte_of(is.charge);
    frame[2] = byte_of(is.input / 2);
    frame[3] = byte_of(is.output / 2);
    frame[4] = byte_of(hertz(is.hertz_in));
    frame[6] = byte_of(hertz(is.hertz_out));
}

// Battery reading from the charge: 0, 30 and 100 % at these points.
double reading_of(double charge, double empty, double third, double full) {
    if (charge <= 30) return empty + charge * (third - empty) / 30;
    return third + (charge - 30) * (full - third) / 70;
}

// How much of the half wave is left out, for `part` of the voltage squared.
double gap(unsigned half, double part) { return half * (1 - std::clamp(part, 0.0, 1.0)); }

// The KIN-625 of 230 V.
void kin(Frame& frame, const PowercomReadings& is) {
    frame[0] = byte_of(is.load * (is.on_inverter ? 61 : 105) / 110);
    frame[1] = byte_of(reading_of(is.charge, 169, 176, 204) - frame[0] / 4);
    frame[2] = is.input > 3.35 ? byte_of(solve(is.input, 1.79, 3.35)) : 0;
    frame[3] = is.output > 3.35 ? byte_of(solve(is.output, 1.79, 3.35)) : 0;
    frame[4] = is.hertz_in > 0 ? byte_of(kPeriod / is.hertz_in) : 0;
    frame[6] = is.hertz_out > 0 ? byte_of(kPeriod / is.hertz_out) : 0;
    if (!is.on_inverter) return;
    const double full = (frame[1] - 0.75 * frame[0]) * 1.77;
    frame[3] = byte_of(gap(frame[6] / 2U, full > 0 ? std::pow(is.output / full, 2) : 1));
}

// The BNT-1500 of 230 V.
void bnt(Frame& frame, const PowercomReadings& is) {
    frame[0] = byte_of(is.load * (is.on_inverter ? 54 : 103) / 110);
    frame[1] = byte_of(reading_of(is.charge, 157, 165, 193) - frame[0] / 4);
    frame[2] = byte_of(solve(is.input, 2.2, -24));
    frame[3] = byte_of(solve(is.output, 2.2, -24));
    frame[4] = is.hertz_in > 0 ? byte_of(kPeriod / is.hertz_in) : 0;
    frame[6] = is.hertz_out > 0 ? byte_of(kPeriod / is.hertz_out) : 0;
    frame[15] = byte_of(150);
    if (is.on_inverter) frame[3] = byte_of(gap(frame[6] / 2U, std::pow(is.output / (1.965 * frame[15]), 2)));
}

}  // namespace

std::array<std::uint8_t, 16> powercom_raw(const PowercomStyle& style, const PowercomReadings& readings) {
    Frame frame{};
    switch (style.kind) {
        case PowercomKind::trust:
        case PowercomKind::kp625ap: trust(frame, readings, false); break;
        case PowercomKind::egys: trust(frame, readings, true); break;
        case PowercomKind::imp:
        case PowercomKind::opti: simple(frame, readings, false); break;
        case PowercomKind::bnt_other: simple(frame, readings, true); break;
        case PowercomKind::kin: kin(frame, readings); break;
        case PowercomKind::bnt: bnt(frame, readings); break;
    }
    return frame;
}

}  // namespace upsmd::sim
