// Every simulated kind of UPS: one line a protocol.
#include <array>

#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

namespace {

struct Personality {
    std::string_view protocol;
    std::unique_ptr<Ups> (*make)(OptionReader& reader, std::uint64_t seed);
};

// Sorted.
constexpr std::array kPersonalities{
    Personality{"ablerex", make_ablerex},
    Personality{"apc-microlink", make_apc_microlink},
    Personality{"apc-modbus", make_apc_modbus},
    Personality{"apc-smart", make_apc_smart},
    Personality{"bcmxcp", make_bcmxcp},
    Personality{"belkin", make_belkin},
    Personality{"bestups", make_bestups},
    Personality{"cyberpower", make_cyberpower},
    Personality{"cyberpower-binary", make_cyberpower_binary},
    Personality{"etapro", make_etapro},
    Personality{"gtec", make_gtec},
    Personality{"hunnox", make_hunnox},
    Personality{"innova-ae", make_innova_ae},
    Personality{"innova-rt31", make_innova_rt31},
    Personality{"innova-rt33", make_innova_rt33},
    Personality{"liebert-esp2", make_liebert_esp2},
    Personality{"masterguard", make_masterguard},
    Personality{"mecer", make_mecer},
    Personality{"megatec", make_megatec},
    Personality{"megatec-old", make_megatec_old},
    Personality{"mustek", make_mustek},
    Personality{"mge-shut", make_mge_shut},
    Personality{"mge-utalk", make_mge_utalk},
    Personality{"multilink", make_multilink},
    Personality{"omron", make_omron},
    Personality{"powercom", make_powercom},
    Personality{"powercom-bnt-other", make_powercom_bnt_other},
    Personality{"powercom-egys", make_powercom_egys},
    Personality{"powercom-kp625ap", make_powercom_kp625ap},
    Personality{"powercom-trust", make_powercom_trust},
    Personality{"powermaster", make_powermaster},
    Personality{"q1", make_q1},
    Personality{"q2", make_q2},
    Personality{"q6", make_q6},
    Personality{"simple", make_simple},
    Personality{"tripplite", make_tripplite},
    Personality{"tripplite-su", make_tripplite_su},
    Personality{"upscode2", make_upscode2},
    Personality{"voltronic", make_voltronic},
    Personality{"voltronic-axpert", make_voltronic_axpert},
    Personality{"voltronic-qs", make_voltronic_qs},
    Personality{"voltronic-qs-hex", make_voltronic_qs_hex},
    Personality{"zinto", make_zinto},
};

}  // namespace

std::string simulated_protocols() {
    std::string names;
    for (const Personality& each : kPersonalities) names += (names.empty() ? "" : ", ") + std::string(each.protocol);
    return names;
}

std::unique_ptr<Ups> make_ups(std::string_view protocol, const Options& options, std::uint64_t seed,
                              std::string& error) {
    for (const Personality& each : kPersonalities) {
        if (each.protocol != protocol) continue;
        OptionReader reader(options);
        auto ups = each.make(reader, seed);
        if (!reader.finish(error)) return nullptr;
        return ups;
    }
    error = "unknown protocol \"" + std::string(protocol) + "\" (" + simulated_protocols() + ")";
    return nullptr;
}

}  // namespace upsmd::sim
