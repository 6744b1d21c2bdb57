// The codes that STAT (attention) and STMF (malfunction) tell.
#include <algorithm>
#include <array>

#include "core/protocols/upscode2_replies.h"

namespace upsmd {
namespace {

struct Alarm {
    std::string_view code;
    std::string_view text;
};

// Sorted. BL, BY, OD and OL are status words.
constexpr std::array kAlarms{
    Alarm{"AC", "auxiliary contact"},
    Alarm{"BA", "batteries disconnected"},
    Alarm{"BC", "backfeed contact"},
    Alarm{"BD", "abnormal discharge"},
    Alarm{"BF", "battery fuse"},
    Alarm{"BO", "battery voltage high"},
    Alarm{"BP", "bypass fuse"},
    Alarm{"BR", "abnormal recharge"},
    Alarm{"BT", "battery hot"},
    Alarm{"BX", "bypass not available"},
    Alarm{"CE", "configuration error"},
    Alarm{"CM", "battery converter fault"},
    Alarm{"CT", "cabinet hot"},
    Alarm{"DO", "DC voltage high"},
    Alarm{"DU", "DC voltage low"},
    Alarm{"EP", "emergency power off"},
    Alarm{"FF", "fan failure"},
    Alarm{"FH", "mains frequency high"},
    Alarm{"FL", "mains frequency low"},
    Alarm{"FT", "filter hot"},
    Alarm{"GF", "ground fault"},
    Alarm{"HT", "charger hot"},
    Alarm{"IB", "data bus fault"},
    Alarm{"IF", "inverter fuse"},
    Alarm{"IM", "inverter fault"},
    Alarm{"IO", "inverter voltage high"},
    Alarm{"IP", "internal supply fault"},
    Alarm{"IT", "inverter hot"},
    Alarm{"IU", "inverter voltage low"},
    Alarm{"IV", "inverter off"},
    Alarm{"LR", "redundancy lost"},
    Alarm{"NF", "neutral fault"},
    Alarm{"OF", "oscillator fault"},
    Alarm{"OR", "too much load for redundancy"},
    Alarm{"OV", "output voltage fault"},
    Alarm{"OW", "output failure"},
    Alarm{"PB", "parallel bus fault"},
    Alarm{"PE", "phase rotation"},
    Alarm{"RE", "rectifier off"},
    Alarm{"RF", "rectifier fuse"},
    Alarm{"RM", "rectifier fault"},
    Alarm{"RT", "rectifier hot"},
    Alarm{"SM", "static switch fault"},
    Alarm{"ST", "static switch hot"},
    Alarm{"TT", "transformer hot"},
    Alarm{"UD", "UPS disabled"},
    Alarm{"UO", "mains voltage high"},
    Alarm{"US", "not synchronised"},
    Alarm{"UU", "mains voltage low"},
    Alarm{"VE", "internal voltage fault"},
};
static_assert(std::is_sorted(kAlarms.begin(), kAlarms.end(),
                             [](const Alarm& a, const Alarm& b) { return a.code < b.code; }));

}  // namespace

std::string_view upscode2_alarm(std::string_view code) {
    for (const Alarm& alarm : kAlarms)
        if (alarm.code == code) return alarm.text;
    return {};
}

}  // namespace upsmd
