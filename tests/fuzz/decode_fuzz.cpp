// libFuzzer target for every decoder of every protocol. The first byte chooses the query, the rest is what came from the
// wire. Nothing crashes; a refused reply leaves nothing behind; an accepted one has values of the right kind only.
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -I. tests/fuzz/decode_fuzz.cpp
//       core/*.cpp core/protocols/*.cpp -o decode_fuzz && ./decode_fuzz -max_total_time=60 -max_len=300
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/catalog.h"
#include "core/protocol.h"

namespace {

using namespace upsmd;

struct Target {
    const Protocol* protocol;
    const Query* query;
};

const std::vector<Target>& targets() {
    static const std::vector<Target> kTargets = [] {
        std::vector<Target> all;
        for (const Protocol* protocol : protocol_catalog())
            for (const Query& query : protocol->queries) all.push_back({protocol, &query});
        return all;
    }();
    return kTargets;
}

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

void check_value(const Decoded::Assignment& assignment) {
    if (!assignment.value.present()) return;
    const bool number = variable_kind(assignment.variable) == VariableKind::number;
    require(assignment.value.kind() == (number ? Value::Kind::number : Value::Kind::text), "kind of a value");
    if (number) {
        require(std::isfinite(assignment.value.as_number()), "a finite number");
        return;
    }
    for (const char c : assignment.value.as_text()) require(c >= 0x20 && c <= 0x7E, "printable text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Target& target = targets()[data[0] % targets().size()];
    // A copy of its own, so that the address sanitizer sees every read outside it.
    const std::vector<std::uint8_t> raw(data + 1, data + size);
    Decoded out;
    if (decode_raw(*target.protocol, *target.query, raw, out) != Verdict::ok) {
        require(out.values().empty() && !out.status && !out.commands, "a refused reply leaves nothing behind");
        return 0;
    }
    for (const Decoded::Assignment& assignment : out.values()) check_value(assignment);
    if (target.query->schedule == Schedule::status) require(out.status.has_value(), "a status has flags");
    // APC units have a bit for each, and send neither while they sleep.
    if (out.status && target.protocol->name == "megatec")
        require(out.status->has(StatusFlag::ol) != out.status->has(StatusFlag::ob), "either on line or on battery");
    Decoded again;
    require(decode_raw(*target.protocol, *target.query, raw, again) == Verdict::ok, "the same verdict twice");
    return 0;
}
