#include "core/protocols/megatec_dialects.h"

#include "core/protocols/megatec_relatives.h"
#include "core/protocols/megatec_table.h"

// Everything that is not said here is as in megatec.cpp: the line, the columns of the status, the controls.
//
//               q1    mustek  megatec-old  mecer   zinto   hunnox
//   status      Q1    QS      D            Q1      Q1      Q1
//   ratings           F       F            F       F       F
//   identity          I       I            I       FW?     FW?      in I's columns
//   further                                QPI             BL
//   accepted    silence (ACK on some)      (ACK    silence silence, or the bridge's word for it
//   refused     the command's echo         (NAK    echo    echo
//
// D of boards before 1996 may have the battery's voltage in six characters: the flags then stand two columns further.
//   > D   < (230.1 230.1 230.4 014 50.0 027.40 30.0 00001001
// Mecer:  > QPI < (PI98, or (NAK where the board is no P98.
// Hunnox: > BL  < BL087   battery.charge; some units have no BL.
//
// D is a calibration to an APC unit: the name megatec-old is for ports where that has been ruled out.

namespace upsmd {
namespace {

constexpr std::string_view kNoAnswer = "UPS No Ack";

Verdict zinto_identity(Bytes reply, Decoded& out) { return decode_megatec_identity(reply, "FW?", out); }

// A USB bridge says so when the unit has answered nothing, which is how a command is accepted.
Verdict hunnox_answer(std::string_view command, Bytes reply) {
    return printable_core(reply) == kNoAnswer ? Verdict::ok : decode_text_answer(command, reply);
}

constexpr Query kStatusQ1{"Q1", "Q1\r", Schedule::status, kMegatecShort, decode_q1};
constexpr Query kIdentityFw{"FW?", "FW?\r", Schedule::identity, kMegatecShort, zinto_identity};

// Who it is comes last: some boards lock up on it.
constexpr std::array kQ1Queries{kStatusQ1};
constexpr std::array kMustekQueries{
    Query{"QS", "QS\r", Schedule::status, kMegatecShort, decode_qs}, kMegatecRatings, kMegatecIdentity};
constexpr std::array kOldQueries{
    Query{"D", "D\r", Schedule::status, kMegatecShort, decode_d}, kMegatecRatings, kMegatecIdentity};
constexpr std::array kMecerQueries{
    kStatusQ1, kMegatecRatings,
    Query{"QPI", "QPI\r", Schedule::identity, kMegatecShort, decode_megatec_protocol_number}, kMegatecIdentity};
constexpr std::array kZintoQueries{kStatusQ1, kMegatecRatings, kIdentityFw};
constexpr std::array kHunnoxQueries{
    kStatusQ1, kMegatecRatings, kIdentityFw,
    Query{"BL", "BL\r", Schedule::measurement, kMegatecShort, decode_megatec_charge}};

constexpr Protocol relative(std::string_view name, std::string_view description, std::span<const Query> queries) {
    return {
        .name = name,
        .description = description,
        .line = kMegatecLine,
        .terminator = '\r',
        .poll_interval = kMegatecPoll,
        .pause = kMegatecPause,
        .queries = queries,
        .controls = kMegatecControls,
        .destructive = kMegatecDestructive,
        .decode_answer = decode_text_answer,
        .estimates_battery = true,
    };
}

constexpr Protocol hunnox() {
    Protocol protocol = relative("hunnox", "Hunnox, Powercool and their like: Q1 with FW? and BL", kHunnoxQueries);
    protocol.decode_answer = hunnox_answer;
    return protocol;
}

}  // namespace

constexpr Protocol kQ1 = relative("q1", "Megatec boards that know nothing but Q1", kQ1Queries);
constexpr Protocol kMustek = relative("mustek", "Mustek PowerMust and others that say QS for Q1", kMustekQueries);
constexpr Protocol kMegatecOld = relative("megatec-old", "Megatec boards before 1996, D for Q1", kOldQueries);
constexpr Protocol kMecer = relative("mecer", "Mecer, Voltronic P98: Q1 with (ACK and (NAK", kMecerQueries);
constexpr Protocol kZinto = relative("zinto", "Online Zinto A: Q1 with FW? for I", kZintoQueries);
constexpr Protocol kHunnox = hunnox();
static_assert(table_is_complete(kQ1) && table_is_complete(kMustek) && table_is_complete(kMegatecOld));
static_assert(table_is_complete(kMecer) && table_is_complete(kZinto) && table_is_complete(kHunnox));

}  // namespace upsmd
